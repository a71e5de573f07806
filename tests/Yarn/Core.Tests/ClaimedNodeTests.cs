using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// A NodeManager's id is told to everybody, and so may stand in everybody's calls; and whoever makes up NodeManagers does not
/// fill the ResourceManager.
/// </summary>
public sealed class ClaimedNodeTests
{
    private const string Here = "10.0.0.1";
    private const string Elsewhere = "10.0.0.2";
    private readonly Cluster _cluster = new(new RmOptions());

    [Fact]
    public void No_call_in_the_name_of_a_node_counts_from_another_address()
    {
        Register(1, Here);
        Assert.Equal(NodeAction.Normal, Heartbeat(1, Here, 0).Action);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        Assert.Contains(Elsewhere, Refusal(() => Unregister(1, Elsewhere)), StringComparison.Ordinal);
        Assert.Contains(Here, Refusal(() => Heartbeat(1, Elsewhere, 1)), StringComparison.Ordinal);
        Assert.Contains(Here, Refusal(() => Heartbeat(1, Elsewhere, 77)), StringComparison.Ordinal);
        Assert.Contains(Here, Refusal(() => Register(1, Elsewhere)), StringComparison.Ordinal);
        Assert.Equal(NodeAction.Normal, Heartbeat(1, Here, 1, Runs(launch.Container.Id)).Action);
        Assert.Equal(1, _cluster.Report(launch.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void A_node_whose_address_has_changed_comes_in_when_the_old_one_is_silent()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Tick(61_000);
        Assert.Equal(NodeAction.Resync, Heartbeat(1, Elsewhere, 1).Action);
        Assert.Equal(NodeAction.Normal, Register(1, Elsewhere).Action);
        Assert.Equal(NodeAction.Normal, Heartbeat(1, Elsewhere, 0).Action);
        Refusal(() => Heartbeat(1, Here, 1));
        Unregister(1, Elsewhere);
        Assert.Equal(NodeAction.Resync, Heartbeat(1, Elsewhere, 1).Action);
    }

    [Fact]
    public void One_address_has_twice_as_many_nodes_as_it_leaves_to_others()
    {
        const int Most = RegisterNodeManager.MostNodes * 2 / 3;
        for (var i = 0; i < Most; i++)
        {
            Register(i, Here);
        }

        Assert.Equal(RmError.Retriable, Assert.Throws<RmFault>(() => Register(Most, Here)).Error);
        Assert.Equal(NodeAction.Normal, Register(0, Here).Action);
        Assert.Equal(NodeAction.Normal, Register(Most, Elsewhere).Action);
    }

    [Fact]
    public void A_node_of_before_a_restart_has_its_place_also_when_no_application_came_back()
    {
        Register(-1, Elsewhere);
        _cluster.Restart();
        for (var i = 0; i < RegisterNodeManager.MostNodes; i++)
        {
            Register(i, $"10.1.{i / 250}.{i % 250}");
        }

        Assert.Contains(
            "the most that a cluster may have",
            Refusal(() => Register(RegisterNodeManager.MostNodes, Elsewhere)),
            StringComparison.Ordinal);
        Assert.Equal(NodeAction.Normal, Register(-1, Elsewhere).Action);
    }

    [Fact]
    public void What_a_node_makes_up_is_told_to_it_in_bounded_answers()
    {
        const int Named = 60_000;
        var made = Enumerable.Range(1, Named).Select(static i => new ApplicationId(1, i)).ToList();
        for (var i = 0; i < 5; i++)
        {
            Register(1, Here, made);
        }

        Assert.Equal(RmNodeLimit, Heartbeat(1, Here, 0).ApplicationsToCleanup.Count);
        Assert.Empty(Heartbeat(1, Here, 1).ApplicationsToCleanup);
    }

    [Fact]
    public void What_nodes_say_of_their_health_is_told_to_masters_in_bounded_answers()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        Register(2, Elsewhere);
        const int Turns = 5_000;
        for (var i = 0; i < Turns; i++)
        {
            Heartbeat(2, Elsewhere, i, healthy: i % 2 == 1);
        }

        var told = new List<int>();
        do
        {
            var news = _cluster.Allocate(launch.Attempt).UpdatedNodes;
            Assert.All(news, static n => Assert.InRange(n.HealthReport.Length, 0, 1024));
            told.Add(news.Count);
        }
        while (told[^1] > 0);

        // Each once, in order of what happened, and the node's coming before all.
        Assert.All(told, static count => Assert.InRange(count, 0, State.NodeNews.Told));
        Assert.InRange(told.Sum(), Turns, Turns + 2);
    }

    [Fact]
    public void A_node_that_is_larger_than_any_machine_is_sent_away()
    {
        foreach (var capability in new[] { new Resource(1L << 62, 8), new Resource(8192, int.MaxValue) })
        {
            var answer = _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
            {
                Node = Node(1), CalledFrom = Here, HttpPort = 8042,
                Capability = capability, Rack = "/default-rack", Version = "3.5.0", Containers = [], RunningApplications = [],
            });
            Assert.Equal(NodeAction.Shutdown, answer.Action);
            Assert.Contains("no machine has more", answer.Diagnostics, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_an_earlier_life_granted_comes_back_with_nodes_that_were_there_and_with_no_other()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        _cluster.Restart();
        var made = new NodeContainerStatus
        {
            Id = new ContainerId(launch.Attempt, 7), State = ContainerState.Running, Resource = new Resource(1024, 1), Priority = 1,
            Diagnostics = "", ExitCode = 0, CreationTime = 1, Version = 0, ExecutionType = ExecutionType.Guaranteed,
            AllocationRequestId = 0,
        };
        var master = made with { Id = launch.Container.Id };
        Register(2, Elsewhere, [launch.Attempt.Application], made);
        Assert.Equal([made.Id], Heartbeat(2, Elsewhere, 0).ContainersToCleanup);
        Register(1, Here, [launch.Attempt.Application], master, made with { Resource = new Resource(-1024, 1) });
        Assert.Equal([made.Id], Heartbeat(1, Here, 0, Runs(master.Id)).ContainersToCleanup);
        Assert.Equal(1, _cluster.Report(launch.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void A_container_with_more_cores_than_its_node_comes_back_with_it()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        _cluster.Restart();
        var wide = new NodeContainerStatus
        {
            Id = new ContainerId(launch.Attempt, 2), State = ContainerState.Running, Resource = new Resource(1024, 16), Priority = 1,
            Diagnostics = "", ExitCode = 0, CreationTime = 1, Version = 0, ExecutionType = ExecutionType.Guaranteed,
            AllocationRequestId = 0,
        };
        Register(1, Here, [launch.Attempt.Application], wide with { Id = launch.Container.Id, Resource = new Resource(1024, 1) }, wide);
        Assert.Empty(Heartbeat(1, Here, 0, Runs(launch.Container.Id), Runs(wide.Id)).ContainersToCleanup);
        Assert.Equal(2, _cluster.Report(launch.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void What_an_application_waits_for_together_is_bounded()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var attempt = _cluster.StartMaster().Attempt;
        ResourceAsk Kind(int id) => new(1, id, "*", new Resource(8192, 1), 1, true, ExecutionType.Guaranteed, "");
        _cluster.Allocate(attempt, [.. Enumerable.Range(0, AllocateRoom.MostDemands).Reverse().Select(Kind)]);
        _cluster.Allocate(attempt, Kind(0));
        Assert.Contains(
            "kinds of containers", Refusal(() => _cluster.Allocate(attempt, Kind(AllocateRoom.MostDemands))), StringComparison.Ordinal);
        ResourceAsk At(int host) => Kind(1) with { ResourceName = $"host-{host}" };
        Assert.Contains(
            "hosts and racks",
            Refusal(() => _cluster.Allocate(attempt, [.. Enumerable.Range(0, AllocateRoom.MostPlaces + 1).Select(At)])),
            StringComparison.Ordinal);
        string[] Names(int from, int count) => [.. Enumerable.Range(from, count).Select(static i => $"host-{i}")];
        _cluster.Allocate(attempt, [], [], Names(0, AllocateRoom.MostBlacklisted));
        _cluster.Allocate(attempt, [], [], Names(0, AllocateRoom.MostBlacklisted));
        Assert.Contains(
            "may be refused",
            Refusal(() => _cluster.Allocate(attempt, [], [], Names(AllocateRoom.MostBlacklisted, 1))),
            StringComparison.Ordinal);
        _cluster.Allocate(attempt);
    }

    [Fact]
    public void Containers_that_are_given_back_leave_nothing_behind_one_that_is_not_started()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var attempt = _cluster.StartMaster().Attempt;
        Assert.Single(_cluster.Allocate(attempt, Ask(1, "*", 1024, 1)).Allocated);
        ContainerId[] had = [];
        for (var i = 0; i < 1_000; i++)
        {
            had = [.. _cluster.Allocate(attempt, [Ask(1, "*", 1024, 5)], had).Allocated.Select(static c => c.Id)];
        }

        Assert.InRange(_cluster.Core.Unconfirmed, 1, 1_100);
    }

    [Fact]
    public void Nobody_ends_what_runs_on_another_node_by_naming_it_where_he_registers()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        Heartbeat(1, Here, 1, Runs(launch.Container.Id));
        var named = new NodeContainerStatus
        {
            Id = launch.Container.Id, State = ContainerState.Complete, Resource = new Resource(1024, 1), Priority = 1, Diagnostics = "",
            ExitCode = 0, CreationTime = 1, Version = 0, ExecutionType = ExecutionType.Guaranteed, AllocationRequestId = 0,
        };
        Register(2, Elsewhere, [], named);
        Assert.Equal([named.Id], Heartbeat(2, Elsewhere, 0).ContainersToForget);
        Register(3, Elsewhere, [], named with { State = ContainerState.Running });
        Assert.Equal([named.Id], Heartbeat(3, Elsewhere, 0).ContainersToCleanup);
        Assert.Empty(Heartbeat(1, Here, 2, Runs(launch.Container.Id)).ContainersToCleanup);
        Assert.Equal(1, _cluster.Report(launch.Attempt.Application).Usage.Containers);
    }

    [Fact]
    public void A_node_that_may_be_one_without_an_address_yet_is_not_sent_away()
    {
        var lists = new NodeLists(new HashSet<string> { "other" }, new HashSet<string>()) { IncludeIsIncomplete = true };
        _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = lists, GracefulSeconds = null });
        Assert.Equal(RmError.Retriable, Assert.Throws<RmFault>(() => Register(1, Here)).Error);
        Assert.Contains("have no address yet", Refusal(() => Heartbeat(1, Here, 0)), StringComparison.Ordinal);
        Assert.Contains("have no address yet", Refusal(() => Register(1, Here)), StringComparison.Ordinal);
        _cluster.Ask(new RefreshNodesRequest { User = "yarn",
            Lists = new NodeLists(new HashSet<string> { "other", Here }, new HashSet<string>()), GracefulSeconds = -1, InPlaceOf = lists });
        Assert.Equal(NodeAction.Resync, Heartbeat(1, Here, 0).Action);
        Assert.Equal(NodeAction.Shutdown, Register(1, Elsewhere).Action);
        Assert.Equal(NodeAction.Normal, Register(1, Here).Action);
    }

    [Fact]
    public void A_running_node_that_may_be_one_without_an_address_yet_stays_and_one_that_is_taken_out_of_the_list_goes()
    {
        Register(1, Here);
        Register(2, Elsewhere);
        var lists = new NodeLists(new HashSet<string> { "other", Node(2).Host }, new HashSet<string>()) { IncludeIsIncomplete = true };
        Refresh(lists);
        Assert.Equal(NodeAction.Normal, Heartbeat(1, Here, 0).Action);
        Refresh(lists with { Include = new HashSet<string> { "other" } });
        Assert.Equal(NodeAction.Shutdown, Heartbeat(2, Elsewhere, 0).Action);
        Assert.Equal(NodeAction.Shutdown, Register(2, Elsewhere).Action);
        Refresh(new NodeLists(new HashSet<string> { "third" }, new HashSet<string>()) { IncludeIsIncomplete = true });
        Assert.Contains("have no address yet", Refusal(() => Register(2, Elsewhere)), StringComparison.Ordinal);
        Refresh(new NodeLists(new HashSet<string> { "third" }, new HashSet<string>()));
        Assert.Equal(NodeAction.Shutdown, Heartbeat(1, Here, 1).Action);

        void Refresh(NodeLists now) => _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = now, GracefulSeconds = null });
    }

    [Fact]
    public void A_name_that_is_excluded_takes_no_others_at_its_address_along()
    {
        Register(1, Here);
        Register(2, Here);
        var byAddress = new NodeId(Here, 45454);
        Assert.Equal(NodeAction.Normal, RegisterAs(byAddress).Action);
        var lists = new NodeLists(new HashSet<string>(), new HashSet<string> { Node(1).Host })
        {
            ExcludedAddresses = new HashSet<string> { Here },
        };
        _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = lists, GracefulSeconds = null });
        Assert.Equal(NodeAction.Shutdown, Heartbeat(1, Here, 0).Action);
        Assert.Equal(NodeAction.Normal, Heartbeat(2, Here, 0).Action);
        Assert.Equal(NodeAction.Shutdown, RegisterAs(byAddress).Action); // calls itself by the address of the one that is to go
        Assert.True(lists.Allows(Node(1).Host + ".domain", Elsewhere));
        Assert.False(lists.Allows(Node(1).Host + ".domain", Here)); // the same name with its domain
    }

    [Fact]
    public void A_call_may_give_back_as_much_as_it_asks_for_and_say_again_what_is_known()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var attempt = _cluster.StartMaster().Attempt;
        const int Most = AllocateRoom.MostDemands;
        ResourceAsk Kind(int id, int count, string place = "*") =>
            new(1, id, place, new Resource(8192, 1), count, true, ExecutionType.Guaranteed, "");
        _cluster.Allocate(attempt, [.. Enumerable.Range(0, Most).Reverse().Select(i => Kind(i, 1))]);
        _cluster.Allocate(
            attempt, [.. Enumerable.Range(0, 10).Select(i => Kind(i, 0)), .. Enumerable.Range(Most, 10).Select(i => Kind(i, 1))]);
        Assert.Contains($"wait for {Most + 1} kinds", Refusal(() => _cluster.Allocate(attempt, Kind(0, 1))), StringComparison.Ordinal);

        // A kind of which none is wanted any more is still there while it names a place.
        _cluster.Allocate(attempt, Kind(Most, 1, "host-1"));
        Assert.Contains(
            $"wait for {Most + 1} kinds", Refusal(() => _cluster.Allocate(attempt, Kind(Most, 0), Kind(0, 1))), StringComparison.Ordinal);
        _cluster.Allocate(attempt, Kind(Most, 0), Kind(Most, 0, "host-1"), Kind(0, 1));

        ResourceAsk[] all = [.. Enumerable.Range(0, AllocateRoom.MostPlaces).Select(i => Kind(0, 1, $"host-{i}"))];
        _cluster.Allocate(attempt, all);
        _cluster.Allocate(attempt, all);
        _cluster.Allocate(attempt, Kind(0, 0, "host-1"), Kind(0, 1, "other"), Kind(0, 1));
        Assert.Contains("hosts and racks", Refusal(() => _cluster.Allocate(attempt, Kind(0, 1, "host-1"))), StringComparison.Ordinal);
    }

    /// <summary>It was told to end: a list that may name it by an address does not call it back.</summary>
    [Fact]
    public void A_node_that_was_sent_away_stays_so_while_others_have_no_address()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        var lists = new NodeLists(new HashSet<string> { "other" }, new HashSet<string>());
        _cluster.Ask(new RefreshNodesRequest { User = "yarn", Lists = lists, GracefulSeconds = null });
        _cluster.Ask(new RefreshNodesRequest { User = "yarn",
            Lists = lists with { IncludeIsIncomplete = true }, GracefulSeconds = null, InPlaceOf = lists });
        Assert.Equal(NodeAction.Shutdown, Heartbeat(1, Here, 1).Action);
        Assert.Equal(NodeAction.Shutdown, Register(1, Here).Action);
        Assert.Contains("have no address yet", Refusal(() => Register(2, Here)), StringComparison.Ordinal);
    }

    [Fact]
    public void Nobody_ends_an_application_by_naming_its_master_on_another_node()
    {
        Register(1, Here);
        Heartbeat(1, Here, 0);
        _cluster.Submit();
        var launch = _cluster.StartMaster();
        Heartbeat(1, Here, 1, Runs(launch.Container.Id));
        _cluster.Finish(launch.Attempt);
        Register(2, Elsewhere);
        Heartbeat(2, Elsewhere, 0, Ended(launch.Container.Id));
        Assert.Equal(ApplicationState.Finishing, _cluster.Report(launch.Attempt.Application).State);
        Heartbeat(1, Here, 2, Ended(launch.Container.Id));
        Assert.Equal(ApplicationState.Finished, _cluster.Report(launch.Attempt.Application).State);
    }

    private const int RmNodeLimit = State.RmNode.MostTold;

    private static string Refusal(Func<object?> call) => Assert.Throws<RmFault>(() => { call(); }).Message;

    private NodeRegistered Register(
        int number, string from, IReadOnlyList<ApplicationId>? running = null, params NodeContainerStatus[] containers) =>
        _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = Node(number), CalledFrom = from, HttpPort = 8042,
            Capability = new Resource(8192, 8), Rack = "/default-rack", Version = "3.5.0",
            Containers = containers, RunningApplications = running ?? [],
        });

    private NodeRegistered RegisterAs(NodeId id) => _cluster.Call<NodeRegistered>(new RegisterNodeManagerRequest
    {
        Node = id, CalledFrom = id.Host, HttpPort = 8042, Capability = new Resource(8192, 8), Rack = "/default-rack", Version = "3.5.0",
        Containers = [], RunningApplications = [],
    });

    private HeartbeatAnswer Heartbeat(int number, string from, int responseId, params ContainerStatus[] containers) =>
        Heartbeat(number, from, responseId, true, containers);

    private HeartbeatAnswer Heartbeat(int number, string from, int responseId, bool healthy, params ContainerStatus[] containers) =>
        _cluster.Call<HeartbeatAnswer>(new NodeHeartbeatRequest
        {
            Node = Node(number), CalledFrom = from, ResponseId = responseId, Containers = containers, IsHealthy = healthy,
            HealthReport = new string('x', healthy ? 0 : 60_000), LastHealthReportTime = 0, ContainersUtilization = default,
            NodeUtilization = default,
        });

    private object? Unregister(int number, string from) => _cluster.Ask(
        new UnregisterNodeManagerRequest { Node = Node(number), CalledFrom = from });
}
