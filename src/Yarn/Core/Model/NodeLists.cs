using Hathi.Base;

namespace Hathi.Yarn.Core.Model;

/// <summary>
/// Which hosts may be NodeManagers (yarn.resourcemanager.nodes.include-path and exclude-path), by the names that they give themselves and
/// by the addresses that they come from. A host's name in the list of those that are to leave does not name others that come from its
/// address: several NodeManagers of one machine, or behind one gateway. Source: NodesListManager.isValidNode.
/// </summary>
/// <param name="Include">Names and addresses as they were written, and the addresses of names. Empty: all.</param>
/// <param name="Exclude">Names and addresses as they were written. Wins over <paramref name="Include"/>.</param>
public sealed record NodeLists(IReadOnlySet<string> Include, IReadOnlySet<string> Exclude) : IHostLists
{
    /// <summary>No lists.</summary>
    public static readonly NodeLists Everyone = new(new HashSet<string>(), new HashSet<string>());

    /// <inheritdoc/>
    public int Unresolved { get; init; }

    /// <summary>
    /// Addresses of names in <see cref="Exclude"/>: for a host that calls itself by its address, or comes from there and has the name with
    /// another domain, or none.
    /// </summary>
    public IReadOnlySet<string> ExcludedAddresses { get; init; } = new HashSet<string>();

    /// <summary>Names in <see cref="Include"/> have no address yet: who is not in the list may be one of them.</summary>
    public bool IncludeIsIncomplete { get; init; }

    /// <summary>Whether the host may join.</summary>
    /// <param name="host">As it calls itself.</param>
    /// <param name="address">Where it comes from, dotted; null: nobody knows.</param>
    public bool Allows(string host, string? address) =>
        !Excludes(host, address) && (Include.Count == 0 || Include.Contains(host) || Include.Contains(address ?? ""));

    /// <summary>Whether a host that is not allowed may turn out to be when all names have an address.</summary>
    public bool MayHave(string host, string? address) => IncludeIsIncomplete && !Excludes(host, address);

    private bool Excludes(string host, string? address) =>
        Exclude.Contains(host) || Exclude.Contains(address ?? "") || ExcludedAddresses.Contains(host)
        || (ExcludedAddresses.Contains(address ?? "")
            && Exclude.Any(e => Label(e).Equals(Label(host), StringComparison.OrdinalIgnoreCase)));

    // With or without its domain a name is that of the same machine, where the address is the same.
    private static ReadOnlySpan<char> Label(string host) =>
        host.IndexOf('.', StringComparison.Ordinal) is var dot and >= 0 ? host.AsSpan(0, dot) : host;
}
