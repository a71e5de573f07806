using System.Net;
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
        var hosts = HostsFile.Read(conf, setting);
        var addresses = HostLookUps.All(hosts, Dns.GetHostAddresses);
        var entries = new List<string>(hosts.Count);
        for (var i = 0; i < hosts.Count; i++)
        {
            if (addresses[i] is { } address)
            {
                entries.Add(address);
            }
            else
            {
                log.Warn("namenode", $"{hosts[i]} of {conf.GetString(setting, "")} ({setting}) is left out: it is no host that can be resolved, with or without a port", null);
            }
        }

        return entries;
    }
}
