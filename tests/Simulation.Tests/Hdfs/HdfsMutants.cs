using Hathi.Simulation.Tests.Simulator;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>The checkers can fail: each mistake that is made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class HdfsMutants
{
    private const int MostSeeds = 400;
    private const int OperationsASeed = 1_000;

    [Theory]
    [InlineData(nameof(Mutant.AnswersBeforeTheFlush), "were acknowledged, a restart found")]
    [InlineData(nameof(Mutant.LeavesOutEdits), "no edit is logged")]
    [InlineData(nameof(Mutant.ForgetsAnsweredCalls), "expected the answer")]
    [InlineData(nameof(Mutant.KnowsNoRacks), "replicas on 2 racks")]
    [InlineData(nameof(Mutant.AcknowledgesBeforeTheSync), "replicas on")]
    [InlineData(nameof(Mutant.AcknowledgesForOthers), "were promised")]
    [InlineData(nameof(Mutant.ReadsWithoutChecksums), "that nobody wrote there")]
    [InlineData(nameof(Mutant.CopiesWithoutChecksums), "that nobody wrote there")]
    [InlineData(nameof(Mutant.KeepsDeletedReplicas), "belongs to no file")]
    [InlineData(nameof(Mutant.BelievesAnyGeneration), "replicas on")]
    [InlineData(nameof(Mutant.RecoversTooShort), "were promised")]
    [InlineData(nameof(Mutant.HidesRot), "damaged")]
    public void A_mistake_is_found(string mistake, string found)
    {
        var mutant = Enum.Parse<Mutant>(mistake);
        var others = new List<string>();
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            try
            {
                HdfsScenario.Play(seed, OperationsASeed, mutant);
            }
            catch (SimulationFailedException e)
            {
                var what = e.Message.Split('\n', 2)[0];
                if (what.Contains(found, StringComparison.Ordinal))
                {
                    Console.WriteLine($"Mutant {mutant} is found at seed {seed}: {what}");
                    return;
                }

                others.Add(what);
            }
        }

        Assert.Fail($"{MostSeeds} seeds of a program that {mutant}, and no checker says '{found}'; said was: {string.Join('\n', others)}");
    }
}
