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
        switch (scenario.Random.Next(10))
        {
            case < 4:
                var calls = scenario.Random.Next(MostCalls);
                Die(scenario, "DataNodes killed inside a disk call", node, d => d.CrashAfterCalls(calls, losesPower: false));
                break;
            case 4:
                var renames = scenario.Random.Next(MostRenames);
                Die(scenario, "DataNodes killed inside a rename", node, d => d.CrashAfterRenames(renames));
                break;
            case < 7:
                scenario.Later("DataNodes killed", node, world.CrashProcess, world.Restart, 3_000);
                break;
            case < 9:
                var edits = scenario.Random.Next(MostCalls);
                Die(
                    scenario, "NameNodes killed inside a disk call", HdfsCluster.NameNode,
                    d => d.CrashAfterCalls(edits, losesPower: false));
                break;
            default:
                var client = $"client-{scenario.Random.Next(1, scenario.Cluster.Settings.Clients + 1)}";
                scenario.Later("clients killed", client, world.CrashProcess, world.Restart, 2_000);
                break;
        }
    }

    private static void Die(ShellScenario scenario, string what, string process, Action<SimDisk> how)
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
            2_000);
    }
}
