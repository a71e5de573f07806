using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>A node whose memory is no multiple of the minimum allocation: what it has may be asked for, and is granted.</summary>
public sealed class LargestNodeTests
{
    private readonly Cluster _cluster = new(new RmOptions { Queues = new QueueSettings
    {
        Name = "root", Children = [new QueueSettings { Name = "default", UserLimitFactor = -1, MaximumAmResourcePercent = 1 }],
    } });

    [Fact]
    public void A_master_may_have_all_that_the_largest_node_has()
    {
        _cluster.AddNode(1, 5_000);
        _cluster.Submit(master: 5_000);
        Assert.Equal(5_000, Assert.Single(_cluster.Launches).Container.Resource.MemoryMiB);
    }

    [Fact]
    public void What_is_less_is_rounded_up_as_far_as_the_largest_node_goes()
    {
        _cluster.AddNode(1, 5_000);
        _cluster.Submit(master: 1_500);
        Assert.Equal(2_048, _cluster.StartMaster().Container.Resource.MemoryMiB);
        _cluster.AddNode(2, 5_500);
        _cluster.Submit(master: 5_200);
        Assert.Equal(5_500, Assert.Single(_cluster.Launches).Container.Resource.MemoryMiB);
    }

    [Fact]
    public void A_master_that_was_lost_with_a_restart_gets_its_next_container()
    {
        _cluster.AddNode(1, 5_000);
        _cluster.Submit(master: 5_000);
        _cluster.StartMaster();
        _cluster.Restart();
        _cluster.AddNode(1, 5_000);
        Assert.Equal((2, 5_000), (Assert.Single(_cluster.Launches).Attempt.Attempt, _cluster.Launches.Peek().Container.Resource.MemoryMiB));
    }
}
