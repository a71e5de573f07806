using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>Worlds in which nothing hides one sort of mistake.</summary>
public sealed class ShellKinds
{
    [Fact]
    public void One_replica_of_each_block_is_enough_while_only_processes_die() => Run(
        LoneReplicas.Name,
        12,
        (nameof(Fault.CrashInsideDiskCall), 28),
        ("struck: DataNodes killed inside a disk call", 46),
        ("struck: DataNodes killed inside a rename", 30),
        ("struck: DataNodes killed inside a chunk", 30),
        ("struck: NameNodes killed inside a disk call", 24),
        ("struck: DataNodes killed", 24),
        ("struck: clients killed", 18),
        ("files recovered from their writers", 119));

    [Fact]
    public void What_a_holder_has_is_found_though_it_cannot_be_asked_for_a_while() => Run(
        SilentHolders.Name,
        6,
        ("struck: holders that cannot be asked", 9),
        ("files recovered from their writers", 34));

    [Fact]
    public void Scanners_find_what_cannot_be_read_and_what_rots_behind_it() => Run(
        ScannedDisks.Name,
        6,
        ("struck: replicas made unreadable", 12),
        ("struck: replicas made to rot", 12),
        (nameof(Fault.ReadError), 12));

    private static void Run(string kind, int seeds, params (string What, long Times)[] seen)
    {
        var report = ShellSeeds.Run(kind, seeds);
        if (report.Worlds == seeds)
        {
            ShellSeeds.AssertStillHappens(report, seen);
        }
    }
}
