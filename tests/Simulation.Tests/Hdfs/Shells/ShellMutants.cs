using Hathi.Simulation.Tests.Kit.Shells;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>The checkers can fail: each mistake made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class ShellMutants
{
    private const int MostSeeds = 60;

    [Theory]
    [InlineData(nameof(HdfsMutant.LeavesOutEdits), "no edit is logged")]
    [InlineData(nameof(HdfsMutant.ReadsWithoutChecksums), "was written")]
    [InlineData(nameof(HdfsMutant.RecoversTooShort), "were promised")]
    [InlineData(nameof(HdfsMutant.HidesRot), "nobody has noticed")]
    [InlineData(nameof(HdfsMutant.LosesWrites), "replicas are missing or damaged")]
    [InlineData(nameof(HdfsMutant.KeepsHalfPackets), "still written")]
    public void A_mistake_is_found(string mistake, string found) =>
        ShellSeeds.AssertFound($"{ShellScenario.Name}, {mistake}", found, MostSeeds);
}
