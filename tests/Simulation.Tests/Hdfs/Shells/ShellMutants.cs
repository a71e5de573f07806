using Hathi.Simulation.Tests.Hdfs.NameNode;
using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>The checkers can fail: each mistake made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class ShellMutants
{
    private const int MostSeeds = 60;

    // Each where it shows soonest, and the seed that found it last.
    private static readonly (string World, HdfsMutant Mistake, string Found, ulong First)[] s_mistakes =
    [
        (ShellScenario.Name, HdfsMutant.LeavesOutEdits, "no edit is logged", 4),
        (ShellScenario.Name, HdfsMutant.ReadsWithoutChecksums, "was written", 7),
        (ShellScenario.Name, HdfsMutant.RecoversTooShort, "were promised", 1),
        (ShellScenario.Name, HdfsMutant.HidesRot, "nobody has noticed", 1),
        (ShellScenario.Name, HdfsMutant.LosesWrites, "blocks have damaged replicas", 1),
        (ShellScenario.Name, HdfsMutant.KeepsHalfPackets, "still written", 24),
        (LoneReplicas.Name, HdfsMutant.AnswersBeforeTheFlush, "were acknowledged, a restart found", 3),
        (LoneReplicas.Name, HdfsMutant.TakesNoLengthForNone, "were promised", 1),
        (LoneReplicas.Name, HdfsMutant.CutsTornChunks, "were promised", 9),
        (LoneReplicas.Name, HdfsMutant.DropsParted, "were promised", 1),
        (SilentHolders.Name, HdfsMutant.PassesOverSilentHolders, "were promised", 1),
        (DeafNeighbours.Name, HdfsMutant.AcknowledgesForOthers, "were promised", 1),
        (ScannedDisks.Name, HdfsMutant.EndsTheScanAtAFault, "nobody has noticed", 1),
        (ReplacedDisks.Name, HdfsMutant.CopiesWithoutChecksums, "was written", 1),
        (ReplacedDisks.Name, HdfsMutant.TellsOfGoneStorages, ", on the disks lie", 1),
        (ReplacedDisks.Name, HdfsMutant.KnowsNoRacks, "lie on 1 rack of 2", 1),
        (ReplacedDisks.Name, HdfsMutant.ForgetsTheRest, "are said to have too few replicas", 8),
        (WorseTimes.Name, HdfsMutant.AcknowledgesBeforeTheSync, "blocks have damaged replicas", 14),
        (WorseTimes.Name, HdfsMutant.AcknowledgesHsyncTooSoon, "were promised", 41),
        (WorseTimes.Name, HdfsMutant.TakesFailedSyncsForDone, "blocks have damaged replicas", 3),
        (WorseTimes.Name, HdfsMutant.KeepsTheListsOfItsStart, "should be decommissioned", 1),
        (WorseTimes.Name, HdfsMutant.TakesWallTimeForElapsed, "DataNodes live", 45),
        (ShellScenario.Name, HdfsMutant.KeepsDeletedReplicas, "belongs to no file", 4),
        (WorseTimes.Name, HdfsMutant.BelievesAnyGeneration, "of another generation", 1),
        (WorseTimes.Name, HdfsMutant.DropsItsOtherVolumes, "still written", 18),
        (WorseTimes.Name, HdfsMutant.PurgesReturnedVolumes, "blocks are missing", 7),
        (WorseTimes.Name, HdfsMutant.ReopensWithoutSync, "blocks have damaged replicas", 1),
        (WorseTimes.Name, HdfsMutant.KeepsWhatReportsLeaveOut, "blocks are missing", 13),
        (LoneReplicas.Name, HdfsMutant.ForgetsNewestStamps, "newer than the name space", 1),
    ];

    [Fact]
    public void Each_mistake_is_found() => ShellSeeds.AssertFound(
        MostSeeds, [.. s_mistakes.Select(static m => new PlantedMistake($"{m.World}, {m.Mistake}", m.Found, m.First))]);

    [Fact]
    public void There_is_no_mistake_that_nobody_looks_for() => Assert.Empty(
        Enum.GetValues<HdfsMutant>()
            .Except(s_mistakes.Select(static m => m.Mistake))
            .Except(NameNodeSimulation.Mistakes)
            .Except([HdfsMutant.None]));
}
