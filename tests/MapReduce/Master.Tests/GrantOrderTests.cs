using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hadoop.Tokens;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.MapReduce.Master.Tests;

/// <summary>Containers whose grant, start and end are told close to each other.</summary>
public sealed class GrantOrderTests : IAsyncDisposable
{
    private const string Id = "container_1700000000000_0001_01_000002";
    private static readonly Token s_token = new([1, 2, 3], TokenPassword.Of([1, 2, 3], [7]), "NMToken", "");
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
        await using var containers = new GrantedContainers(
            _fixture.Plan, _nodes, 1, static a => a(), told.Add, static _ => { }, static (_, _) => { });
        containers.Start(Id);
        Assert.IsType<JobInput.ContainerNotStarted>(Assert.Single(told));
    }

    [Fact]
    public async Task Where_an_output_is_served_is_told_when_it_is_known()
    {
        await _fixture.PlanAsync<CountWords>(1);
        var board = new JobBoard(_fixture.Plan.Id, 2, 1, "file");
        var outputs = new MapOutputDesk(board);
        await using var containers = new GrantedContainers(
            _fixture.Plan, _nodes, 1, static a => a(), static _ => { }, static _ => { }, outputs.PortKnown);
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

    /// <summary>Whatever goes wrong with the call of a start, what a map there has put out is held back until its answer.</summary>
    [Fact]
    public async Task A_start_that_ends_by_any_fault_is_told_with_the_port_that_its_node_has_told_before()
    {
        await _fixture.PlanAsync<CountWords>(1);
        var protocol = new RpcProtocol(ProtocolNames.ContainerManagement, (long)ProtocolNames.Version).Add(
            "startContainers", StartContainersRequestProto.Parser, static (_, _) =>
        {
            var answer = new StartContainersResponseProto();
            answer.ServicesMetaData.Add(new StringBytesMapProto { Key = "mapreduce_shuffle", Value = ByteString.CopyFrom(0, 0, 52, 250) });
            return ValueTask.FromResult<IMessage>(answer);
        });
        await using var server = await RpcServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), [protocol], new RpcServerOptions { TokenSecrets = new Secrets(), AllowsSimple = false },
            NullLogger.Instance, default);
        var node = new NodeIdProto { Host = "127.0.0.1", Port = server.BoundEndPoint.Port };
        _nodes.AddTokens([new NMTokenProto { NodeId = node, Token = s_token.ToMessage() }]);
        var (first, second) = (new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously),
            new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously));
        var refused = new TaskCompletionSource<JobInput>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var containers = new GrantedContainers(
            _fixture.Plan, _nodes, 1, static a => a(), refused.SetResult, static _ => { },
            (id, port) => (id == Id ? first : second).SetResult(port));
        const string Other = "container_1700000000000_0001_01_000003";
        containers.Add(Container(Id, node));
        containers.Add(Container(Other, node));
        containers.Start(Id);
        Assert.Equal(13562, await first.Task.Patiently());
        await _nodes.DisposeAsync();
        containers.Start(Other);
        Assert.Equal(13562, await second.Task.Patiently());
        Assert.IsType<JobInput.ContainerNotStarted>(await refused.Task.Patiently());
    }

    private static ContainerProto Container() => Container(Id, new NodeIdProto { Host = "there", Port = 1 });

    private static ContainerProto Container(string id, NodeIdProto node) => new()
    {
        Id = YarnIds.ParseContainer(id),
        NodeId = node,
        Resource = new ResourceProto { Memory = 1024 },
        Priority = new PriorityProto { Priority = 20 },
    };

    private sealed class Secrets : ITokenSecrets
    {
        public TokenSecret Find(ReadOnlySpan<byte> identifier) => new("ada", "NMToken", s_token.Password.ToArray());
    }
}
