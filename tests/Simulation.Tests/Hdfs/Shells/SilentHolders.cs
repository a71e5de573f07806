using Hathi.Base;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>
/// Two replicas of each block. A writer dies; of the two nodes that have its last block one dies too and loses what it was being written,
/// as the power may take it before anything was synced; and that node and the other do not hear each other for a while. The recovery of
/// the block is to find what the other has all the same.
/// </summary>
internal sealed class SilentHolders : ShellKind
{
    public const string Name = "an HDFS cluster whose DataNodes do not hear each other";
    private const int OperationsASeed = 160;

    /// <summary>Longer than it takes until a writer loses its files and the order to recover them is taken, milliseconds.</summary>
    private const int Silence = 14_000;

    /// <summary>The leader's time-out for holders and the next order are over by then, milliseconds.</summary>
    private const int Pause = 60_000;

    private long _next;

    // As ships: two orders are thirty heartbeats apart.
    public override HdfsSettings Settings(SeededRandom random) => HdfsSettings.Draw(random, OperationsASeed) with
    {
        DataNodes = random.Next(3, 5),
        Replication = 2,
        BlockSize = 128 << random.Next(2),
        PowerFails = false,
        FaultInterval = 500,
        Think = 1_500,
        LeaseLimit = 8_000,
        RecoveryInterval = 30_000,
    };

    public override void Strike(ShellScenario scenario)
    {
        var world = scenario.World;
        var now = world.Now.MonotonicMilliseconds;
        if (now < _next || Choose(scenario) is not var (file, lost, silent))
        {
            return;
        }

        _next = now + Pause;
        scenario.Count("holders that cannot be asked");
        var writer = file.Path[1..file.Path.LastIndexOf('-')];
        world.CrashProcess(writer);
        world.CrashProcess(lost.Name);
        world.Partition(lost.Name, silent.Name);
        for (var volume = 0; volume < lost.Volumes; volume++)
        {
            world.Disk(lost.Name).Wipe(BeingWritten(volume));
        }

        world.After(scenario.Random.Next(100, 1_000), () => world.Restart(lost.Name));
        world.After(Silence, () =>
        {
            world.Heal(lost.Name, silent.Name);
            world.Restart(writer);
        });
    }

    private static string BeingWritten(int volume) => $"/v{volume}/current/{NameNodeShell.BlockPool}/current/rbw";

    // A file of whose last block something was promised, which node loses it, and who else has it. All that the node loses another has too.
    private static (WrittenFile File, DataNodeHost Lost, DataNodeHost Silent)? Choose(ShellScenario scenario)
    {
        var replicas = scenario.Truth.All().Where(static r => r.Generation > 0).ToLookup(static r => r.BlockId);
        var open = replicas.SelectMany(static r => r).Where(static r => !r.IsFinal).ToLookup(static r => r.Host);
        bool IsElsewhere(DiskReplica replica) =>
            replicas[replica.BlockId].Any(r => r.Host != replica.Host && r.Generation >= replica.Generation);
        var candidates = new List<(WrittenFile File, DataNodeHost Lost, DataNodeHost Silent)>();
        foreach (var inode in scenario.Cluster.Ledger.Tree.Files.Where(static f => f is { Holder: not null, Blocks.Count: > 0 }))
        {
            var before = inode.Blocks.SkipLast(1).Sum(static b => b.Length);
            if (scenario.Files.Find(f => f.Path == inode.Path && !f.IsDeleted && f.Promised > before) is not { } file
                || Holders(inode.Blocks[^1]) is not [var a, var b])
            {
                continue;
            }

            candidates.AddRange(
                from pair in ((DataNodeHost Lost, DataNodeHost Silent)[])[(a, b), (b, a)]
                where open[pair.Lost].All(IsElsewhere)
                select (file, pair.Lost, pair.Silent));
        }

        return candidates.Count > 0 ? candidates[scenario.Random.Next(candidates.Count)] : null;

        List<DataNodeHost> Holders(Block last) =>
            [.. replicas[last.Id].Where(r => !r.IsFinal && r.Generation == last.GenerationStamp).Select(static r => r.Host)];
    }
}
