using Hathi.Base;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Two replicas of each block. The two nodes of a pipeline do not hear each other for a while, and then its writer dies: the recovery of
/// the block takes what both have, so what was promised must be on both.
/// </summary>
internal sealed class DeafNeighbours : ShellKind
{
    public const string Name = "an HDFS cluster whose pipelines are cut";
    private const int OperationsASeed = 160;

    /// <summary>From one pipeline to the next, milliseconds.</summary>
    private const int Pause = 5_000;

    /// <summary>A writer that does not come back before has lost its files, milliseconds.</summary>
    private const int Absence = 12_000;

    private long _next;

    public override HdfsSettings Settings(SeededRandom random) => HdfsSettings.Draw(random, OperationsASeed) with
    {
        DataNodes = random.Next(3, 5),
        Clients = 5,
        Replication = 2,
        BlockSize = 256 << random.Next(2),
        PowerFails = false,
        FaultInterval = 300,
        Think = 500,
        LeaseLimit = 8_000,
    };

    public override void Strike(ShellScenario scenario)
    {
        var world = scenario.World;
        var now = world.Now.MonotonicMilliseconds;
        if (now < _next || Choose(scenario) is not var (writer, one, other))
        {
            return;
        }

        _next = now + Pause;
        scenario.Count("pipelines cut");
        world.Partition(one, other);
        world.After(scenario.Random.Next(500, 3_000), () =>
        {
            world.CrashProcess(writer);
            world.Heal(one, other);
        });
        world.After(Absence, () => world.Restart(writer));
    }

    // A file that is written, and the nodes that have its last block.
    private static (string Writer, string One, string Other)? Choose(ShellScenario scenario)
    {
        var open = scenario.Truth.All().Where(static r => r is { IsFinal: false, Generation: > 0 }).ToLookup(static r => r.BlockId);
        var candidates = new List<(string Writer, string One, string Other)>();
        foreach (var inode in scenario.Cluster.Ledger.Tree.Files.Where(static f => f is { Holder: not null, Blocks.Count: > 0 }))
        {
            var last = inode.Blocks[^1];
            var writer = inode.Path[1..inode.Path.LastIndexOf('-')];
            if (scenario.World[writer].IsUp
                && open[last.Id].Where(r => r.Generation == last.GenerationStamp).ToList() is [var one, var other])
            {
                candidates.Add((writer, one.Host.Name, other.Host.Name));
            }
        }

        return candidates.Count > 0 ? candidates[scenario.Random.Next(candidates.Count)] : null;
    }
}
