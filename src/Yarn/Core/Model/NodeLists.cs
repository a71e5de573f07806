using Hathi.Base;

namespace Hathi.Yarn.Core.Model;

/// <summary>
/// Which hosts may be NodeManagers (yarn.resourcemanager.nodes.include-path and exclude-path), by the names that they give themselves and by the addresses that they come from.
/// Entries that were resolved stand there with both. Source: NodesListManager.isValidNode.
/// </summary>
/// <param name="Include">Empty: all.</param>
/// <param name="Exclude">Wins over <paramref name="Include"/>.</param>
public sealed record NodeLists(IReadOnlySet<string> Include, IReadOnlySet<string> Exclude) : IHostLists
{
    /// <summary>No lists.</summary>
    public static readonly NodeLists Everyone = new(new HashSet<string>(), new HashSet<string>());

    /// <inheritdoc/>
    public int Unresolved { get; init; }

    /// <summary>Whether the host may join.</summary>
    /// <param name="host">As it calls itself.</param>
    /// <param name="address">Where it comes from, dotted; null: nobody knows.</param>
    public bool Allows(string host, string? address) =>
        !Exclude.Contains(host) && !Exclude.Contains(address ?? "") && (Include.Count == 0 || Include.Contains(host) || Include.Contains(address ?? ""));
}
