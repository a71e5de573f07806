using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Nodes that are to go gracefully.</summary>
public sealed class DecommissionTests
{
    private readonly Cluster _cluster = new(new RmOptions());
    private readonly AmLaunch _master;
    private readonly GrantedContainer _task;
    private readonly int _masters;
    private readonly int _tasks;

    public DecommissionTests()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        _cluster.Submit();
        _master = _cluster.StartMaster();
        (_masters, _tasks) = _master.Container.Node == Node(1) ? (1, 2) : (2, 1);
        _task = Assert.Single(_cluster.Allocate(
            _master.Attempt, Ask(1, $"node-{_tasks}", 1024, 1), Ask(1, "/default-rack", 1024, 1), Ask(1, "*", 1024, 1)).Allocated);
        Assert.Equal(Node(_tasks), _task.Node);
        _cluster.Heartbeat(_tasks, Runs(_task.Id));
    }

    [Fact]
    public void It_stays_one_that_is_to_go_when_it_is_unhealthy_for_a_moment()
    {
        Exclude(seconds: -1);
        Assert.Empty(_cluster.Heartbeat(_tasks, 0, healthy: false, Runs(_task.Id)).ContainersToCleanup);
        _cluster.Heartbeat(_tasks, Runs(_task.Id));
        Assert.Equal(NodeState.Decommissioning, State(_tasks));
        Assert.Equal(2, _cluster.Report(_master.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void An_unhealthy_one_is_not_in_service_again_when_it_is_healthy()
    {
        _cluster.Heartbeat(_tasks, 0, healthy: false, Runs(_task.Id));
        Exclude(seconds: -1);
        _cluster.Heartbeat(_tasks);
        Assert.Equal(NodeState.Decommissioning, State(_tasks));
    }

    [Fact]
    public void It_stays_while_an_application_that_ran_there_runs()
    {
        _cluster.Heartbeat(_tasks, Ended(_task.Id));
        Exclude(seconds: -1);
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(_tasks).Action);
        Assert.Equal(NodeState.Decommissioning, State(_tasks));
        _cluster.Finish(_master.Attempt);
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(_tasks).Action);
        _cluster.Heartbeat(_masters, Ended(_master.Container.Id));
        Assert.Equal(NodeAction.Shutdown, _cluster.Heartbeat(_tasks).Action);
    }

    [Fact]
    public void It_goes_when_its_time_is_up_whatever_runs()
    {
        _cluster.Heartbeat(_tasks, Ended(_task.Id));
        Exclude(seconds: 5);
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(_tasks).Action);
        _cluster.Tick(6_000);
        Assert.Equal(NodeAction.Shutdown, _cluster.Heartbeat(_tasks).Action);
    }

    private void Exclude(int seconds) => _cluster.Ask(new RefreshNodesRequest
    {
        User = "yarn", Lists = new NodeLists(new HashSet<string>(), new HashSet<string> { $"node-{_tasks}" }), GracefulSeconds = seconds,
    });

    private NodeState State(int node) => _cluster.Call<List<NodeReport>>(
        new GetClusterNodesRequest { User = "" }).Single(n => n.Id == Node(node)).State;
}
