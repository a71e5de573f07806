using Hathi.Base;

namespace Hathi.Hdfs.Core.Blocks;

/// <summary>
/// Who may be a DataNode (dfs.hosts) and who is to leave (dfs.hosts.exclude). Entries are addresses, dotted, with or without a transfer port
/// after a colon: names were resolved before, for what a DataNode calls itself proves nothing. <paramref name="Exclude"/> has the names as well: to leave a node out is the safe
/// side. An empty <paramref name="Include"/> lets everyone in.
/// </summary>
public sealed record NodeLists(IReadOnlyCollection<string> Include, IReadOnlyCollection<string> Exclude) : IHostLists
{
    public static readonly NodeLists Everyone = new([], []);

    /// <summary>
    /// Include lacks entries that could not be resolved: it lets in only those that it has, none where it is empty. The others are to come again, and are not told
    /// to end as those that are not meant to join.
    /// </summary>
    public bool IncludeIsIncomplete { get; init; }

    /// <summary>
    /// Those names of Exclude that nobody had an address for: they name a node also when it calls itself the same without its domain, or with one, for a name is all that there is
    /// to know it by.
    /// </summary>
    public IReadOnlyCollection<string> ExcludedByName { get; init; } = [];

    /// <inheritdoc/>
    public int Unresolved { get; init; }
}
