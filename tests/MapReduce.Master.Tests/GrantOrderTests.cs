using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Containers whose grant, start and end are told close to each other.</summary>
public sealed class GrantOrderTests : IAsyncDisposable
{
    private const string Id = "container_1700000000000_0001_01_000002";
    private readonly MasterFixture _fixture = new();
    private readonly ContainerClient _nodes = new();

    public GrantOrderTests() => File.WriteAllText(_fixture.Path("in"), "a word");

    public async ValueTask DisposeAsync()
    {
        await _nodes.DisposeAsync();
        await _fixture.DisposeAsync();
    }

    [Fact]
    public void A_container_that_was_granted_and_has_ended_is_granted_first()
    {
        var reply = new AllocateResponseProto();
        reply.AllocatedContainers.Add(Container());
        reply.CompletedContainerStatuses.Add(new ContainerStatusProto { ContainerId = YarnIds.ParseContainer(Id), ExitStatus = -100 });
        Assert.Equal(
            [typeof(JobInput.ManagerHeard), typeof(JobInput.ContainerGranted), typeof(JobInput.ContainerEnded)],
            Allocator.Inputs(reply, new RackTable([])).Select(static i => i.GetType()));
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_not_started()
    {
        await _fixture.PlanAsync<CountWords>(1);
        var told = new List<JobInput>();
        await using var containers = new GrantedContainers(_fixture.Plan, _nodes, 1, static a => a(), told.Add, static _ => { }, static (_, _) => { });
        containers.Start(Id);
        Assert.IsType<JobInput.ContainerNotStarted>(Assert.Single(told));
    }

    [Fact]
    public async Task Where_an_output_is_served_is_told_when_it_is_known()
    {
        await _fixture.PlanAsync<CountWords>(1);
        var board = new JobBoard(_fixture.Plan.Id, 2, 1, "file");
        var outputs = new MapOutputDesk(board);
        await using var containers = new GrantedContainers(_fixture.Plan, _nodes, 1, static a => a(), static _ => { }, static _ => { }, outputs.PortKnown);
        containers.Add(Container());
        var (early, lost) = (new AttemptRef(new TaskRef(TaskType.Map, 0), 0), new AttemptRef(new TaskRef(TaskType.Map, 1), 0));
        foreach (var attempt in (AttemptRef[])[early, lost])
        {
            board.Started(attempt, Id, "there", Locality.Node, 1);
            outputs.Ready(attempt, containers);
        }

        outputs.Lost(lost);
        var asked = new TaskCompletionSource<MapOutputsResponseProto>();
        outputs.Ask(0, 0, asked);
        Assert.False(asked.Task.IsCompleted);
        outputs.PortKnown(Id, 13562);
        var told = Assert.Single((await asked.Task).Outputs);
        Assert.Equal((0, "there", 13562, false), (told.Map.Task, told.Host, told.Port, told.Lost));
    }

    private static ContainerProto Container() => new()
    {
        Id = YarnIds.ParseContainer(Id),
        NodeId = new NodeIdProto { Host = "there", Port = 1 },
        Resource = new ResourceProto { Memory = 1024 },
        Priority = new PriorityProto { Priority = 20 },
    };
}
