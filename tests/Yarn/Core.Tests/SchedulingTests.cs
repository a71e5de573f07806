using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

public sealed class SchedulingTests
{
    private static readonly RmOptions Wide = new()
    {
        Queues = One(static q => q with { MaximumAmResourcePercent = 1, UserLimitFactor = -1 }),
    };

    [Fact]
    public void Containers_go_to_the_hosts_named_then_to_their_rack_then_anywhere()
    {
        var cluster = new Cluster(Wide with { OpportunityInterval = 1_000_000 });
        cluster.AddNode(1, 2048, rack: "/a");
        cluster.AddNode(2, 2048, rack: "/a");
        cluster.AddNode(3, 8192, rack: "/b");
        cluster.Submit();
        var launch = cluster.StartMaster();
        ResourceAsk[] asks = [Ask(1, "*", 1024, 5), Ask(1, "node-1", 1024, 5), Ask(1, "/a", 1024, 5)];
        var granted = cluster.Allocate(launch.Attempt, asks).Allocated;
        Assert.All(granted, c => Assert.Equal(Node(1), c.Node));
        Assert.Equal(launch.Container.Node == Node(1) ? 1 : 2, granted.Count);
        Assert.Contains("waits for room on the nodes or racks that it asked for", cluster.Report(launch.Attempt.Application).Diagnostics);

        // The wait is bounded, whatever opportunities there are: rack, then any.
        Pass();
        var onRack = cluster.Allocate(launch.Attempt).Allocated;
        Assert.All(onRack, c => Assert.Equal(Node(2), c.Node));
        Assert.NotEmpty(onRack);
        Pass();
        var anywhere = cluster.Allocate(launch.Attempt).Allocated;
        Assert.All(anywhere, c => Assert.Equal(Node(3), c.Node));
        Assert.Equal(5, granted.Count + onRack.Count + anywhere.Count);

        void Pass()
        {
            for (var i = 0; i < 2; i++)
            {
                cluster.Tick(1_050);
                cluster.Heartbeat(1);
                cluster.Heartbeat(2);
                cluster.Heartbeat(3);
            }
        }
    }

    [Fact]
    public void Nobody_waits_for_a_host_that_is_no_node()
    {
        var cluster = new Cluster(Wide);
        cluster.AddNode(1, 8192);
        cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        Assert.Single(cluster.Allocate(attempt, Ask(1, "elsewhere", 1024, 1), Ask(1, "/far", 1024, 1), Ask(1, "*", 1024, 1)).Allocated);
    }

    [Fact]
    public void Without_relaxed_locality_only_the_host_named_will_do()
    {
        var cluster = new Cluster(Wide);
        cluster.AddNode(1, 2048);
        cluster.AddNode(2, 8192);
        cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        var got = cluster.Allocate(
            attempt,
            Ask(1, "node-1", 2048, 2),
            Ask(1, "/default-rack", 2048, 2, relax: false),
            Ask(1, "*", 2048, 2, relax: false)).Allocated.ToList();
        cluster.Tick(20_000);
        got.AddRange(cluster.Allocate(attempt).Allocated);
        Assert.True(got.Count <= 1);
        Assert.All(got, c => Assert.Equal(Node(1), c.Node));
    }

    [Fact]
    public void Among_equals_the_least_loaded_node_goes_first()
    {
        var cluster = new Cluster(Wide);
        for (var i = 1; i <= 3; i++)
        {
            cluster.AddNode(i, 8192);
        }

        cluster.Heartbeat(1, cpu: 7, healthy: true);
        cluster.Heartbeat(2, cpu: 3, healthy: true);
        cluster.Submit();
        var launch = cluster.StartMaster();
        Assert.Equal(Node(3), launch.Container.Node);
        var granted = cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 7)).Allocated;
        Assert.All(granted, c => Assert.Equal(Node(3), c.Node));
        Assert.Equal(Node(2), Assert.Single(cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 1)).Allocated).Node);

        // Equally loaded, they are filled alike.
        cluster.Heartbeat(1, cpu: 3, healthy: true);
        var rest = cluster.Allocate(launch.Attempt, Ask(1, "*", 1024, 9)).Allocated;
        Assert.Equal([4, 5], rest.GroupBy(c => c.Node).Select(g => g.Count()).Order());
    }

    [Fact]
    public void Room_is_kept_for_what_is_large_and_given_up_when_there_is_room_elsewhere()
    {
        var cluster = new Cluster(Wide);
        cluster.AddNode(1, 9216);
        cluster.AddNode(2, 9216);
        cluster.Submit();
        var full = cluster.StartMaster();
        cluster.Submit();
        var large = cluster.StartMaster();
        cluster.Submit();
        var small = cluster.StartMaster();
        var granted = cluster.Allocate(full.Attempt, Ask(1, "*", 1024, 15)).Allocated;
        Assert.Equal(15, granted.Count);
        Assert.Empty(cluster.Allocate(large.Attempt, Ask(1, "*", 4096, 1)).Allocated);
        Assert.Empty(cluster.Allocate(small.Attempt, Ask(1, "*", 1024, 2)).Allocated);

        // What is freed on a node is kept for the large one, though the small one could use it.
        var here = granted.Where(c => c.Node == Node(1)).ToList();
        cluster.Heartbeat(1, Ended(here[0].Id), Ended(here[1].Id));
        Assert.Empty(cluster.Allocate(small.Attempt).Allocated);
        Assert.Contains("4 GiB, 1 vcores are kept for it on node-1", cluster.Report(large.Attempt.Application).Diagnostics);
        Assert.Equal(
            (1, new Resource(4096, 1)),
            (cluster.Report(large.Attempt.Application).Usage.ReservedContainers, cluster.Report(large.Attempt.Application).Usage.Reserved));

        // Another node has room: it goes there, and what was kept is free for the small one.
        cluster.Heartbeat(2, [.. granted.Where(c => c.Node == Node(2)).Take(4).Select(c => Ended(c.Id))]);
        Assert.Equal(Node(2), Assert.Single(cluster.Allocate(large.Attempt).Allocated).Node);
        Assert.Equal(0, cluster.Report(large.Attempt.Application).Usage.ReservedContainers);
        Assert.Equal(2, cluster.Allocate(small.Attempt).Allocated.Count);
    }

    [Fact]
    public void Room_that_is_kept_is_used_when_there_is_enough_of_it()
    {
        var cluster = new Cluster(Wide);
        cluster.AddNode(1, 8192);
        cluster.Submit();
        var full = cluster.StartMaster();
        cluster.Submit();
        var large = cluster.StartMaster();
        var granted = cluster.Allocate(full.Attempt, Ask(1, "*", 1024, 6)).Allocated;
        cluster.Allocate(large.Attempt, Ask(1, "*", 3072, 1));
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(cluster.Allocate(large.Attempt).Allocated);
            cluster.Heartbeat(1, Ended(granted[i].Id));
        }

        Assert.Single(cluster.Allocate(large.Attempt).Allocated);
    }

    [Fact]
    public void A_queue_at_its_maximum_gets_nothing_and_says_so()
    {
        var cluster = new Cluster(new RmOptions { Queues = Two(maximumOfA: 50) });
        cluster.AddNode(1, 8192);
        var id = cluster.Submit(queue: "a");
        var attempt = cluster.StartMaster().Attempt;
        Assert.Equal(3, cluster.Allocate(attempt, Ask(1, "*", 1024, 6)).Allocated.Count);
        Assert.Equal(
            "The application waits for 3 containers: queue `a` is at its limit of 4 GiB, 4 vcores (4 GiB, "
            + "4 vcores are used and it asks for 1 GiB, 1 vcores)",
            cluster.Report(id).Diagnostics);
        Assert.Equal(new Resource(0, 0), cluster.Allocate(attempt).Headroom);
    }

    [Fact]
    public void Under_a_maximum_those_behind_leave_room_for_what_is_large()
    {
        var cluster = new Cluster(new RmOptions { Queues = Two(maximumOfA: 50) });
        cluster.AddNode(1, 8192);
        cluster.AddNode(2, 8192);
        cluster.Submit(queue: "a");
        var large = cluster.StartMaster();
        cluster.Submit(queue: "a");
        var small = cluster.StartMaster();
        var held = cluster.Allocate(small.Attempt, Ask(1, "*", 1024, 6)).Allocated;
        Assert.Equal(6, held.Count);
        Assert.Empty(cluster.Allocate(large.Attempt, Ask(1, "*", 3072, 1)).Allocated);
        for (var i = 0; i < 3; i++)
        {
            Assert.Empty(cluster.Allocate(large.Attempt).Allocated);
            cluster.Heartbeat(held[i].Node == Node(1) ? 1 : 2, Ended(held[i].Id));
            Assert.Empty(cluster.Allocate(small.Attempt, Ask(1, "*", 1024, 6)).Allocated);
        }

        Assert.Single(cluster.Allocate(large.Attempt).Allocated);
    }

    [Fact]
    public void A_user_at_the_limit_waits_and_another_does_not()
    {
        var cluster = new Cluster(new RmOptions
        {
            Queues = One(static q => q with { MinimumUserLimitPercent = 50, MaximumAmResourcePercent = 1, UserLimitFactor = 0.5 }),
        });
        cluster.AddNode(1, 8192);
        cluster.Submit("ann");
        var first = cluster.StartMaster();
        Assert.Equal(3, cluster.Allocate(first.Attempt, Ask(1, "*", 1024, 10)).Allocated.Count);
        Assert.Contains("user ann is at the limit of 4 GiB", cluster.Report(first.Attempt.Application).Diagnostics);
        cluster.Submit("bob");
        var second = cluster.StartMaster();
        Assert.Equal(3, cluster.Allocate(second.Attempt, Ask(1, "*", 1024, 10)).Allocated.Count);
    }

    [Fact]
    public void Masters_take_their_part_of_a_queue_and_the_next_waits_for_its_turn()
    {
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(1, 8192);
        var first = cluster.Submit();
        var second = cluster.Submit();
        Assert.Single(cluster.Launches);
        Assert.Contains(
            "masters of queue `default` have 1 GiB, 1 vcores of the 1 GiB, 1 vcores that they may have",
            cluster.Report(second).Diagnostics);
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = first });
        Assert.Equal(2, cluster.Launches.Count);
    }

    [Fact]
    public void Whoever_has_least_goes_first_in_a_fair_queue()
    {
        var cluster = new Cluster(
            new RmOptions { Queues = One(static q => q with { Fair = true, MaximumAmResourcePercent = 1, UserLimitFactor = -1 }) });
        cluster.AddNode(1, 8192);
        cluster.Submit();
        var rich = cluster.StartMaster();
        var held = cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 6)).Allocated;
        cluster.Submit();
        var poor = cluster.StartMaster();
        cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 5));
        cluster.Allocate(poor.Attempt, Ask(1, "*", 1024, 5));
        cluster.Heartbeat(1, Ended(held[0].Id), Ended(held[1].Id));
        Assert.Equal(2, cluster.Allocate(poor.Attempt).Allocated.Count);
        Assert.Empty(cluster.Allocate(rich.Attempt).Allocated);
    }

    [Fact]
    public void What_an_application_does_not_want_it_does_not_get()
    {
        var cluster = new Cluster(Wide);
        cluster.AddNode(1, 8192, rack: "/a");
        cluster.AddNode(2, 8192, rack: "/b");
        cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        var granted = cluster.Allocate(attempt, [Ask(1, "*", 1024, 9)], [], ["node-1"]).Allocated;
        Assert.All(granted, c => Assert.Equal(Node(2), c.Node));
        Assert.Contains("among the 1 that it does not want", cluster.Report(attempt.Application).Diagnostics);
        Assert.Equal(RmError.InvalidBlacklistRequest, cluster.Send(new AllocateRequest { Attempt = attempt,
            ResponseId = 1, Progress = 0, Asks = [], Releases = [], BlacklistAdditions = ["*"] }).Error);
    }

    [Fact]
    public void Priorities_go_before_submission()
    {
        var cluster = new Cluster(new RmOptions { MaxPriority = 10 });
        var ids = new[] { 1, 5, 3 }.Select(p => cluster.Submit(change: s => s with { Priority = p })).ToArray();
        cluster.AddNode(1, 8192);
        Assert.Equal(ids[0], cluster.Launches.Peek().Attempt.Application); // it was alone in the queue when it came
        cluster.Ask(new KillApplicationRequest { User = "ann", Id = ids[0] });
        Assert.Equal(ids[1], cluster.Launches.Last().Attempt.Application);
        Assert.Equal(10, cluster.Call<int>(new UpdateApplicationPriorityRequest { User = "ann", Id = ids[2], Priority = 99 }));
    }

    [Fact]
    public void A_request_larger_than_any_node_is_refused_with_the_figures()
    {
        var cluster = new Cluster(new RmOptions());
        cluster.AddNode(1, 4096);
        cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        var refused = cluster.Send(
            new AllocateRequest { Attempt = attempt, ResponseId = 0, Progress = 0, Asks = [Ask(1, "*", 6000, 1)], Releases = [] });
        Assert.Equal(RmError.InvalidResourceRequest, refused.Error);
        Assert.StartsWith(
            "Invalid resource request! Cannot allocate containers as requested resource is greater than maximum allowed allocation. "
            + "Requested resource type=[memory-mb], Requested resource=<memory:6000, vCores:1>, maximum allowed allocation=<memory:4096, "
            + "vCores:4>",
            refused.Message);
        var submission = new Submission { Id = new ApplicationId(1, 1), User = "ann", MasterAsks = [Ask(0, "*", 9000, 1)] };
        Assert.Equal(RmError.InvalidResourceRequest, cluster.Send(
            new SubmitApplicationRequest { User = "ann", Submission = submission }).Error);
    }

    [Fact]
    public void A_container_that_is_never_started_is_taken_back()
    {
        var cluster = new Cluster(Wide with { AllocationExpiry = 5_000 });
        cluster.AddNode(1, 8192);
        cluster.Submit();
        var attempt = cluster.StartMaster().Attempt;
        var granted = cluster.Allocate(attempt, Ask(1, "*", 1024, 2)).Allocated;
        cluster.Heartbeat(1, Runs(granted[0].Id));
        cluster.Tick(7_000);
        var told = Assert.Single(cluster.Allocate(attempt).Completed);
        Assert.Equal((granted[1].Id, ExitStatus.Aborted), (told.Id, told.ExitCode));
    }

    [Fact]
    public void A_move_below_one_parent_takes_nothing_more_of_the_parent()
    {
        var cluster = new Cluster(new RmOptions { Queues = new QueueSettings { Name = "root", Children =
        [
            Two(maximumOfA: 100) with { Name = "p", Capacity = 50, MaximumCapacity = 50 },
            new QueueSettings { Name = "q", Capacity = 50, MaximumCapacity = 50 },
        ] } });
        cluster.AddNode(1, 8192);
        var id = cluster.Submit(queue: "a");
        cluster.Allocate(cluster.StartMaster().Attempt, Ask(1, "*", 1024, 2));
        cluster.Ask(new MoveApplicationRequest { User = "ann", Id = id, TargetQueue = "root.p.b" });
        Assert.Equal((3, 3), (Queue(cluster, "b").Containers, Queue(cluster, "p").Containers));
    }

    [Fact]
    public void An_application_is_moved_with_what_it_has()
    {
        var cluster = new Cluster(new RmOptions { Queues = Two(maximumOfA: 100) });
        cluster.AddNode(1, 8192);
        var id = cluster.Submit(queue: "a");
        var attempt = cluster.StartMaster().Attempt;
        cluster.Allocate(attempt, Ask(1, "*", 1024, 2));
        cluster.Ask(new MoveApplicationRequest { User = "ann", Id = id, TargetQueue = "root.b" });
        Assert.Equal("root.b", cluster.Report(id).QueuePath);
        Assert.Equal((3, 0), (Queue(cluster, "b").Containers, Queue(cluster, "a").Containers));
        Assert.Equal(RmError.Yarn, cluster.Send(new MoveApplicationRequest { User = "ann", Id = id, TargetQueue = "nowhere" }).Error);
        cluster.Ask(new RefreshQueuesRequest { User = "ann", Queues = One(static q => q with { Name = "b" }) });
        Assert.Equal(3, Queue(cluster, "b").Containers);
        Assert.Equal(RmError.Io, cluster.Send(new RefreshQueuesRequest { User = "ann", Queues = QueueSettings.Default }).Error);
    }

    [Theory]
    [InlineData("nowhere", "to unknown queue: nowhere. The queues are: root.a, root.b")]
    [InlineData("b", "Queue root.b is STOPPED. Cannot accept submission of application:")]
    public void A_queue_that_does_not_take_an_application_fails_it(string queue, string why)
    {
        var queues = Two(maximumOfA: 100);
        var cluster = new Cluster(new RmOptions
        {
            Queues = queues with { Children = [queues.Children[0], queues.Children[1] with { State = QueueState.Stopped }] },
        });
        var report = cluster.Report(cluster.Submit(queue: queue));
        Assert.Equal(ApplicationState.Failed, report.State);
        Assert.Contains(why, report.Diagnostics);
    }

    private static QueueReport Queue(Cluster cluster, string name) =>
        cluster.Call<QueueReport>(
            new GetQueueInfoRequest { User = "ann", Queue = name, IncludeApplications = true, IncludeChildren = true, Recursive = true });

    private static QueueSettings One(Func<QueueSettings, QueueSettings> change) =>
        new() { Name = "root", Children = [change(new QueueSettings { Name = "default" })] };

    internal static QueueSettings Two(double maximumOfA) => new()
    {
        Name = "root",
        Children =
        [
            new QueueSettings
            {
                Name = "a", Capacity = 50, MaximumCapacity = maximumOfA, UserLimitFactor = -1, MaximumAmResourcePercent = 1,
            },
            new QueueSettings { Name = "b", Capacity = 50, UserLimitFactor = -1, MaximumAmResourcePercent = 1 },
        ],
    };
}
