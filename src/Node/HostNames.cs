using System.Net;
using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Node;

/// <summary>
/// The hosts of dfs.hosts and dfs.hosts.exclude as a NameNode found them when it started, and the addresses that are known of them by now: a name that was resolved once keeps
/// its address, the others are looked up again with each <see cref="LookUp"/>. For one thread at a time.
/// </summary>
/// <param name="include">With or without a port.</param>
/// <param name="exclude">Likewise.</param>
/// <param name="lookUp">The addresses of a name.</param>
internal sealed class HostNames(IReadOnlyList<string> include, IReadOnlyList<string> exclude, Func<string, IPAddress[]> lookUp)
{
    private readonly string[] _hosts = [.. include.Concat(exclude).Distinct(StringComparer.Ordinal)];
    private readonly Dictionary<string, string> _addresses = new(StringComparer.Ordinal);

    /// <summary>Entries that no address is known of.</summary>
    public IEnumerable<string> Unknown => _hosts.Where(h => !_addresses.ContainsKey(h));

    /// <summary>The lists with what is known. What has no address is missing in the list of those that may join, and counts by its name in that of those that are to leave.</summary>
    public NodeLists Known
    {
        get
        {
            var joining = include.Where(_addresses.ContainsKey).Select(h => _addresses[h]).ToList();
            return new NodeLists(joining, [.. exclude.Select(h => _addresses.GetValueOrDefault(h, h))])
            {
                IncludeIsIncomplete = joining.Count < include.Count,
                Unresolved = Unknown.Count(CanHaveAddress),
            };
        }
    }

    /// <summary>Looks up what is unknown.</summary>
    /// <exception cref="IOException">That is not possible now.</exception>
    public NodeLists LookUp()
    {
        var unknown = Unknown.Where(CanHaveAddress).ToList();
        var found = HostLookUps.All(unknown, lookUp);
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i] is { } address)
            {
                _addresses[unknown[i]] = address;
            }
        }

        return Known;
    }

    /// <summary>What stands behind a colon is a port; else no look-up helps.</summary>
    public static bool CanHaveAddress(string entry) => entry.LastIndexOf(':') is var colon && (colon < 0 || ushort.TryParse(entry.AsSpan(colon + 1), out _));
}
