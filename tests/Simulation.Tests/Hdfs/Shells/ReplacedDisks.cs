using Hathi.Base;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Disks are replaced while nobody works: what was on them is copied from what is left, of which some has rotted where nobody saw it, and
/// on two racks again; of a storage that is gone nobody tells any more.
/// </summary>
internal sealed class ReplacedDisks : ShellKind
{
    public const string Name = "an HDFS cluster whose disks are replaced";
    private const int OperationsASeed = 90;
    private const int Rotten = 2;

    /// <summary>Until a machine is there again, milliseconds at most.</summary>
    private const int LongestAbsence = 3_000;

    // Chance alone would have three replicas on one rack now and then.
    public override HdfsSettings Settings(SeededRandom random) => HdfsSettings.Draw(random, OperationsASeed) with
    {
        DataNodes = 5,
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
        var disks = new LostDisks(LongestAbsence);
        for (var i = 0; i < Rotten && scenario.Damageable(null) is var (file, replica); i++)
        {
            var others = scenario.Truth.All().Where(r => r.BlockId == replica.BlockId && r.Host != replica.Host).ToList();
            scenario.Rot((file, replica));
            disks.Replace(scenario, others[scenario.Random.Next(others.Count)].Host, null);
            scenario.Converge();
        }

        var two = scenario.Cluster.DataNodes.Find(static d => d.Volumes > 1)!;
        disks.Replace(scenario, two, scenario.Random.Next(two.Volumes));
    }
}
