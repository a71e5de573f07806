namespace Hathi.Hdfs.Core.Blocks;

/// <summary>
/// Who may be a DataNode (dfs.hosts) and who is to leave (dfs.hosts.exclude). Entries are addresses, dotted, with or without a transfer port
/// after a colon: names were resolved before, for what a DataNode calls itself proves nothing. An empty <paramref name="Include"/> lets everyone in.
/// </summary>
public sealed record NodeLists(IReadOnlyCollection<string> Include, IReadOnlyCollection<string> Exclude)
{
    public static readonly NodeLists Everyone = new([], []);
}
