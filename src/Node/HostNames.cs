using System.Net;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Node;

/// <summary>
/// The hosts of dfs.hosts and dfs.hosts.exclude as they were read once, and what is known of their addresses by now: those that are unknown
/// are looked up again with each <see cref="LookUp"/>. For one thread at a time.
/// </summary>
internal sealed class HostNames
{
    private readonly IReadOnlyList<string> _include;
    private readonly IReadOnlyList<string> _exclude;
    private readonly HostAddresses _addresses;
    private readonly string[] _byName;
    private readonly string[] _noSuchHosts;

    /// <param name="include">With or without a port.</param>
    /// <param name="exclude">Likewise.</param>
    /// <param name="addresses">What was found of them now, or before.</param>
    public HostNames(IReadOnlyList<string> include, IReadOnlyList<string> exclude, HostAddresses addresses)
    {
        (_include, _exclude, _addresses) = (include, exclude, addresses);

        // Also when they are found later: what was left out by its name is not taken back by a look-up, which may say another address
        // than the node comes from.
        _byName = [.. exclude.Where(h => addresses.Of(h) is null && CanHaveAddress(h))];
        _noSuchHosts = [.. _byName.Where(addresses.IsDenied)];
    }

    /// <summary>Entries that no address is known of.</summary>
    public IEnumerable<string> Unknown => _include.Concat(_exclude).Distinct(StringComparer.Ordinal).Where(h => _addresses.Of(h) is null);

    /// <summary>
    /// The lists with what is known. What has no address is missing in the list of those that may join; those that are to leave count by
    /// their names and by their addresses.
    /// </summary>
    public NodeLists Known
    {
        get
        {
            var joining = _include.Select(_addresses.Of).OfType<string>().ToList();
            return new NodeLists(
                joining, [.. _exclude.Concat(_exclude.Select(_addresses.Of).OfType<string>()).Distinct(StringComparer.Ordinal)])
            {
                ExcludedByName = _byName,
                NoSuchHosts = _noSuchHosts,
                KnownHosts = [.. _include.Concat(Labels(_noSuchHosts)).Where(IsName).SelectMany(Host).Distinct()],
                IncludeIsIncomplete = joining.Count < _include.Count,
                Unresolved = Unknown.Count(CanHaveAddress),
            };
        }
    }

    /// <summary>Looks up what is unknown.</summary>
    /// <exception cref="IOException">That is not possible now.</exception>
    public NodeLists LookUp()
    {
        _addresses.LookUp([.. Unknown.Where(CanHaveAddress)]);
        return Known;
    }

    /// <summary>
    /// First labels of those that have a domain: to be looked up where there is no such host, for who has that name is another.
    /// </summary>
    public static IEnumerable<string> Labels(IEnumerable<string> entries)
    {
        foreach (var entry in entries.Where(IsName))
        {
            var host = WithoutPort(entry);
            if (host.IndexOf('.', StringComparison.Ordinal) is var dot and > 0 && IsName(host[..dot]))
            {
                yield return host[..dot];
            }
        }
    }

    /// <summary>What stands in front of the colon.</summary>
    public static string WithoutPort(string entry)
    {
        var colon = entry.LastIndexOf(':');
        return colon < 0 ? entry : entry[..colon];
    }

    /// <summary>What stands behind a colon is a port; else no look-up helps.</summary>
    public static bool CanHaveAddress(string entry) =>
        entry.LastIndexOf(':') is var colon && (colon < 0 || ushort.TryParse(entry.AsSpan(colon + 1), out _));

    private static bool IsName(string entry) => !IPAddress.TryParse(WithoutPort(entry), out _);

    private IEnumerable<(string Address, string Name)> Host(string entry) =>
        _addresses.Of(entry) is { } address ? [(WithoutPort(address), WithoutPort(entry))] : [];
}
