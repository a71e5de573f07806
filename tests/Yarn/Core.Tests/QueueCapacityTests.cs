using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using static Hathi.Yarn.Core.Tests.Cluster;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Queues by weights and by amounts.</summary>
public sealed class QueueCapacityTests
{
    [Fact]
    public void A_weight_is_a_part_of_the_weights_beside_it()
    {
        var cluster = new Cluster(Options(Leaf("a") with { Weight = 3 }, Leaf("b") with { Weight = 1, MaximumCapacity = 50 }));
        cluster.AddNode(1, 8192);
        var (a, b) = (Queue(cluster, "a"), Queue(cluster, "b"));
        Assert.Equal(
            (new Resource(6144, 6), 75f, 100f, 3f, 0.75f, 0f),
            (a.Guaranteed, a.AbsoluteCapacity, a.AbsoluteMaximumCapacity, a.Weight, a.NormalizedWeight, a.Capacity));
        Assert.Equal((new Resource(2048, 2), new Resource(4096, 4), 50f), (b.Guaranteed, b.Maximum, b.AbsoluteMaximumCapacity));
    }

    [Fact]
    public void An_amount_is_what_it_says_and_less_only_where_the_cluster_has_not_so_much()
    {
        var cluster = new Cluster(Options(
            Leaf("a") with { Minimum = new Resource(6144, 6), Maximum = new Resource(12288, 0) },
            Leaf("b") with { Minimum = new Resource(2048, 2) }));
        cluster.AddNode(1, 4096, cores: 4);
        Assert.Equal((new Resource(3072, 3), new Resource(4096, 4)), (Queue(cluster, "a").Guaranteed, Queue(cluster, "a").Maximum));
        Assert.Equal(new Resource(1024, 1), Queue(cluster, "b").Guaranteed);
        cluster.AddNode(2, 12288, cores: 12);
        var (a, b) = (Queue(cluster, "a"), Queue(cluster, "b"));
        Assert.Equal(
            (new Resource(6144, 6), new Resource(12288, 16), 37.5f, 75f),
            (a.Guaranteed, a.Maximum, a.AbsoluteCapacity, a.AbsoluteMaximumCapacity));
        Assert.Equal((new Resource(2048, 2), new Resource(16384, 16)), (b.Guaranteed, b.Maximum));
        Assert.Equal(new Resource(6144, 6), a.ConfiguredMinimum);
    }

    [Fact]
    public void Amounts_below_amounts_share_what_their_queue_has()
    {
        var parent = new QueueSettings
        {
            Name = "p",
            Minimum = new Resource(8192, 0),
            Children = [Leaf("a") with { Minimum = new Resource(6144, 0) }, Leaf("b") with { Minimum = new Resource(2048, 0) }],
        };
        var cluster = new Cluster(Options(parent));
        cluster.AddNode(1, 4096, cores: 8);
        Assert.Equal(
            [new Resource(4096, 8), new Resource(3072, 6), new Resource(1024, 2)],
            new[] { "root.p", "a", "b" }.Select(q => Queue(cluster, q).Guaranteed));
    }

    [Fact]
    public void A_maximum_that_is_an_amount_holds_and_is_said()
    {
        var cluster = new Cluster(Options(
            Leaf("a") with { Minimum = new Resource(2048, 0), Maximum = new Resource(3072, 0) },
            Leaf("b") with { Minimum = new Resource(2048, 0) }));
        cluster.AddNode(1, 8192);
        cluster.Submit(queue: "a");
        var master = cluster.StartMaster();
        Assert.Equal(2, cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 5)).Allocated.Count);
        Assert.Contains(
            "queue `a` is at its limit of 3 GiB", cluster.Report(master.Attempt.Application).Diagnostics, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_decide_who_is_next_and_a_refresh_changes_them()
    {
        var cluster = new Cluster(Options(Leaf("a") with { Weight = 3 }, Leaf("b") with { Weight = 1 }));
        var (a, b) = (cluster.Submit(queue: "a"), cluster.Submit(queue: "b"));
        cluster.AddNode(1, 2048);
        var masters = new[] { cluster.StartMaster(), cluster.StartMaster() }.ToDictionary(static m => m.Attempt.Application);
        foreach (var master in masters.Values)
        {
            cluster.Allocate(master.Attempt, Ask(1, "*", 1024, 20));
        }

        cluster.AddNode(2, 6144);
        Assert.Equal((6, 2), (cluster.Report(a).Usage.Containers, cluster.Report(b).Usage.Containers));
        cluster.Ask(new RefreshQueuesRequest { User = "ann",
            Queues = Options(Leaf("a") with { Weight = 1 }, Leaf("b") with { Weight = 1 }).Queues });
        cluster.AddNode(3, 4096);
        Assert.Equal((6, 6), (cluster.Report(a).Usage.Containers, cluster.Report(b).Usage.Containers));
    }

    [Fact]
    public void Queues_that_do_not_fit_together_change_nothing()
    {
        var cluster = new Cluster(Options(Leaf("a") with { Weight = 3 }, Leaf("b") with { Weight = 1 }));
        var refused = cluster.Send(new RefreshQueuesRequest { User = "ann",
            Queues = Options(Leaf("a") with { Weight = 3 }, Leaf("b") with { Minimum = new Resource(1024, 0) }).Queues });
        Assert.Equal(RmError.Io, refused.Error);
        Assert.Contains("a has a weight, b has an amount", refused.Message, StringComparison.Ordinal);
        Assert.Equal(3f, Queue(cluster, "a").Weight);
    }

    private static QueueSettings Leaf(string name) => new() { Name = name, UserLimitFactor = -1, MaximumAmResourcePercent = 1 };

    private static RmOptions Options(params QueueSettings[] queues) =>
        new() { Queues = new QueueSettings { Name = "root", Children = queues } };

    private static QueueReport Queue(Cluster cluster, string name) =>
        cluster.Call<QueueReport>(new GetQueueInfoRequest { User = "ann",
            Queue = name, IncludeApplications = false, IncludeChildren = false, Recursive = false });
}
