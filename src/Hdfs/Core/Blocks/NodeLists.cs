namespace Hathi.Hdfs.Core.Blocks;

/// <summary>
/// Who may be a DataNode (dfs.hosts) and who is to leave (dfs.hosts.exclude). Entries are addresses, dotted, with or without a transfer port
/// after a colon: names were resolved before, for what a DataNode calls itself proves nothing. An empty <paramref name="Include"/> lets everyone in.
/// </summary>
public sealed record NodeLists(IReadOnlyCollection<string> Include, IReadOnlyCollection<string> Exclude)
{
    public static readonly NodeLists Everyone = new([], []);

    /// <summary>
    /// Include lacks entries that could not be resolved: it lets in only those that it has, none where it is empty. The others are to come again, and are not told
    /// to end as those that are not meant to join.
    /// </summary>
    public bool IncludeIsIncomplete { get; init; }

    /// <summary>Names of either list that had no address yet, and may have one later: whoever read them looks them up again.</summary>
    public int Unresolved { get; init; }
}
