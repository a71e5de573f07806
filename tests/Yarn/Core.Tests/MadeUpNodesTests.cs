using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Who makes up nodes, and what they have, does not fill the ResourceManager with what these are to be told.</summary>
public sealed class MadeUpNodesTests
{
    private const int Nodes = 40;
    private const int Named = 60_000;
    private readonly Cluster _cluster = new(new RmOptions());
    private readonly Dictionary<int, int> _responses = [];

    [Fact]
    public void What_nodes_are_to_be_told_is_bounded_over_all_of_them()
    {
        Fill();
        var told = 0;
        for (var i = 0; i < Nodes; i++)
        {
            var count = Told(i);
            Assert.InRange(count, ToldRoom.OfEach, Named);
            told += count;
        }

        Assert.InRange(told, ToldRoom.Most, ToldRoom.Most + (Nodes * ToldRoom.OfEach));

        // What they have heard of takes no room.
        for (var i = 0; i < Nodes; i++)
        {
            Assert.Equal(0, Told(i));
        }

        Register(0, MadeUp());
        Assert.Equal(Named, Told(0));
    }

    [Fact]
    public void A_node_that_has_gone_takes_no_room()
    {
        Fill();
        for (var i = 0; i < Nodes; i++)
        {
            _cluster.Ask(new UnregisterNodeManagerRequest { Node = Cluster.Node(i) });
        }

        Register(0, MadeUp());
        Assert.Equal(Named, Told(0));
    }

    [Fact]
    public void What_has_ended_here_is_told_though_there_is_no_room()
    {
        const int Real = Nodes;
        _cluster.AddNode(Real, 4096);
        var id = _cluster.Submit();
        var master = _cluster.StartMaster();
        Fill();
        var none = new ApplicationAttemptId(new ApplicationId(1, 1), 1);
        var answer = _cluster.Heartbeat(
            Real, [.. Enumerable.Range(1, 2 * ToldRoom.OfEach).Select(i => Cluster.Runs(new ContainerId(none, i)))]);
        Assert.Equal(ToldRoom.OfEach, answer.ContainersToCleanup.Count + answer.ApplicationsToCleanup.Count);
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        answer = _cluster.Heartbeat(Real);
        Assert.Equal([id], answer.ApplicationsToCleanup);
        Assert.Equal([master.Container.Id], answer.ContainersToCleanup);
    }

    [Fact]
    public void Of_those_that_have_gone_the_first_to_go_are_forgotten()
    {
        Register(0, []);
        for (var i = 1; i <= RmState.MaxGoneNodes + 1; i++)
        {
            Register(i, []);
            _cluster.Ask(new UnregisterNodeManagerRequest { Node = Cluster.Node(i) });
        }

        _cluster.Ask(new UnregisterNodeManagerRequest { Node = Cluster.Node(0) });
        var gone = _cluster.Call<List<NodeReport>>(new GetClusterNodesRequest { User = "ann", States = [NodeState.Shutdown] });
        Assert.Equal(RmState.MaxGoneNodes, gone.Count);
        Assert.Contains(gone, static n => n.Id == Cluster.Node(0));
        Assert.DoesNotContain(gone, static n => n.Id == Cluster.Node(1) || n.Id == Cluster.Node(2));
    }

    private static List<ApplicationId> MadeUp() => [.. Enumerable.Range(1, Named).Select(static i => new ApplicationId(1, i))];

    private void Fill()
    {
        var made = MadeUp();
        for (var i = 0; i < Nodes; i++)
        {
            Register(i, made);
        }
    }

    private void Register(int number, IReadOnlyList<ApplicationId> applications)
    {
        var answer = _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = Cluster.Node(number), HttpPort = 8042, Capability = new Resource(4096, 8), Rack = "/default-rack", Version = "3.5.0",
            Containers = [], RunningApplications = applications,
        });
        Assert.Equal(NodeAction.Normal, answer.Action);
        _responses[number] = 0;
    }

    private int Told(int number)
    {
        var answer = _cluster.Call<HeartbeatAnswer>(new NodeHeartbeatRequest
        {
            Node = Cluster.Node(number), ResponseId = _responses[number], Containers = [], IsHealthy = true, HealthReport = "",
            LastHealthReportTime = 0, ContainersUtilization = default, NodeUtilization = default,
        });
        _responses[number] = answer.ResponseId;
        return answer.ApplicationsToCleanup.Count;
    }
}
