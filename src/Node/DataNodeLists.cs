using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Core.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>
/// Which DataNodes may join and which are to leave: the files of dfs.hosts and dfs.hosts.exclude, each entry resolved here and now, for a
/// DataNode is known by the address that it comes from, not by what it calls itself. Apache's (HostFileManager) leaves out what does not
/// resolve; here that would tell living DataNodes to end, or take them back into service, whenever the directory of names fails.
/// </summary>
internal static class DataNodeLists
{
    private static Setting<string> Include => NameNodeKeys.Include;

    private static Setting<string> Exclude => NameNodeKeys.Exclude;

    /// <summary>
    /// For refreshNodes: all of both files or nothing. An entry that does not resolve now has the address that was found of it before. A
    /// host that is to leave and never had one is usual, for its machine is gone: it counts by its name
    /// (<see cref="NodeLists.ExcludedByName"/>), should a node of that name come, and is looked up again.
    /// </summary>
    /// <param name="conf">Names the files.</param>
    /// <param name="addresses">Those that were found before; those that are found now are added.</param>
    /// <param name="log">Is told which hosts count by their names.</param>
    /// <exception cref="RefreshException">
    /// A file is missing or cannot be read, or an entry of dfs.hosts never had an address, or one of dfs.hosts.exclude is no host.
    /// </exception>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static HostNames Read(Configuration conf, HostAddresses addresses, ILogger log)
    {
        Check(conf);
        var include = HostsFile.Read(conf, Include);
        var exclude = HostsFile.Read(conf, Exclude);
        if (exclude.FirstOrDefault(static h => !HostNames.CanHaveAddress(h)) is { } malformed)
        {
            throw new RefreshException(
                $"{WhatIsWrong(conf, Exclude, malformed)}. The lists of nodes are as they were; "
                + "mend or take out the entry, and call again.",
                null);
        }

        LookUp(include, exclude, addresses);
        if (include.FirstOrDefault(h => addresses.Of(h) is null) is { } unknown)
        {
            throw new RefreshException(
                $"{WhatIsWrong(conf, Include, unknown)}. The lists of nodes are as they were; "
                + "mend or take out the entry, or the resolving of names, and call again.",
                null);
        }

        TellOfNames(conf, exclude, addresses, log);
        return new HostNames(include, exclude, addresses);
    }

    /// <summary>
    /// At a start, as Apache's: a file that is not there keeps no NameNode from starting, nor does a name that does not resolve, but
    /// refreshNodes asks for both. What is missing of an include list lets nobody in until it is found (<see cref="HostNames.LookUp"/>).
    /// </summary>
    /// <param name="conf">Names the files.</param>
    /// <param name="addresses">Takes what is found.</param>
    /// <param name="log">Is told what is missing.</param>
    /// <exception cref="ConfigurationException">The configuration wants another provider.</exception>
    public static HostNames AtStart(Configuration conf, HostAddresses addresses, ILogger log)
    {
        Check(conf);
        var include = ReadIfThere(conf, Include, log);
        var exclude = ReadIfThere(conf, Exclude, log);
        try
        {
            LookUp(include, exclude, addresses);
        }
        catch (IOException e)
        {
            log.HostsNotLookedUp(e.Message);
        }

        foreach (var host in include.Where(h => addresses.Of(h) is null))
        {
            var until = HostNames.CanHaveAddress(host)
                ? "until its name resolves, which is tried again and again"
                : "until refreshNodes is called";
            log.HostLeftOut(WhatIsWrong(conf, Include, host), until);
        }

        TellOfNames(conf, exclude, addresses, log);
        return new HostNames(include, exclude, addresses);
    }

    private static void LookUp(IReadOnlyList<string> include, IReadOnlyList<string> exclude, HostAddresses addresses)
    {
        addresses.LookUp([.. include.Concat(exclude).Distinct(StringComparer.Ordinal).Where(HostNames.CanHaveAddress)]);
        addresses.LookUp(
            [.. HostNames.Labels(exclude.Where(h => addresses.Of(h) is null && addresses.IsDenied(h))).Distinct(StringComparer.Ordinal)]);
    }

    private static void TellOfNames(Configuration conf, IReadOnlyList<string> exclude, HostAddresses addresses, ILogger log)
    {
        foreach (var host in exclude.Where(h => addresses.Of(h) is null && HostNames.CanHaveAddress(h)))
        {
            log.NameLeftOut(WhatIsWrong(conf, Exclude, host));
        }
    }

    private static void Check(Configuration conf)
    {
        // The only provider that there is here.
        var only = NameNodeKeys.HostsProvider.Default;
        var provider = conf.Get(NameNodeKeys.HostsProvider);
        if (provider != only)
        {
            throw new ConfigurationException(
                $"{NameNodeKeys.HostsProvider} = {provider}: this NameNode reads the hosts of {Include} and {Exclude} as {only} does; "
                + "take the setting out and write one host a line.",
                null);
        }
    }

    private static IReadOnlyList<string> ReadIfThere(Configuration conf, Setting<string> setting, ILogger log)
    {
        try
        {
            return HostsFile.Read(conf, setting);
        }
        catch (IOException e)
        {
            log.NoList(setting, e.Message);
            return [];
        }
    }

    private static string WhatIsWrong(Configuration conf, Setting<string> setting, string entry) =>
        $"{entry} of {conf.Get(setting)} ({setting}) is no host that can be resolved, with or without a port";
}
