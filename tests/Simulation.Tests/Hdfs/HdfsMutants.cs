using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>
/// The checkers can fail: each mistake that is made on purpose is found within some seeds, by the checker that is there for it.
/// </summary>
public sealed class HdfsMutants
{
    private const int MostSeeds = 400;
    private const int OperationsASeed = 1_000;

    [Theory]
    [InlineData(nameof(HdfsMutant.AnswersBeforeTheFlush), "were acknowledged, a restart found")]
    [InlineData(nameof(HdfsMutant.LeavesOutEdits), "no edit is logged")]
    [InlineData(nameof(HdfsMutant.ForgetsAnsweredCalls), "expected the answer")]
    [InlineData(nameof(HdfsMutant.KnowsNoRacks), "replicas on 2 racks")]
    [InlineData(nameof(HdfsMutant.AcknowledgesBeforeTheSync), "replicas on")]
    [InlineData(nameof(HdfsMutant.AcknowledgesForOthers), "were promised", 180)]
    [InlineData(nameof(HdfsMutant.ReadsWithoutChecksums), "that nobody wrote there")]
    [InlineData(nameof(HdfsMutant.CopiesWithoutChecksums), "that nobody wrote there")]
    [InlineData(nameof(HdfsMutant.KeepsDeletedReplicas), "belongs to no file")]
    [InlineData(nameof(HdfsMutant.BelievesAnyGeneration), "replicas on")]
    [InlineData(nameof(HdfsMutant.RecoversTooShort), "were promised")]
    [InlineData(nameof(HdfsMutant.HidesRot), "damaged")]
    [InlineData(nameof(HdfsMutant.ForgetsNewestStamps), "newer than the name space")]
    [InlineData(nameof(HdfsMutant.ForgetsTheRest), "replicas on")]
    public void A_mistake_is_found(string mistake, string found, int first = 1) => Mutants.AssertFound(
        mistake, found, first, MostSeeds, seed => HdfsScenario.Play(seed, OperationsASeed, Enum.Parse<HdfsMutant>(mistake)));
}
