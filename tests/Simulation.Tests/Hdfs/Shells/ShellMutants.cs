using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>The checkers can fail: each mistake made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class ShellMutants
{
    private const int MostSeeds = 60;

    [Theory]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.LeavesOutEdits), "no edit is logged", 4)]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.ReadsWithoutChecksums), "was written", 15)]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.RecoversTooShort), "were promised", 1)]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.HidesRot), "nobody has noticed", 1)]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.LosesWrites), "replicas are missing or damaged", 1)]
    [InlineData(ShellScenario.Name, nameof(HdfsMutant.KeepsHalfPackets), "still written", 24)]
    [InlineData(LoneReplicas.Name, nameof(HdfsMutant.AnswersBeforeTheFlush), "were acknowledged, a restart found", 3)]
    [InlineData(LoneReplicas.Name, nameof(HdfsMutant.TakesNoLengthForNone), "were promised", 1)]
    [InlineData(LoneReplicas.Name, nameof(HdfsMutant.CutsTornChunks), "were promised", 9)]
    [InlineData(LoneReplicas.Name, nameof(HdfsMutant.DropsParted), "were promised", 1)]
    [InlineData(SilentHolders.Name, nameof(HdfsMutant.PassesOverSilentHolders), "were promised", 1)]
    [InlineData(ScannedDisks.Name, nameof(HdfsMutant.EndsTheScanAtAFault), "nobody has noticed", 1)]
    public void A_mistake_is_found(string world, string mistake, string found, int first) =>
        ShellSeeds.AssertFound(world, mistake, found, (ulong)first, MostSeeds);
}
