using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

public sealed class ShellSimulation
{
    private const int ManySeeds = 40;
    private const int Again = 3;

    // Each must still be reached, so that a change of the simulation does not take what it is for.
    private static readonly Fault[] s_faults =
    [
        Fault.ProcessCrash, Fault.CrashInsideDiskCall, Fault.Pause, Fault.Partition, Fault.MessageLost, Fault.DiskFull,
    ];

    private static readonly string[] s_events =
    [
        "NameNode starts", "flushes promised", "files written", "files read", "files recovered from their writers",
    ];

    [Fact]
    public void A_cluster_as_it_ships_keeps_what_it_promised()
    {
        var report = ShellSeeds.Run(ShellScenario.Name, ManySeeds);
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        Assert.All(s_faults, f => Assert.True(report[f] > 0, $"{f} never happened"));
        Assert.All(s_events, name => Assert.True(report.Count(name) > report.Worlds / 4, $"there were only {report.Count(name)} {name}"));
    }

    // Each in a process of its own, then one after the other in one: neither the moment nor what ran before makes a difference.
    [Fact]
    public void The_same_seeds_give_the_same_runs_in_every_process() =>
        Assert.Equal(Fingerprint(processes: Again), Fingerprint(processes: 1));

    private static ulong Fingerprint(int processes) => ShellSeeds.Run(ShellScenario.Name, Again, processes).Fingerprint;
}
