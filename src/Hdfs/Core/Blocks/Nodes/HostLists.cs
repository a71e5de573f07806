using System.Globalization;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Options;

namespace Hathi.Hdfs.Core.Blocks.Nodes;

/// <summary>The include and exclude lists in the form that a DataNode is looked up by (HostFileManager).</summary>
internal sealed class HostLists(NodeLists lists)
{
    private readonly HashSet<string> _include = new(lists.Include, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _exclude = new(lists.Exclude, StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, string> _byLabel = lists.ExcludedByName.ToLookup(WithoutDomain, StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _noSuchHosts = new(lists.NoSuchHosts, StringComparer.OrdinalIgnoreCase);
    private readonly ILookup<string, string> _knownHosts = lists.KnownHosts.ToLookup(
        static h => h.Address, static h => h.Name, StringComparer.Ordinal);

    /// <summary>What it was made of.</summary>
    public NodeLists Source { get; } = lists;

    /// <summary>Only those named may be DataNodes.</summary>
    public bool HasIncludes => _include.Count > 0 || IncludeIsIncomplete;

    /// <summary>See <see cref="NodeLists.IncludeIsIncomplete"/>.</summary>
    public bool IncludeIsIncomplete { get; } = lists.IncludeIsIncomplete;

    public bool IsIncluded(DataNodeId node) => !HasIncludes || Has(_include, node.Address, node);

    /// <summary>
    /// Also by the name that the node gives itself, for to leave a node out is the safe side; see <see cref="NodeLists.ExcludedByName"/>.
    /// </summary>
    public bool IsExcluded(DataNodeId node) =>
        Has(_exclude, node.Address, node) || Has(_exclude, node.HostName, node) || (_byLabel.Count > 0 && IsExcludedByName(node));

    /// <summary>Included places at which no DataNode has ever been.</summary>
    /// <returns>A port of null: the entry names none.</returns>
    public IEnumerable<(string Address, int? Port)> NeverSeen(DataNodeRegistry nodes) =>
        _include.Select(Parse).Where(e => e.Port is { } port ? nodes.AtEndpoint(e.Host, port) is null : nodes.AtAddress(e.Host).Count == 0);

    /// <summary>An address or host with or without a transfer port.</summary>
    /// <returns>The port is null where none is named, -1 where it is no number.</returns>
    public static (string Host, int? Port) Parse(string entry)
    {
        var colon = entry.LastIndexOf(':');
        return colon < 0
            ? (entry, null)
            : (entry[..colon], int.TryParse(entry.AsSpan(colon + 1), CultureInfo.InvariantCulture, out var port) ? port : -1);
    }

    private bool IsExcludedByName(DataNodeId node)
    {
        var label = WithoutDomain(node.HostName);
        return label.AsSpan().ContainsAnyExceptInRange('0', '9')
            && _byLabel[label]
                .Concat(_byLabel[$"{label}:{node.TransferPort}"])
                .Any(entry => (label == node.HostName || IsShort(entry)) && !IsAnother(node.Address, entry));
    }

    /// <summary>Whether the host at an address is known to be another than an entry of which only the name is known.</summary>
    private bool IsAnother(string address, string entry)
    {
        var host = Parse(entry).Host;
        var isDenied = _noSuchHosts.Contains(entry);
        return _knownHosts[address].Any(name => !Same(name, host) && (isDenied || AreFull(name, host)));
    }

    // Two full names are one host only when they are the same; a short one may be that of any domain.
    private static bool AreFull(string name, string other) =>
        !IsShort(name) && !IsShort(other) && Same(WithoutDomain(name), WithoutDomain(other));

    private static bool IsShort(string entry) => WithoutDomain(entry) == entry;

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string WithoutDomain(string entry)
    {
        var dot = entry.IndexOf('.', StringComparison.Ordinal);
        var colon = entry.LastIndexOf(':');
        return dot < 0 ? entry : colon < 0 ? entry[..dot] : entry[..dot] + entry[colon..];
    }

    private static bool Has(HashSet<string> entries, string host, DataNodeId node) =>
        entries.Count > 0 && (entries.Contains(host) || entries.Contains($"{host}:{node.TransferPort}"));
}
