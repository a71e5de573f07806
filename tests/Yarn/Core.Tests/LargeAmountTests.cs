using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.State;

namespace Hathi.Yarn.Core.Tests;

/// <summary>Amounts of which many are added up, multiplied, or set to as much as there is.</summary>
public class LargeAmountTests
{
    private const int MostCores = 1 << 16;
    private static readonly Resource All = new(long.MaxValue, long.MaxValue);
    private readonly Cluster _cluster = new(new RmOptions { MaximumAllocation = RmNode.MostOfMachine });

    [Fact]
    public void Sums_and_differences_stay_at_the_ends()
    {
        Assert.Equal(All, All + new Resource(1, 1));
        Assert.Equal(new Resource(long.MinValue, long.MinValue), Resource.None - All - new Resource(2, 2));
        Assert.Equal(new Resource(long.MaxValue, 6), new Resource(long.MaxValue / 2, 2) * 3);
        Assert.Equal(new Resource(3, -1), new Resource(1, 1) + new Resource(2, -2));
    }

    [Fact]
    public void A_sum_is_exact_beyond_what_an_amount_can_say()
    {
        var most = ResourceSum.Of(All, int.MaxValue);
        Assert.Equal(All, (most + most).ToResource());
        Assert.Equal(new Resource(5, 7), (most + ResourceSum.Of(new Resource(5, 7), 1) + -most).ToResource());
    }

    [Fact]
    public void Cores_of_all_nodes_and_of_all_that_is_waited_for_are_more_than_32_bits_can_say()
    {
        _cluster.AddNode(1, 1L << 26, MostCores);
        _cluster.Submit();
        var master = _cluster.StartMaster().Attempt;
        for (var node = 2; node <= 3; node++)
        {
            _cluster.AddNode(node, 4096, MostCores);
        }

        // Nothing of it is to be had: it is wanted on a host that is not there.
        ResourceAsk[] Nowhere(int priority)
        {
            var ask = Cluster.Ask(priority, "*", 1L << 26, int.MaxValue, relax: false) with { Capability = RmNode.MostOfMachine };
            return [ask with { ResourceName = "node-9", RelaxLocality = true }, ask];
        }

        var told = _cluster.Allocate(master, [.. Enumerable.Range(1, 100).SelectMany(Nowhere)]);
        Assert.Equal((0, 100L * int.MaxValue), (told.Allocated.Count, told.PendingContainers));
        var pending = _cluster.Report(master.Application).Usage.Pending;
        Assert.Equal((long.MaxValue, 100L * int.MaxValue * MostCores), (pending.MemoryMiB, pending.VirtualCores));
        Assert.Equal(3L * MostCores, Figures().Total.VirtualCores);
        Assert.Equal(pending, Figures().Pending);

        // When it is not wanted any more, nothing is left of it.
        ResourceAsk[] Nothing(int priority) => [.. Nowhere(priority).Select(static a => a with { Containers = 0 })];
        told = _cluster.Allocate(master, [.. Enumerable.Range(1, 100).SelectMany(Nothing)]);
        Assert.Equal((0L, Resource.None), (told.PendingContainers, Figures().Pending));
        Assert.Equal(2, _cluster.Allocate(master, Cluster.Ask(1, "*", 1024, 2)).Allocated.Count);
    }

    [Theory]
    [InlineData(1e30)]
    [InlineData(double.MaxValue)]
    public void A_user_may_have_so_many_times_the_queue_as_can_be_written(double factor)
    {
        var cluster = new Cluster(WithLeaf(new QueueSettings { Name = "default", UserLimitFactor = factor }));
        cluster.AddNode(1, 65_536);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        Assert.Equal(10, cluster.Allocate(master, Cluster.Ask(1, "*", 1024, 10)).Allocated.Count);
    }

    [Fact]
    public void A_queue_whose_capacity_is_as_much_as_can_be_written_has_what_there_is()
    {
        const int Nodes = 130; // whose memory, times what the queue has, is more than 96 bits
        var cluster = new Cluster(WithLeaf(new QueueSettings { Name = "default", Minimum = All, Maximum = All }));
        for (var node = 1; node <= Nodes; node++)
        {
            cluster.AddNode(node, 1L << 26);
        }

        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        Assert.Equal(10, cluster.Allocate(master, Cluster.Ask(1, "*", 1024, 10)).Allocated.Count);
    }

    [Fact]
    public void What_was_used_for_years_is_counted_to_the_end()
    {
        var cluster = new Cluster(new RmOptions
        {
            MaximumAllocation = RmNode.MostOfMachine, LongestGap = long.MaxValue, NodeExpiry = long.MaxValue / 4,
            MasterExpiry = long.MaxValue / 4, AllocationExpiry = long.MaxValue / 4,
        });
        cluster.AddNode(1, 1L << 26, MostCores);
        cluster.Submit();
        var master = cluster.StartMaster().Attempt;
        cluster.Heartbeat(1);
        var ask = Cluster.Ask(1, "*", 1L << 25, 1) with { Capability = new Resource(1L << 25, MostCores) };
        Assert.Single(cluster.Allocate(master, ask).Allocated);
        const long Years = 1L << 40;
        cluster.Time += Years;
        var usage = cluster.Report(master.Application).Usage;
        Assert.InRange(usage.MemorySeconds, (Years / 1000) << 25, ((Years / 1000) + 10) << 26);
        Assert.InRange(usage.VirtualCoreSeconds, Years / 1000 * MostCores, ((Years / 1000) + 10) * (MostCores + 1));
    }

    private ClusterFigures Figures() => _cluster.Call<ClusterFigures>(new GetClusterFiguresRequest { User = "ann" });

    private static RmOptions WithLeaf(QueueSettings leaf) => new() { Queues = new QueueSettings { Name = "root", Children = [leaf] } };
}
