using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Calls that would have the ResourceManager do more in one step than others can wait for, and what is done of them.</summary>
public sealed class LongStepTests
{
    private const long Largest = 1L << 26;

    /// <summary>Of a step, masters' included.</summary>
    private const int MostGrants = 20_000;

    [Fact]
    public void Who_asks_for_more_than_a_step_may_grant_has_the_rest_in_the_next_steps()
    {
        const int Nodes = 3, There = (Nodes * RmNode.MostContainers) - 1;
        var cluster = new Cluster(new RmOptions());
        for (var node = 1; node <= Nodes; node++)
        {
            cluster.AddNode(node, Largest);
        }

        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        var told = cluster.Allocate(master, Cluster.Ask(1, "*", 1024, 2 * There)).Allocated.Count;
        Assert.InRange(told, 1, MostGrants);
        for (var steps = 0; told < There; steps++)
        {
            Assert.InRange(steps, 0, There / MostGrants * 2);
            var before = cluster.Core.Decisions;
            cluster.Tick(20);
            Assert.InRange(cluster.Core.Decisions - before, 0, MostGrants);
            told += cluster.Allocate(master).Allocated.Count;
        }

        Assert.Equal(There, told);
    }

    [Fact]
    public void Who_waits_in_vain_for_one_thing_and_asks_for_much_of_another_keeps_nobody_waiting()
    {
        const int Wanted = 1_000;
        var cluster = LargeCluster(out var greedy);
        ResourceAsk[] nowhere = [Cluster.Ask(1, "node-9", 1024, 1), Cluster.Ask(1, "*", 1024, 1, relax: false)];
        cluster.Submit();
        cluster.Tick(20);
        var modest = cluster.StartMaster().Attempt;
        cluster.Allocate(greedy, [.. nowhere, Cluster.Ask(2, "*", 1024, 150_000)]);
        cluster.Allocate(modest, Cluster.Ask(1, "*", 1024, Wanted));
        cluster.Tick(40);
        Assert.InRange(cluster.Core.Decisions, 2 * MostGrants, 5 * MostGrants);
        Assert.Equal(Wanted + 1, cluster.Report(modest.Application).Usage.Containers);
    }

    [Fact]
    public void A_new_application_begins_while_another_takes_all_that_each_step_may_grant()
    {
        var cluster = LargeCluster(out var greedy);
        cluster.Allocate(greedy, Cluster.Ask(1, "*", 1024, 150_000));
        cluster.Submit();
        cluster.Tick(60);
        Assert.InRange(cluster.Core.Decisions, 3 * MostGrants, 7 * MostGrants);
        Assert.Single(cluster.Launches);
    }

    [Fact]
    public void A_node_is_granted_no_more_containers_than_it_could_tell_of()
    {
        var cluster = new Cluster(new RmOptions { MinimumAllocation = new Resource(1, 1) });
        cluster.AddNode(1, Largest);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        var granted = cluster.Allocate(master, Cluster.Ask(1, "*", 1, int.MaxValue)).Allocated;
        cluster.Tick(20 * 2 * RmNode.MostContainers / MostGrants);
        Assert.Equal(RmNode.MostContainers, cluster.Report(master.Application).Usage.Containers);

        // What ends makes room when its node has been told to forget it, and names it no more.
        cluster.Allocate(master);
        cluster.Heartbeat(1, Cluster.Ended(granted[0].Id));
        Assert.Empty(cluster.Allocate(master).Allocated);
        Assert.Empty(cluster.Allocate(master).Allocated);
        Assert.Contains(granted[0].Id, cluster.Heartbeat(1, Cluster.Ended(granted[0].Id)).ContainersToForget);
        Assert.Empty(cluster.Allocate(master).Allocated);
        cluster.Heartbeat(1);
        Assert.Single(cluster.Allocate(master).Allocated);

        // What is given back may have been started since its node last spoke.
        Assert.Empty(cluster.Allocate(master, [], [granted[1].Id]).Allocated);
        Assert.Equal([granted[1].Id], cluster.Heartbeat(1).ContainersToCleanup);
        Assert.Empty(cluster.Allocate(master).Allocated);
        cluster.Heartbeat(1, Cluster.Runs(granted[1].Id));
        Assert.Empty(cluster.Allocate(master).Allocated);
        cluster.Heartbeat(1);
        Assert.Single(cluster.Allocate(master).Allocated);
    }

    /// <summary>As many as a call may name, and two that are there.</summary>
    [Theory]
    [InlineData("/none-", "/default-rack")]
    [InlineData("none-", "node-1")]
    public void Places_that_are_not_there_cost_nothing_for_each_container(string others, string there)
    {
        const int Wanted = 5_000;
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(1, Largest);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        ResourceAsk[] asks =
        [
            .. Enumerable.Range(0, 60_000).Select(n => Cluster.Ask(1, $"{others}{n}", 1024, Wanted)),
            Cluster.Ask(1, there, 1024, Wanted), Cluster.Ask(1, "*", 1024, Wanted),
        ];
        Assert.Equal(Wanted, cluster.Allocate(master, asks).Allocated.Count);
    }

    [Fact]
    public void A_longest_time_that_is_as_long_as_can_be_written_is_none()
    {
        var leaf = new QueueSettings { Name = "default", MaximumLifetimeSeconds = long.MaxValue };
        var cluster = new Cluster(new RmOptions { Queues = new QueueSettings { Name = "root", Children = [leaf] } });
        var id = cluster.Submit();
        var tomorrow = cluster.Now.WallMilliseconds + 86_400_000;
        Assert.Equal(
            tomorrow, cluster.Call<long>(new UpdateApplicationTimeoutsRequest { User = "ann", Id = id, ExpiresAt = tomorrow }));
        cluster.Tick(2_000);
        Assert.Equal(ApplicationState.Accepted, cluster.Report(id).State);
    }

    private static Cluster LargeCluster(out ApplicationAttemptId master)
    {
        var cluster = new Cluster(new RmOptions());
        for (var node = 1; node <= 3; node++)
        {
            cluster.AddNode(node, Largest);
        }

        cluster.Submit();
        master = cluster.StartMaster().Attempt;
        return cluster;
    }

    [Fact]
    public void Of_an_ended_container_it_is_known_until_its_master_knows()
    {
        var ended = new EndedContainers();
        var node = Cluster.Node(1);
        ContainerId Container(int number) => new(new ApplicationAttemptId(new ApplicationId(1, 1), 1), number);
        ended.Add(Cluster.Ended(Container(1)), node);
        Assert.Equal([Container(1)], ended.Tell().Select(static s => s.Id));
        ended.Add(Cluster.Ended(Container(2)), node);
        Assert.Equal((true, true, false), (ended.Has(Container(1)), ended.Has(Container(2)), ended.Has(Container(3))));

        // Who is named again is kept once.
        ended.Add(Cluster.Ended(Container(1)), node);
        ended.Add(Cluster.Ended(Container(2)), node);
        Assert.Equal([Container(1)], ended.TakeTold().Select(static t => t.Status.Id));
        Assert.Equal((false, true), (ended.Has(Container(1)), ended.Has(Container(2))));
        Assert.Equal([Container(2)], ended.TakeAll().Select(static t => t.Status.Id));
        Assert.False(ended.Has(Container(2)));
        Assert.Empty(ended.Tell());
    }
}
