using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>Worlds in which nothing hides one sort of mistake.</summary>
public sealed class ShellKinds
{
    private static readonly Dictionary<string, int> s_seeds = new(StringComparer.Ordinal)
    {
        [LoneReplicas.Name] = 12,
        [SilentHolders.Name] = 6,
        [DeafNeighbours.Name] = 6,
        [ScannedDisks.Name] = 6,
        [ReplacedDisks.Name] = 6,
    };

    // All at once: what costs most is the beginning of a process.
    private static readonly Lazy<Dictionary<string, ShellSeedsOutcome>> s_outcomes = new(
        static () => ShellSeeds.RunEach([.. s_seeds.Select(static s => (s.Key, s.Value))]));

    [Fact]
    public void One_replica_of_each_block_is_enough_while_only_processes_die() => Run(
        LoneReplicas.Name,
        (nameof(Fault.CrashInsideDiskCall), 28),
        ("struck: DataNodes killed inside a disk call", 46),
        ("struck: DataNodes killed inside a rename", 30),
        ("struck: DataNodes killed inside a chunk", 30),
        ("struck: NameNodes killed inside a disk call", 24),
        ("struck: DataNodes killed", 24),
        ("struck: clients killed", 18),
        ("struck: NameNodes killed behind a deletion", 12),
        ("files recovered from their writers", 119));

    [Fact]
    public void What_a_holder_has_is_found_though_it_cannot_be_asked_for_a_while() => Run(
        SilentHolders.Name,
        ("struck: holders that cannot be asked", 9),
        ("files recovered from their writers", 34));

    [Fact]
    public void Scanners_find_what_cannot_be_read_and_what_rots_behind_it() => Run(
        ScannedDisks.Name,
        ("struck: replicas made unreadable", 12),
        ("struck: replicas made to rot", 12),
        (nameof(Fault.ReadError), 12));

    [Fact]
    public void What_was_promised_is_on_all_nodes_of_a_pipeline_though_they_do_not_hear_each_other() => Run(
        DeafNeighbours.Name,
        ("struck: pipelines cut", 32),
        ("files recovered from their writers", 78));

    [Fact]
    public void What_was_on_a_disk_is_copied_from_what_is_sound() => Run(
        ReplacedDisks.Name,
        ("struck: replicas made to rot", 12),
        ("struck: disks replaced", 18));

    private static void Run(string kind, params (string What, long Times)[] seen)
    {
        var report = s_outcomes.Value[kind].Whole;
        if (report.Worlds == s_seeds[kind])
        {
            ShellSeeds.AssertStillHappens(report, seen);
        }
    }
}
