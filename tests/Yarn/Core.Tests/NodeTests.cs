using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

public sealed class NodeTests
{
    private readonly Cluster _cluster = new(new RmOptions());

    [Fact]
    public void A_repeated_heartbeat_gets_the_same_answer_and_a_strange_one_an_order_to_register_again()
    {
        _cluster.AddNode(1, 8192);
        NodeHeartbeatRequest Call(int responseId) => new()
        {
            Node = Node(1), ResponseId = responseId, Containers = [],
            IsHealthy = true, HealthReport = "", LastHealthReportTime = 0, ContainersUtilization = default, NodeUtilization = default,
        };
        var first = _cluster.Call<HeartbeatAnswer>(Call(1));
        Assert.Same(first, _cluster.Call<HeartbeatAnswer>(Call(1)));
        Assert.Equal(NodeAction.Resync, _cluster.Call<HeartbeatAnswer>(Call(9)).Action);
        Assert.Equal(NodeAction.Resync, _cluster.Call<HeartbeatAnswer>(Call(2)).Action);
        Assert.Equal(NodeAction.Normal, _cluster.AddNode(1, 8192).Action);
    }

    [Fact]
    public void A_node_that_is_too_small_or_not_wanted_is_sent_away()
    {
        var small = _cluster.AddNode(1, 512);
        Assert.Equal(NodeAction.Shutdown, small.Action);
        Assert.Contains("doesn't satisfy minimum allocations", small.Diagnostics);
        _cluster.AddNode(2, 8192);
        _cluster.Ask(new RefreshNodesRequest { User = "yarn",
            Lists = new NodeLists(new HashSet<string>(), new HashSet<string> { "node-2" }), GracefulSeconds = null });
        Assert.Equal(NodeAction.Shutdown, _cluster.Heartbeat(2).Action);
        Assert.Equal(
            "Disallowed NodeManager from  node-2, Sending SHUTDOWN signal to the NodeManager.", _cluster.AddNode(2, 8192).Diagnostics);
        Assert.Equal(1, _cluster.Call<ClusterFigures>(new GetClusterFiguresRequest { User = "" }).DecommissionedNodes);
    }

    [Fact]
    public void A_node_is_decommissioned_when_its_containers_have_ended()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        var lists = new NodeLists(new HashSet<string>(), new HashSet<string> { "node-1" });
        _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = lists, GracefulSeconds = -1 });
        Assert.Empty(_cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(1, Runs(launch.Container.Id)).Action);
        Assert.Equal(NodeState.Decommissioning, Assert.Single(_cluster.Allocate(launch.Attempt).UpdatedNodes
            .Where(n => n.State == NodeState.Decommissioning).DefaultIfEmpty(Report())).State);
        _cluster.Finish(launch.Attempt);
        _cluster.Heartbeat(1, Ended(launch.Container.Id));
        Assert.Equal(NodeAction.Shutdown, _cluster.Heartbeat(1).Action);
    }

    [Fact]
    public void Lists_that_are_looked_up_again_leave_a_decommission_its_time()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        var lists = new NodeLists(new HashSet<string>(), new HashSet<string> { "node-1" });
        _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = lists, GracefulSeconds = 60 });
        _cluster.Ask(
            new RefreshNodesRequest { User = "yarn", Lists = lists with { Unresolved = 1 }, GracefulSeconds = -1, InPlaceOf = lists });
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(1, Runs(launch.Container.Id)).Action);
        _cluster.Tick(61_000);
        Assert.Equal(NodeAction.Shutdown, _cluster.Heartbeat(1, Runs(launch.Container.Id)).Action);
    }

    /// <summary>An administrator has had others read meanwhile.</summary>
    [Fact]
    public void Lists_that_are_looked_up_again_are_not_taken_when_others_count()
    {
        _cluster.AddNode(1, 8192);
        var old = new NodeLists(new HashSet<string>(), new HashSet<string> { "other" }) { Unresolved = 1 };
        Assert.Equal(true, _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = old, GracefulSeconds = null }));
        Assert.Equal(true, _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = NodeLists.Everyone, GracefulSeconds = null }));
        var found = new NodeLists(new HashSet<string>(), new HashSet<string> { "other", "node-1" });
        Assert.Equal(false, _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = found, GracefulSeconds = -1, InPlaceOf = old }));
        Assert.Equal(NodeAction.Normal, _cluster.Heartbeat(1).Action);
    }

    [Fact]
    public void An_unhealthy_node_loses_its_containers_and_comes_back()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        var other = launch.Container.Node == Node(1) ? 2 : 1;
        var granted = _cluster.Allocate(
            launch.Attempt, Ask(1, $"node-{other}", 1024, 1), Ask(1, "/default-rack", 1024, 1), Ask(1, "*", 1024, 1)).Allocated;
        var answer = _cluster.Heartbeat(other, 0, healthy: false);
        Assert.Equal([granted[0].Id], answer.ContainersToCleanup);
        var allocation = _cluster.Allocate(launch.Attempt);
        Assert.Equal(ExitStatus.Aborted, Assert.Single(allocation.Completed).ExitCode);
        Assert.Equal((NodeState.Unhealthy, 1), (Assert.Single(allocation.UpdatedNodes).State, allocation.ClusterNodes));
        _cluster.Heartbeat(other);
        Assert.Equal(NodeState.Running, Assert.Single(_cluster.Allocate(launch.Attempt).UpdatedNodes).State);
    }

    [Fact]
    public void A_node_that_starts_again_without_its_containers_has_lost_them()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var first = _cluster.StartMaster();
        _cluster.Heartbeat(1, Runs(first.Container.Id));
        _cluster.AddNode(1, 8192);
        Assert.Equal(2, _cluster.StartMaster().Attempt.Attempt);
        Assert.Equal(ApplicationState.Running, _cluster.Report(id).State);
    }

    [Fact]
    public void A_container_lost_before_its_master_heard_of_it_is_wanted_again_where_it_was()
    {
        _cluster.AddNode(1, 8192, rack: "/a");
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        ResourceAsk[] asks =
        [
            Ask(1, "node-2", 1024, 1), Ask(1, "node-3", 1024, 1), Ask(1, "/b", 1024, 1, relax: false), Ask(1, "*", 1024, 1, relax: false),
        ];
        Assert.Empty(_cluster.Allocate(launch.Attempt, asks).Allocated);
        _cluster.AddNode(2, 8192, rack: "/b");
        Assert.Equal(2, _cluster.Report(launch.Attempt.Application).Usage.Containers);
        _cluster.Ask(new UnregisterNodeManagerRequest { Node = Node(2) });
        Assert.Equal((1, 1), (_cluster.Report(launch.Attempt.Application).Usage.Containers, _cluster.Report(
            launch.Attempt.Application).Usage.PendingContainers));
        _cluster.AddNode(4, 8192, rack: "/b");
        var allocation = _cluster.Allocate(launch.Attempt);
        Assert.Empty(allocation.Allocated);
        Assert.Empty(allocation.Completed);
        _cluster.AddNode(3, 8192, rack: "/b");
        Assert.Equal(Node(3), Assert.Single(_cluster.Allocate(launch.Attempt).Allocated).Node);
    }

    [Fact]
    public void A_node_gets_nothing_before_its_first_heartbeat()
    {
        _cluster.Submit();
        _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = Node(1), HttpPort = 1, Capability = new Resource(8192, 8),
            Rack = "/a", Version = "", Containers = [], RunningApplications = [],
        });
        _cluster.Tick(3_000);
        Assert.Empty(_cluster.Launches);
        _cluster.Heartbeat(1);
        Assert.Single(_cluster.Launches);
    }

    [Fact]
    public void A_container_that_nobody_granted_is_ended()
    {
        _cluster.AddNode(1, 8192);
        var id = _cluster.Submit();
        var launch = _cluster.StartMaster();
        var invented = new ContainerId(launch.Attempt, 99);
        Assert.Equal([invented], _cluster.Heartbeat(1, Runs(launch.Container.Id), Runs(invented)).ContainersToCleanup);
        var stranger = new ContainerId(new ApplicationAttemptId(new ApplicationId(1, 1), 1), 1);
        Assert.Equal([stranger], _cluster.Heartbeat(1, Ended(stranger)).ContainersToForget);
        Assert.Equal(1, _cluster.Report(id).Usage.Containers);
    }

    [Fact]
    public void A_node_keeps_an_ended_container_until_its_master_has_acknowledged_it_and_a_new_ResourceManager_tells_it()
    {
        _cluster.AddNode(1, 8192);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        var granted = Assert.Single(_cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated);
        Assert.Empty(_cluster.Heartbeat(1, Runs(launch.Container.Id), Ended(granted.Id, 3)).ContainersToForget);
        Assert.Empty(_cluster.Heartbeat(1, Runs(launch.Container.Id), Ended(granted.Id, 3)).ContainersToForget);
        _cluster.Restart();
        _cluster.AddNode(1, 8192, containers: [Was(launch.Container), Was(granted, ContainerState.Complete)]);
        _cluster.Register(launch.Attempt);
        Assert.Empty(_cluster.Heartbeat(1, Runs(launch.Container.Id), Ended(granted.Id, 3)).ContainersToForget);
        Assert.Equal(granted.Id, Assert.Single(_cluster.Allocate(launch.Attempt).Completed).Id);
        Assert.Empty(_cluster.Heartbeat(1, Runs(launch.Container.Id), Ended(granted.Id, 3)).ContainersToForget);
        Assert.Empty(_cluster.Allocate(launch.Attempt).Completed);
        Assert.Contains(granted.Id, _cluster.Heartbeat(1, Runs(launch.Container.Id), Ended(granted.Id, 3)).ContainersToForget);
    }

    [Fact]
    public void A_node_that_was_given_a_container_hears_of_the_applications_end_before_it_has_told_of_it()
    {
        var (id, _, other, _) = GrantedElsewhere();
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        Assert.Equal([id], _cluster.Heartbeat(other).ApplicationsToCleanup);
    }

    [Fact]
    public void A_container_that_is_told_of_after_its_applications_end_has_the_node_end_the_application()
    {
        var (id, _, other, granted) = GrantedElsewhere();
        _cluster.Ask(new KillApplicationRequest { User = "ann", Id = id });
        _cluster.Heartbeat(other);
        var late = _cluster.Heartbeat(other, Runs(granted), Runs(new ContainerId(granted.Attempt, 77)));
        Assert.Equal([id], late.ApplicationsToCleanup);
        Assert.Contains(granted, late.ContainersToCleanup);
        var ended = _cluster.Heartbeat(other, Ended(granted));
        Assert.Equal([id], ended.ApplicationsToCleanup);
        Assert.Equal([granted], ended.ContainersToForget);
    }

    // An application whose master runs on one node and which was given a container on another, which that one has not told of.
    private (ApplicationId Id, AmLaunch Launch, int Other, ContainerId Granted) GrantedElsewhere()
    {
        _cluster.AddNode(1, 8192);
        _cluster.AddNode(2, 8192);
        var id = _cluster.Submit();
        var launch = _cluster.StartMaster();
        var other = launch.Container.Node == Node(1) ? 2 : 1;
        ResourceAsk[] asks = [Ask(1, $"node-{other}", 1024, 1), Ask(1, "/default-rack", 1024, 1), Ask(1, "*", 1024, 1)];
        var granted = Assert.Single(_cluster.Allocate(launch.Attempt, asks).Allocated);
        Assert.Equal(Node(other), granted.Node);
        return (id, launch, other, granted.Id);
    }

    private NodeReport Report() => _cluster.Call<List<NodeReport>>(new GetClusterNodesRequest { User = "" })[0];
}
