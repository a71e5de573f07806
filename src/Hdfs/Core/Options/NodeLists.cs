using Hathi.Base;

namespace Hathi.Hdfs.Core.Options;

/// <summary>
/// Who may be a DataNode (dfs.hosts) and who is to leave (dfs.hosts.exclude). Entries are addresses, dotted, with or without a transfer
/// port after a colon: names were resolved before, for what a DataNode calls itself proves nothing. <paramref name="Exclude"/> has the
/// names as well: to leave a node out is the safe side. An empty <paramref name="Include"/> lets everyone in.
/// </summary>
public sealed record NodeLists(IReadOnlyCollection<string> Include, IReadOnlyCollection<string> Exclude) : IHostLists
{
    public static readonly NodeLists Everyone = new([], []);

    /// <summary>
    /// Include lacks entries that could not be resolved: it lets in only those that it has, none where it is empty. The others are to come
    /// again, and are not told to end as those that are not meant to join; who runs already goes on.
    /// </summary>
    public bool IncludeIsIncomplete { get; init; }

    /// <summary>
    /// <para>Those names of Exclude that nobody had an address for: a name is all that there is to know such a node by. Two kinds of them
    /// look the same: the host is to leave, and the directory of names failed, when it must not come back into service; or the machine is
    /// gone and its line was left, when no other host is to leave for it. So one names a node</para>
    /// <para>- that gives itself the very name;</para>
    /// <para>- that gives itself the same first label where the entry has a domain and the node none, or the other way round, unless the
    /// node is known to be another host: its address was found for another name (<see cref="KnownHosts"/>), and either the directory said
    /// that there is no host of the entry's name (<see cref="NoSuchHosts"/>), or both names have that label and a domain each, which
    /// are not the same.</para>
    /// <para>An address that stands in Include as such says of no name whose it is, and nothing of what a node calls itself is
    /// evidence for it.</para>
    /// </summary>
    public IReadOnlyCollection<string> ExcludedByName { get; init; } = [];

    /// <summary>
    /// Those of <see cref="ExcludedByName"/> that the directory of names said there is no such host of: of the others it said nothing.
    /// </summary>
    public IReadOnlyCollection<string> NoSuchHosts { get; init; } = [];

    /// <summary>
    /// Hosts that are known under other names than those of <see cref="ExcludedByName"/>: an address, dotted, and a name that was found to
    /// have it, both without a port.
    /// </summary>
    public IReadOnlyCollection<(string Address, string Name)> KnownHosts { get; init; } = [];

    /// <inheritdoc/>
    public int Unresolved { get; init; }
}
