using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Client;
using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Node;

/// <summary>
/// Which DataNodes may join and which are to leave: the files of dfs.hosts and dfs.hosts.exclude, each entry resolved here and now, for a
/// DataNode is known by the address that it comes from, not by what it calls itself. Apache's (HostFileManager) leaves out what does not resolve; here
/// that would tell living DataNodes to end, or take them back into service, whenever the directory of names fails.
/// </summary>
internal static class DataNodeLists
{
    private const string ProviderKey = "dfs.namenode.hosts.provider.classname";

    private const string Include = "dfs.hosts";
    private const string Exclude = "dfs.hosts.exclude";

    /// <summary>The only provider that there is here.</summary>
    private const string Provider = "org.apache.hadoop.hdfs.server.blockmanagement.HostFileManager";

    /// <summary>For refreshNodes: all of both files or nothing.</summary>
    /// <exception cref="IOException">A file is missing or cannot be read, or an entry of dfs.hosts does not resolve.</exception>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static NodeLists Read(Configuration conf)
    {
        Check(conf);
        return new NodeLists(Resolved(conf, Include), Kept(conf));
    }

    /// <summary>
    /// At a start, as Apache's: a file that is not there keeps no NameNode from starting, nor does a name that does not resolve, but refreshNodes asks for
    /// both. What is missing of an include list lets nobody in.
    /// </summary>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static NodeLists AtStart(Configuration conf, INodeLog log)
    {
        Check(conf);
        var (include, isIncomplete) = Resolvable(conf, Include, log);
        return new NodeLists(include, KeptAtStart(conf, log)) { IncludeIsIncomplete = isIncomplete };
    }

    // A host that is to leave and has no address any more is usual: its machine is gone. It counts by its name, should a node of that name come.
    private static string[] Kept(Configuration conf)
    {
        var hosts = HostsFile.Read(conf, Exclude);
        if (hosts.FirstOrDefault(static h => h.LastIndexOf(':') is >= 0 and var colon && !ushort.TryParse(h.AsSpan(colon + 1), out _)) is { } malformed)
        {
            throw new IOException($"{WhatIsWrong(conf, Exclude, malformed)}. The lists of nodes are as they were; mend or take out the entry, and call again.");
        }

        return [.. HostLookUps.All(hosts, Dns.GetHostAddresses).Select((address, i) => address ?? hosts[i])];
    }

    private static string[] KeptAtStart(Configuration conf, INodeLog log)
    {
        try
        {
            var hosts = HostsFile.Read(conf, Exclude);
            return [.. Found(hosts, log).Select((address, i) => address ?? hosts[i])];
        }
        catch (IOException e)
        {
            log.Warn("namenode", $"no list of {Exclude} is in effect: {e.Message}", null);
            return [];
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

    private static string[] Resolved(Configuration conf, string setting)
    {
        var hosts = HostsFile.Read(conf, setting);
        var addresses = HostLookUps.All(hosts, Dns.GetHostAddresses);
        var unknown = Array.IndexOf(addresses, null);
        return unknown < 0 ? [.. addresses.OfType<string>()] : throw new IOException(
            $"{WhatIsWrong(conf, setting, hosts[unknown])}. The lists of nodes are as they were; mend or take out the entry, or the resolving of names, and call again.");
    }

    // What resolves, and whether something did not.
    private static (List<string> Entries, bool IsIncomplete) Resolvable(Configuration conf, string setting, INodeLog log)
    {
        IReadOnlyList<string> hosts;
        try
        {
            hosts = HostsFile.Read(conf, setting);
        }
        catch (IOException e)
        {
            log.Warn("namenode", $"no list of {setting} is in effect: {e.Message}", null);
            return ([], false);
        }

        var addresses = Found(hosts, log);
        for (var i = 0; i < hosts.Count; i++)
        {
            if (addresses[i] == null)
            {
                log.Warn("namenode", $"{WhatIsWrong(conf, setting, hosts[i])}. It is left out until refreshNodes is called", null);
            }
        }

        var entries = addresses.OfType<string>().ToList();
        return (entries, entries.Count < hosts.Count);
    }

    private static string?[] Found(IReadOnlyList<string> hosts, INodeLog log)
    {
        try
        {
            return HostLookUps.All(hosts, Dns.GetHostAddresses);
        }
        catch (IOException e)
        {
            log.Warn("namenode", e.Message, null);
            return new string?[hosts.Count];
        }
    }

    private static string WhatIsWrong(Configuration conf, string setting, string entry) =>
        $"{entry} of {conf.GetString(setting, "")} ({setting}) is no host that can be resolved, with or without a port";
}
