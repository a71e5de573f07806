using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A cluster as it ships while machines lose power, disks are replaced, nodes come and go for good and clocks jump.</summary>
public sealed class WorseTimesSimulation
{
    private const int ManySeeds = 40;

    [Fact]
    public void A_cluster_in_worse_times_keeps_what_it_promised()
    {
        var report = ShellSeeds.Run(WorseTimes.Name, ManySeeds);
        if (report.Worlds == ManySeeds)
        {
            ShellSeeds.AssertStillHappens(
                report,
                (nameof(Fault.MachineCrash), 765),
                (nameof(Fault.SectorLost), 368),
                (nameof(Fault.LengthLost), 200),
                (nameof(Fault.NameLost), 520),
                (nameof(Fault.ClockJump), 478),
                (nameof(Fault.BitRot), 23),
                ("struck: machines turned off", 666),
                ("struck: disks replaced", 401),
                ("struck: decommissions", 133),
                ("struck: nodes carried away", 11),
                ("struck: disks of NameNodes", 785),
                ("struck: volumes failed", 129),
                ("struck: storms", 768),
                ("struck: disks made hard to change", 498),
                ("struck: DataNodes cut off for long", 225),
                ("struck: DataNodes held for long", 202),
                ("struck: pipelines turned off behind an hsync", 8),
                ("struck: pipelines turned off behind a close", 6),
                ("blocks not lost after all", 27),
                (nameof(Fault.WriteError), 194),
                (nameof(Fault.SyncError), 58),
                ("flushes promised", 444),
                ("files written", 739),
                ("files read", 1_765),
                ("files read whole at the end", 828),
                ("worlds that lost nothing", 25));
        }
    }
}
