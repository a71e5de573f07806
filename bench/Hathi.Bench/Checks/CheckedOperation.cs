namespace Hathi.Bench.Checks;

/// <summary>An operation whose cost is checked.</summary>
/// <param name="Row">Its name, for <c>--only</c>.</param>
/// <param name="What">The work, with its size.</param>
/// <param name="Times">How many operations one run is.</param>
/// <param name="Run">What is measured.</param>
internal sealed record CheckedOperation(string Row, string What, int Times, Action Run)
{
    /// <summary>What must be there, once.</summary>
    public Action Begin { get; init; } = static () => { };

    /// <summary>Before each run; not measured.</summary>
    public Action Prepare { get; init; } = static () => { };

    /// <summary>What is left is taken away, once.</summary>
    public Action End { get; init; } = static () => { };

    /// <summary>The lab's processes are begun by the run: all that they take belongs to it.</summary>
    public bool StartsLab { get; init; }
}
