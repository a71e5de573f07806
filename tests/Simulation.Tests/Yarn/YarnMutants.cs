using Hathi.Simulation.Tests.Simulator;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>The checkers can fail: each mistake that is made on purpose is found within some seeds, by the checker that is there for it.</summary>
public sealed class YarnMutants
{
    private const int MostSeeds = 300;
    private const int ApplicationsASeed = 8;

    [Theory]
    [InlineData(nameof(YarnMutant.AnswersBeforeTheFlush), "were acknowledged, a restart found")]
    [InlineData(nameof(YarnMutant.LeavesOutEdits), "is not that of its log")]
    [InlineData(nameof(YarnMutant.TellsContainersTwice), "is granted twice")]
    [InlineData(nameof(YarnMutant.ForgetsTheEpoch), "is granted twice")]
    [InlineData(nameof(YarnMutant.OverestimatesNodes), "a container was granted on")]
    [InlineData(nameof(YarnMutant.IgnoresQueueMaximum), "a container was granted in")]
    [InlineData(nameof(YarnMutant.IgnoresUserLimit), "and one container more")]
    [InlineData(nameof(YarnMutant.LosesCompletions), "do not come to an end")]
    [InlineData(nameof(YarnMutant.KeepsContainers), "still runs on")]
    [InlineData(nameof(YarnMutant.NeverLosesNodes), "do not come to an end")]
    [InlineData(nameof(YarnMutant.NeverLosesMasters), "do not come to an end")]
    [InlineData(nameof(YarnMutant.NeverTicks), "do not come to an end")]
    [InlineData(nameof(YarnMutant.InventsContainers), "is granted twice")]
    [InlineData(nameof(YarnMutant.AllowsEveryCommit), "may, too")]
    [InlineData(nameof(YarnMutant.CommitsUnheard), "has not heard the ResourceManager for")]
    [InlineData(nameof(YarnMutant.IgnoresCommitMarkers), "its output is not there")]
    [InlineData(nameof(YarnMutant.RecoversTasksWithoutOutput), "is not there")]
    [InlineData(nameof(YarnMutant.LosesWorkersEnds), "do not come to an end")]
    public void A_mistake_is_found(string mistake, string found)
    {
        var mutant = Enum.Parse<YarnMutant>(mistake);
        var others = new List<string>();
        for (var seed = 1UL; seed <= MostSeeds; seed++)
        {
            try
            {
                YarnScenario.Play(seed, ApplicationsASeed, mutant);
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
