namespace Hathi.Tests.Cases.Verbs;

/// <summary>Where a text is played.</summary>
/// <param name="Kind">Whose program runs and where, in the words of <c>@only</c>.</param>
/// <param name="Names">What is another each time, by the name that texts have for it.</param>
/// <param name="Run">Runs a command.</param>
internal sealed record VerbStage(IReadOnlyList<string> Kind, VerbNames Names, RunCommand Run)
{
    /// <summary>What <c>given</c> and <c>when</c> do; null: there are none.</summary>
    public Language? Language { get; init; }
}
