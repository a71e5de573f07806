using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

public sealed class ShellSimulation
{
    private const int ManySeeds = 40;
    private const int Again = 2;

    // As often as the seeds do it: a kind of fault or of work that stops happening is seen.
    private static readonly (string What, long Times)[] s_seen =
    [
        (nameof(Fault.MessageLost), 30), (nameof(Fault.MessageDuplicated), 1_527), (nameof(Fault.MessageReordered), 3_026),
        (nameof(Fault.MessageCutOff), 2_185), (nameof(Fault.CrashInsideDiskCall), 232), (nameof(Fault.BitRot), 30),
        (nameof(Fault.DiskFull), 16), (nameof(Fault.ReadError), 179),
        ("struck: DataNodes killed", 498), ("struck: NameNodes killed", 274), ("struck: processes killed", 287),
        ("struck: processes held", 602), ("struck: processes cut off", 575), ("struck: ways cut", 364), ("struck: disks filled", 787),
        ("struck: disks made hard to read", 267),
        ("NameNode starts", 354), ("checkpoints", 132), ("blocks dropped", 424), ("calls answered in a later step", 789),
        ("flushes promised", 499), ("files written", 675), ("files read", 1_717), ("files recovered from their writers", 428),
        ("of them append", 172), ("of them delete", 59),
    ];

    [Fact]
    public void A_cluster_as_it_ships_keeps_what_it_promised()
    {
        var report = ShellSeeds.Run(ShellScenario.Name, ManySeeds);
        if (report.Worlds == ManySeeds) // not a replay
        {
            ShellSeeds.AssertStillHappens(report, s_seen);
        }
    }

    [Fact]
    public void The_same_seeds_give_the_same_runs_in_every_process() => ShellSeeds.AssertSame(
        Again, ShellScenario.Name, LoneReplicas.Name, SilentHolders.Name, DeafNeighbours.Name, ScannedDisks.Name, ReplacedDisks.Name,
        WorseTimes.Name);
}
