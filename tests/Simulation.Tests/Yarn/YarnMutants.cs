using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Yarn;

/// <summary>
/// The checkers can fail: each mistake that is made on purpose is found within some seeds, by the checker that is there for it.
/// </summary>
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
    [InlineData(nameof(YarnMutant.TurnsWeightsRound), "and one container more")]
    [InlineData(nameof(YarnMutant.LosesCompletions), "do not come to an end")]
    [InlineData(nameof(YarnMutant.KeepsContainers), "still runs on")]
    [InlineData(nameof(YarnMutant.NeverLosesNodes), "do not come to an end")]
    [InlineData(nameof(YarnMutant.GrantsOnSilentNodes), "which has been silent for")]
    [InlineData(nameof(YarnMutant.CountsItsOwnSleep), "without hearing it, and waits for")]
    [InlineData(nameof(YarnMutant.NeverLosesMasters), "do not come to an end")]
    [InlineData(nameof(YarnMutant.NeverTicks), "do not come to an end")]
    [InlineData(nameof(YarnMutant.InventsContainers), "is granted twice")]
    [InlineData(nameof(YarnMutant.AllowsEveryCommit), "may, too")]
    [InlineData(nameof(YarnMutant.CommitsUnheard), "has not heard the ResourceManager for")]
    [InlineData(nameof(YarnMutant.IgnoresCommitMarkers), "its output is not there")]
    [InlineData(nameof(YarnMutant.RecoversTasksWithoutOutput), "is not there")]
    [InlineData(nameof(YarnMutant.LosesWorkersEnds), "do not come to an end")]
    [InlineData(nameof(YarnMutant.NeverGivesUpFetching), "and its output was there each time", 135)]
    public void A_mistake_is_found(string mistake, string found, int first = 1) => Mutants.AssertFound(
        mistake, found, first, MostSeeds, seed => YarnScenario.Play(seed, ApplicationsASeed, Enum.Parse<YarnMutant>(mistake)));
}
