namespace Hathi.Hostile.Tests.Servers;

/// <summary>What can be seen of servers besides their answers.</summary>
internal interface IWatched
{
    /// <summary>Takes what was said since the last time of faults that nobody foresaw.</summary>
    IEnumerable<string> TakeUnforeseen();

    /// <summary>From here on memory is looked at.</summary>
    void Begin();

    /// <summary>Looks at memory after some calls of which nothing is on its way any more.</summary>
    /// <returns>How much was left behind, where that is too much; null: it is in order, or cannot be known yet.</returns>
    string? LookAtMemory();
}
