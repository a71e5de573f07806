using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>The checkers can fail: each mistake made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class ShellMutants
{
    private const int MostSeeds = 60;

    [Theory]
    [InlineData(nameof(HdfsMutant.AnswersBeforeTheFlush), "were acknowledged, a restart found")]
    [InlineData(nameof(HdfsMutant.LeavesOutEdits), "no edit is logged")]
    [InlineData(nameof(HdfsMutant.ReadsWithoutChecksums), "was written")]
    [InlineData(nameof(HdfsMutant.RecoversTooShort), "were promised")]
    [InlineData(nameof(HdfsMutant.HidesRot), "nobody has noticed")]
    [InlineData(nameof(HdfsMutant.LosesWrites), "Could not obtain block")]
    [InlineData(nameof(HdfsMutant.TakesNoLengthForNone), "were promised")]
    [InlineData(nameof(HdfsMutant.CutsTornChunks), "were promised")]
    [InlineData(nameof(HdfsMutant.DropsParted), "missing")]
    [InlineData(nameof(HdfsMutant.KeepsHalfPackets), "still written")]
    [InlineData(nameof(HdfsMutant.EndsTheScanAtAFault), "nobody has noticed")]
    [InlineData(nameof(HdfsMutant.PassesOverSilentHolders), "were promised")]
    public void A_mistake_is_found(string mistake, string found) =>
        ShellSeeds.AssertFound($"{ShellScenario.Name}, {mistake}", found, MostSeeds);
}
