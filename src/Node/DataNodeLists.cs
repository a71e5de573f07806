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
    /// both. What is missing of an include list lets nobody in until it is found (<see cref="HostNames.LookUp"/>).
    /// </summary>
    /// <param name="conf">Names the files.</param>
    /// <param name="lookUp">The addresses of a name.</param>
    /// <param name="log">Is told what is missing.</param>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static HostNames AtStart(Configuration conf, Func<string, IPAddress[]> lookUp, INodeLog log)
    {
        Check(conf);
        var include = ReadIfThere(conf, Include, log);
        var names = new HostNames(include, ReadIfThere(conf, Exclude, log), lookUp);
        try
        {
            names.LookUp();
        }
        catch (IOException e)
        {
            log.Warn("namenode", e.Message, null);
        }

        foreach (var host in names.Unknown.Where(include.Contains))
        {
            var until = HostNames.CanHaveAddress(host) ? "until its name resolves, which is tried again and again" : "until refreshNodes is called";
            log.Warn("namenode", $"{WhatIsWrong(conf, Include, host)}. It is left out {until}", null);
        }

        return names;
    }

    // A host that is to leave and has no address any more is usual: its machine is gone. It counts by its name, should a node of that name come.
    private static string[] Kept(Configuration conf)
    {
        var hosts = HostsFile.Read(conf, Exclude);
        if (hosts.FirstOrDefault(static h => !HostNames.CanHaveAddress(h)) is { } malformed)
        {
            throw new IOException($"{WhatIsWrong(conf, Exclude, malformed)}. The lists of nodes are as they were; mend or take out the entry, and call again.");
        }

        return [.. HostLookUps.All(hosts, Dns.GetHostAddresses).Select((address, i) => address ?? hosts[i])];
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

    private static IReadOnlyList<string> ReadIfThere(Configuration conf, string setting, INodeLog log)
    {
        try
        {
            return HostsFile.Read(conf, setting);
        }
        catch (IOException e)
        {
            log.Warn("namenode", $"no list of {setting} is in effect: {e.Message}", null);
            return [];
        }
    }

    private static string WhatIsWrong(Configuration conf, string setting, string entry) =>
        $"{entry} of {conf.GetString(setting, "")} ({setting}) is no host that can be resolved, with or without a port";
}
