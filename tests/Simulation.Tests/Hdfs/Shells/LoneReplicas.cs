using System.Net;
using Hathi.Base;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Of each block there is one replica, and processes die in the middle of what they do: nothing hides what a DataNode makes of files that
/// were being written or moved, what a reader makes of a replica that waits for its recovery, and what a NameNode had told when it died.
/// </summary>
internal sealed class LoneReplicas : ShellKind
{
    public const string Name = "an HDFS cluster with one replica of each block";
    private const int OperationsASeed = 160;

    /// <summary>Calls to a disk within which its process dies: a few packets of a DataNode.</summary>
    private const int MostCalls = 24;

    /// <summary>Two files that become final, or are opened again.</summary>
    private const int MostRenames = 4;

    /// <summary>Packets that go on behind what was flushed, in the middle of a chunk.</summary>
    private const int MostWrites = 3;

    /// <summary>Until a process that may die inside one of many calls, or of few, starts again, milliseconds at most.</summary>
    private const int ManyCalls = 2_000, SeldomCalls = 6_000;

    private const string Deleter = "deleter";

    /// <summary>Milliseconds.</summary>
    private const int LongestCall = 60_000;

    public override HdfsSettings Settings(SeededRandom random) => HdfsSettings.Draw(random, OperationsASeed) with
    {
        DataNodes = random.Next(2, 4),
        Racks = 1,
        Replication = 1,
        BlockSize = 64 << random.Next(3),
        WriteBytes = 60,
        PowerFails = false,
        FaultInterval = 300 << random.Next(2),
    };

    public override void Strike(ShellScenario scenario)
    {
        var nodes = scenario.Cluster.DataNodes;
        var node = nodes[scenario.Random.Next(nodes.Count)].Name;
        var world = scenario.World;
        switch (scenario.Random.Next(12))
        {
            case < 3:
                var calls = scenario.Random.Next(MostCalls);
                Die(scenario, "DataNodes killed inside a disk call", node, d => d.CrashAfterCalls(calls, losesPower: false), ManyCalls);
                break;
            case < 5:
                var renames = scenario.Random.Next(MostRenames);
                Die(scenario, "DataNodes killed inside a rename", node, d => d.CrashAfterRenames(renames), SeldomCalls);
                break;
            case < 7:
                var writes = scenario.Random.Next(MostWrites);
                Die(scenario, "DataNodes killed inside a chunk", node, d => d.CrashAfterWrites(IsInsideChunk, writes), SeldomCalls);
                break;
            case < 9:
                scenario.Kill(node, 3_000);
                break;
            case < 11:
                var edits = scenario.Random.Next(MostCalls);
                Die(
                    scenario, "NameNodes killed inside a disk call", HdfsCluster.NameNode,
                    d => d.CrashAfterCalls(edits, losesPower: false), ManyCalls);
                break;
            default:
                var client = $"client-{scenario.Random.Next(1, scenario.Cluster.Settings.Clients + 1)}";
                scenario.Later("clients killed", client, world.CrashProcess, world.Restart, 2_000);
                break;
        }
    }

    // The newest block goes with its file, and the NameNode dies before its DataNode has heard of that: a replica that is not known any
    // more, and not newer than all that was ever given out.
    public override void InOrder(ShellScenario scenario)
    {
        var (world, cluster) = (scenario.World, scenario.Cluster);
        var files = cluster.Ledger.Tree.Files.Where(static f => f.Blocks.Count > 0);
        if (files.MaxBy(static f => f.Blocks.Max(static b => b.Id)) is not { } newest)
        {
            return;
        }

        scenario.Files.FindAll(f => f.Path == newest.Path).ForEach(static f => f.IsDeleted = true);
        scenario.Shells.Name(IPAddress.Parse("10.9.2.2"), Deleter);
        world.Spawn(Deleter, p => new OneCall(
            p, cluster, scenario.Shells, files => files.DeleteAsync(newest.Path, recursive: false, CancellationToken.None).AsTask()));
        var isDone = world.RunUntil(() => world[Deleter].Actor is OneCall { IsDone: true }, LongestCall);
        world.Check(isDone, "a file cannot be deleted though nothing fails");
        scenario.Count("NameNodes killed behind a deletion");
        world.CrashProcess(HdfsCluster.NameNode);
        world.Restart(HdfsCluster.NameNode);
    }

    private static bool IsInsideChunk(string path, long offset) => path.Contains("/rbw/", StringComparison.Ordinal)
        && !path.EndsWith(".meta", StringComparison.Ordinal) && offset % ShellFileSystem.Chunk != 0;

    private static void Die(ShellScenario scenario, string what, string process, Action<SimDisk> how, int most)
    {
        var disk = scenario.World.Disk(process);
        scenario.Later(
            what,
            process,
            _ => how(disk),
            name =>
            {
                disk.DoNotCrash();
                scenario.World.Restart(name);
            },
            most);
    }
}
