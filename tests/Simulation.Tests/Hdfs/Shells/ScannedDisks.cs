using Hathi.Base;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Disks lose something when nobody reads them: scanners find a replica that cannot be read, and whatever rots on the same disk afterwards.
/// </summary>
internal sealed class ScannedDisks : ShellKind
{
    public const string Name = "an HDFS cluster whose disks are looked through";
    private const int OperationsASeed = 90;
    private const int Disks = 2;

    /// <summary>A scanner has gone round by then, milliseconds: it rests a minute, and is due a minute after it has begun.</summary>
    private const int Round = 130_000;

    public override HdfsSettings Settings(SeededRandom random) => HdfsSettings.Draw(random, OperationsASeed) with
    {
        DataNodes = random.Next(4, 6),
        Racks = 2,
        Replication = 3,
        PowerFails = false,
        FaultInterval = 1_000,
    };

    public override void Strike(ShellScenario scenario)
    {
        var nodes = scenario.Cluster.DataNodes;
        scenario.Kill(nodes[scenario.Random.Next(nodes.Count)].Name, 3_000);
    }

    public override void InOrder(ShellScenario scenario)
    {
        for (var i = 0; i < Disks; i++)
        {
            var nodes = scenario.Cluster.DataNodes;
            Lose(scenario, nodes[scenario.Random.Next(nodes.Count)].Name);
        }
    }

    private static void Lose(ShellScenario scenario, string node)
    {
        if (scenario.Damageable(node) is not var (file, replica))
        {
            return;
        }

        scenario.Count("replicas made unreadable");
        file.HasRot = true;
        var faults = scenario.World.Disk(node).Faults;
        faults.Unreadable = replica.Path;
        scenario.World.Note("unreadable", node, replica);
        scenario.World.RunFor(Round);
        faults.Unreadable = null;
        scenario.Rot(scenario.Damageable(node));
        scenario.World.RunFor(Round);
    }
}
