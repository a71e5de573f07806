using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;
using static Hathi.Yarn.Core.Tests.SchedulingTests;

namespace Hathi.Yarn.Core.Tests;

/// <summary>What a queue has above its share is taken back for one that has less than its own.</summary>
public sealed class PreemptionTests
{
    [Fact]
    public void A_queue_below_its_capacity_takes_back_from_one_above()
    {
        var cluster = new Cluster(new RmOptions { Queues = Two(maximumOfA: 100), PreemptionEnabled = true, PreemptionPerRound = 0.5 });
        cluster.AddNode(1, 8192);
        cluster.Submit(queue: "a");
        var rich = cluster.StartMaster();
        var held = cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 10)).Allocated;
        Assert.Equal(7, held.Count);
        cluster.Heartbeat(1, [.. held.Select(c => Runs(c.Id))]);
        cluster.Submit(queue: "b");
        Assert.Empty(cluster.Launches);
        cluster.Tick(5_000);
        var asked = cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 0)).Preempt;
        Assert.Equal([held[^1].Id], asked!.Strict);
        cluster.Tick(16_000);
        var told = Assert.Single(cluster.Allocate(rich.Attempt).Completed);
        Assert.Equal((held[^1].Id, ExitStatus.Preempted), (told.Id, told.ExitCode));
        Assert.Contains(held[^1].Id, cluster.Heartbeat(1).ContainersToCleanup);
        Assert.Single(cluster.Launches);
        Assert.Equal(1, cluster.Report(rich.Attempt.Application).Usage.PreemptedContainers);
    }

    /// <summary>Where a round may look at little it takes a container in any case, and the next ones the rest.</summary>
    [Theory]
    [InlineData(500_000, 4, 4)]
    [InlineData(1, 1, 2)]
    public void A_round_that_may_look_at_little_marks_one_and_the_next_goes_on(int looks, int first, int second)
    {
        var cluster = new Cluster(new RmOptions { Queues = Two(maximumOfA: 100), PreemptionEnabled = true, PreemptionPerRound = 1 });
        cluster.Core.Context.Scheduler.Preemption.LooksOfRound = looks;
        cluster.AddNode(1, 8192);
        cluster.Submit(queue: "a");
        var rich = cluster.StartMaster();
        var held = cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 7)).Allocated;
        cluster.Heartbeat(1, [.. held.Select(c => Runs(c.Id))]);
        cluster.Submit(queue: "b", master: 4096);
        Assert.Equal([.. held.TakeLast(first).Reverse().Select(static c => c.Id)], Marked());
        Assert.Equal([.. held.TakeLast(second).Reverse().Select(static c => c.Id)], Marked());

        IEnumerable<ContainerId> Marked()
        {
            cluster.Tick(3_000);
            return cluster.Allocate(rich.Attempt).Preempt!.Strict;
        }
    }

    [Fact]
    public void A_queue_that_has_all_cores_gives_back_though_there_is_memory()
    {
        var cluster = new Cluster(
            new RmOptions { Queues = Two(maximumOfA: 100), CpuDecides = true, PreemptionEnabled = true, PreemptionPerRound = 0.5 });
        cluster.AddNode(1, 16384, cores: 8);
        cluster.Submit(queue: "a");
        var rich = cluster.StartMaster();
        var held = cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 10)).Allocated;
        Assert.Equal(7, held.Count);
        cluster.Submit(queue: "b");
        Pass(seconds: 5);
        Assert.Equal([held[^1].Id], cluster.Allocate(rich.Attempt, Ask(1, "*", 1024, 0)).Preempt!.Strict);
        Pass(seconds: 16);
        Assert.Single(cluster.Launches);

        void Pass(int seconds)
        {
            for (var i = 0; i < seconds; i++)
            {
                cluster.Tick(1_000);
                cluster.Heartbeat(1);
            }
        }
    }
}
