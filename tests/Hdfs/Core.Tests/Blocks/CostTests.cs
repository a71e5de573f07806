using System.Diagnostics;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Hdfs.Core.Blocks.Manager;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

/// <summary>
/// What blocks, reports, placements and heartbeats cost. The limits in time are ten times what was seen, so that only a
/// change of order fails.
/// </summary>
public class CostTests(ITestOutputHelper output)
{
    private const int Million = 1_000_000;
    private const long FirstId = (1L << 30) + 1;

    private static readonly Now Start = new(1_700_000_000_000, 1_000_000);

    private readonly List<Effect> _effects = [];

    [Fact]
    public void A_block_with_three_replicas_takes_at_most_110_bytes_and_a_million_are_reported_within_seconds()
    {
        var manager = NewManager();
        var nodes = Enumerable.Range(0, 12).Select(n => Join(manager, n, $"/r{n % 3}")).ToArray();
        var reports = ThreeReplicas(nodes.Length);
        var before = GC.GetTotalMemory(true);
        Time(() => AddMillion(manager, 3), Million, "blocks added");
        output.WriteLine($"{(GC.GetTotalMemory(true) - before) / (double)Million:F1} bytes a block without replicas");
        manager.StartupComplete(Start);
        var first = Time(() => ReportAll(manager, nodes, reports), 3 * Million, "replicas first reported");
        Assert.False(manager.InSafeMode);
        var again = Time(() => ReportAll(manager, nodes, reports), 3 * Million, "replicas reported again");
        var bytes = (GC.GetTotalMemory(true) - before) / (double)Million;
        output.WriteLine($"{bytes:F1} bytes a block with three replicas");
        Time(() => RemoveMillion(manager), Million, "blocks with three replicas removed");
        GC.KeepAlive(reports);
        GC.KeepAlive(manager);
        Assert.InRange(bytes, 1, 110);
        Assert.True(first < TimeSpan.FromSeconds(15) && again < TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void The_report_of_a_node_with_a_million_blocks_takes_well_under_a_second()
    {
        var manager = NewManager();
        var node = Join(manager, 1, "/r");
        var report = new ReportedBlock[Million];
        AddMillion(manager, 1);
        for (var i = 0; i < Million; i++)
        {
            report[i] = new ReportedBlock(FirstId + i, 1 << 27, 1001, ReplicaState.Finalized);
        }

        manager.StartupComplete(Start);
        new System.Random(1).Shuffle(report);
        var first = Time(() => ReportAll(manager, [node], [report]), Million, "blocks of one node, first report, in random order");
        var second = Time(() => ReportAll(manager, [node], [report]), Million, "blocks of one node, second report, in random order");
        Assert.True(first < TimeSpan.FromSeconds(8) && second < TimeSpan.FromSeconds(8));
    }

    [Fact]
    public void Heartbeats_and_placements_cost_the_same_with_ten_thousand_nodes()
    {
        var manager = NewManager();
        manager.StartupComplete(Start);
        var nodes = Enumerable.Range(0, 10_000).Select(n => Join(manager, n, $"/r{n / 40}")).ToArray();
        var beats = nodes.Select(n => Beat(n)).ToArray();
        var seconds = Time(
            () =>
            {
                for (var i = 0; i < 500_000; i++)
                {
                    manager.Handle(Start, beats[i % beats.Length], _effects);
                    _effects.Clear();
                }
            },
            500_000,
            "heartbeats of 10,000 nodes");
        Assert.True(seconds < TimeSpan.FromSeconds(8));
        seconds = Time(
            () =>
            {
                for (var i = 0; i < 200_000; i++)
                {
                    manager.ChooseTargets(Start, nodes[i % nodes.Length].Id.Address, 3, [], [], [], 1 << 27, 1, "/f");
                }
            },
            200_000,
            "placements of three replicas on 10,000 nodes");
        Assert.True(seconds < TimeSpan.FromSeconds(8));
        seconds = Time(
            () =>
            {
                for (var i = 0; i < 1000; i++)
                {
                    manager.Tick(Start with { MonotonicMilliseconds = Start.MonotonicMilliseconds + i }, _effects);
                }
            },
            1000,
            "idle ticks with 10,000 nodes");
        Assert.True(seconds < TimeSpan.FromSeconds(1));
    }

    private static void RemoveMillion(BlockManager manager)
    {
        for (var i = 0; i < Million; i++)
        {
            manager.Remove(FirstId + i);
        }
    }

    private static void AddMillion(BlockManager manager, short replication)
    {
        for (var i = 0; i < Million; i++)
        {
            manager.Add(new Block(FirstId + i, 1 << 27, 1001), BlockState.Complete, 1000 + i, replication, []);
        }
    }

    // Replicas of block i on nodes i, i+1 and i+2: a quarter of the blocks on each of 12 nodes.
    private static ReportedBlock[][] ThreeReplicas(int nodes)
    {
        var reports = new ReportedBlock[nodes][];
        for (var n = 0; n < nodes; n++)
        {
            var blocks = new List<ReportedBlock>();
            for (var i = 0; i < Million; i++)
            {
                if ((n - (i % nodes) + nodes) % nodes < 3)
                {
                    blocks.Add(new ReportedBlock(FirstId + i, 1 << 27, 1001, ReplicaState.Finalized));
                }
            }

            reports[n] = [.. blocks];
        }

        return reports;
    }

    private static BlockManager NewManager() =>
        new(new BlockManagerOptions { SafeModeExtension = 0 }, BlockLab.NameSpace, new FakeOwner(), new SeededRandom(1));

    private static Heartbeat Beat(DataNodeRegistration node) => new()
    {
        From = node,
        Storages =
        [
            new StorageReport
            {
                StorageId = "DS-" + node.Id.Uuid, Kind = StorageKind.Disk, State = StorageState.Normal, Failed = false,
                Capacity = 1L << 50, Used = 0, Remaining = 1L << 50, BlockPoolUsed = 0, NonDfsUsed = 0,
            },
        ],
        TransfersInProgress = 0,
        TransferThreads = 3,
        FailedVolumes = 0,
        RequestFullBlockReportLease = false,
    };

    private DataNodeRegistration Join(BlockManager manager, int number, string rack)
    {
        var id = new DataNodeId(
            $"uuid-{number}", $"10.{number / 65536}.{number / 256 % 256}.{number % 256}", $"n{number}", 9866, 9867, 9864, 0);
        var registration = new DataNodeRegistration(id, BlockLab.NameSpace, "3.5.0");
        manager.Handle(Start, new RegisterDataNode { Registration = registration, Rack = rack }, _effects);
        manager.Handle(Start, Beat(registration), _effects);
        _effects.Clear();
        return registration;
    }

    private void ReportAll(BlockManager manager, DataNodeRegistration[] nodes, ReportedBlock[][] reports)
    {
        for (var n = 0; n < nodes.Length; n++)
        {
            var storages = new[] { new StorageBlockReport("DS-" + nodes[n].Id.Uuid, StorageKind.Disk, StorageState.Normal, reports[n]) };
            var report = new BlockReport { From = nodes[n], LeaseId = 0, ReportId = 1, TotalCalls = 1, Call = 0, Storages = storages };
            manager.Handle(Start, report, _effects);
            while (manager.HasWork)
            {
                manager.RunPiece(Start, _effects);
            }

            _effects.Clear();
        }

    }

    private TimeSpan Time(Action what, int count, string name)
    {
        var clock = Stopwatch.StartNew();
        var before = Environment.CpuUsage.TotalTime;
        what();
        var processor = Environment.CpuUsage.TotalTime - before;
        output.WriteLine($"{count / processor.TotalSeconds:N0} {name} a second of processor time ({processor.TotalMilliseconds:N0} ms of "
            + $"{clock.ElapsedMilliseconds:N0})");

        // On a machine that others keep busy the clock says nothing, and beside other tests the processor counts theirs too.
        return processor < clock.Elapsed ? processor : clock.Elapsed;
    }
}
