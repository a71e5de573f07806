using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Node;

/// <summary>
/// Which DataNodes may join and which are to leave: the files of dfs.hosts and dfs.hosts.exclude, each entry resolved here and now, for a
/// DataNode is known by the address that it comes from, not by what it calls itself. An entry that does not resolve is left out, with a
/// warning. Source: HostFileManager.
/// </summary>
internal static class DataNodeLists
{
    private const string ProviderKey = "dfs.namenode.hosts.provider.classname";

    /// <summary>The only provider that there is here.</summary>
    private const string Provider = "org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager";

    /// <exception cref="IOException">A file is missing or cannot be read.</exception>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static NodeLists Read(Configuration conf, INodeLog log)
    {
        Check(conf);
        return new NodeLists(Resolved(conf, "dfs.hosts", log), Resolved(conf, "dfs.hosts.exclude", log));
    }

    /// <summary>At a start, as Apache's: a file that is not there keeps no NameNode from starting, but refreshNodes asks for it.</summary>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static NodeLists AtStart(Configuration conf, INodeLog log)
    {
        try
        {
            return Read(conf, log);
        }
        catch (IOException e)
        {
            log.Warn("namenode", $"every DataNode may join: {e.Message}", null);
            return NodeLists.Everyone;
        }
    }

    private static void Check(Configuration conf)
    {
        var provider = conf.GetString(ProviderKey, Provider);
        if (provider != Provider)
        {
            throw new ConfigurationException(
                $"{ProviderKey} = {provider}: this NameNode reads the hosts of dfs.hosts and dfs.hosts.exclude as {Provider} does; "
                + "take the setting out and write one host a line.",
                null);
        }
    }

    private static List<string> Resolved(Configuration conf, string setting, INodeLog log)
    {
        var entries = new List<string>();
        foreach (var entry in HostsFile.Read(conf, setting))
        {
            if (Resolve(entry) is { } address)
            {
                entries.Add(address);
            }
            else
            {
                log.Warn("namenode", $"{entry} of {conf.GetString(setting, "")} ({setting}) is left out: it is no host that can be resolved, with or without a port", null);
            }
        }

        return entries;
    }

    /// <returns>The address as the NameNode sees a connection from there, with the port where one is named; null: there is none.</returns>
    private static string? Resolve(string entry)
    {
        var colon = entry.LastIndexOf(':');
        var host = colon < 0 ? entry : entry[..colon];
        if (colon >= 0 && !ushort.TryParse(entry.AsSpan(colon + 1), out _))
        {
            return null;
        }

        try
        {
            var addresses = Dns.GetHostAddresses(host);
            var address = Array.Find(addresses, static a => a.AddressFamily == AddressFamily.InterNetwork) ?? (addresses.Length > 0 ? addresses[0] : null);
            return address is null ? null : address.MapToIPv4() + entry[host.Length..];
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            return null;
        }
    }
}
