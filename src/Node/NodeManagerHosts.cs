using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Yarn.Core.Model;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// The hosts of yarn.resourcemanager.nodes.include-path and exclude-path as they were read once: each counts by its name and by the address
/// that is known of it by now. Apache's (NodesListManager) looks up each node's own name instead, once it comes. For one thread at a time.
/// </summary>
/// <param name="include">Hosts or addresses.</param>
/// <param name="exclude">Likewise.</param>
/// <param name="addresses">What was found of them now, or before.</param>
internal sealed class NodeManagerHosts(IReadOnlyList<string> include, IReadOnlyList<string> exclude, HostAddresses addresses)
{

    /// <summary>The lists with what is known.</summary>
    public NodeLists Known => new(new HashSet<string>([.. include, .. AddressesOf(include)]), new HashSet<string>(exclude))
    {
        ExcludedAddresses = new HashSet<string>(AddressesOf(exclude)),
        IncludeIsIncomplete = include.Any(h => addresses.Of(h) is null),
        Unresolved = Unknown.Count,
    };

    private List<string> Unknown => [.. All().Where(h => addresses.Of(h) is null)];

    /// <summary>For refreshNodes: all of both files or nothing.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    public static NodeManagerHosts Read(Configuration conf, HostAddresses addresses)
    {
        var hosts = OfFiles(conf, addresses);
        addresses.LookUp([.. hosts.All()]);
        return hosts;
    }

    /// <summary>
    /// At a start, as Apache's: a file that is not there keeps no ResourceManager from starting, but refreshNodes asks for it. Names are
    /// looked up when it runs: a name server that does not answer takes many seconds a name.
    /// </summary>
    public static NodeManagerHosts AtStart(Configuration conf, HostAddresses addresses, ILogger log)
    {
        try
        {
            return OfFiles(conf, addresses);
        }
        catch (IOException e)
        {
            log.AllMayJoin(e.Message);
            return new NodeManagerHosts([], [], addresses);
        }
    }

    /// <summary>Looks up what is unknown.</summary>
    /// <exception cref="IOException">That is not possible now.</exception>
    public NodeLists LookUp()
    {
        addresses.LookUp(Unknown);
        return Known;
    }

    private static NodeManagerHosts OfFiles(Configuration conf, HostAddresses addresses) =>
        new(HostsFile.Read(conf, ResourceManagerKeys.Include), HostsFile.Read(conf, ResourceManagerKeys.Exclude), addresses);

    private IEnumerable<string> All() => include.Concat(exclude).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> AddressesOf(IReadOnlyList<string> hosts) => hosts.Select(addresses.Of).OfType<string>();
}
