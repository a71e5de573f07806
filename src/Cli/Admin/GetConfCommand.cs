using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.Cli.Admin;

/// <summary><c>hathi getconf</c>: what the configuration says. Output and exit codes: Apache's <c>GetConf</c>.</summary>
internal static class GetConfCommand
{
    private const int DefaultPort = 8020;

    internal static readonly (string Name, string Word, string Text, Func<Configuration, string, string> Value)[] Verbs =
    [
        ("-namenodes", "", "gets list of namenodes in the cluster.", static (c, _) => string.Join(' ', NameNodes(c).Select(HostOf))),
        ("-secondaryNameNodes", "", "gets list of secondary namenodes in the cluster.", static (c, _) =>
            HostOf(c.Get(HdfsKeys.SecondaryAddress))),
        ("-backupNodes", "", "gets list of backup nodes in the cluster.", static (c, _) => HostOf(c.Get(HdfsKeys.BackupAddress))),
        ("-journalNodes", "", "gets list of journal nodes in the cluster.", static (c, _) => string.Join(' ', JournalNodes(c))),
        ("-includeFile", "", "gets the include file path that defines the datanodes that can join the cluster.", static (c, _) =>
            Key(c, NameNodeKeys.Include.Name)),
        ("-excludeFile", "", "gets the exclude file path that defines the datanodes that need to decommissioned.", static (c, _) =>
            Key(c, NameNodeKeys.Exclude.Name)),
        ("-nnRpcAddresses", "", "gets the namenode rpc addresses", static (c, _) => string.Join('\n', NameNodes(c))),
        ("-confKey", "[key]", "gets a specific key from the configuration", Key),
    ];

    private static string Usage =>
        "hdfs getconf is utility for getting configuration information from the config file.\n\nhadoop getconf \n"
        + string.Concat(Verbs.Select(static v => $"\t[{v.Name}{(v.Word.Length > 0 ? " " + v.Word : "")}]\t\t\t{v.Text}\n"));

    /// <summary>Runs it with the streams of this process.</summary>
    public static Task<int> RunAsync(string[] args) => RunAsync(args, ShellStreams.OfProcess());

    /// <summary>Runs it.</summary>
    /// <param name="args">What follows <c>hathi getconf</c>.</param>
    /// <param name="streams">Of this run.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams) => CommandFrame.RunAsync(
        "getconf", args, streams, options =>
    {
        var code = Run(options.Rest, options.Configure, streams);
        streams.Out.Flush();
        return Task.FromResult(code);
    });

    private static int Run(IReadOnlyList<string> words, Func<Configuration> configure, ShellStreams streams)
    {
        if (words is ["-help" or "--help" or "-h"])
        {
            streams.Out.Line(Usage);
            return ExitCodes.Ok;
        }

        var verb = Array.Find(Verbs, v => words.Count > 0 && v.Name.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (verb.Value is null)
        {
            streams.ErrorLine(Usage);
            return ExitCodes.Usage;
        }

        if (words.Count != (verb.Word.Length > 0 ? 2 : 1))
        {
            streams.ErrorLine(verb.Word.Length > 0 ? $"usage: {verb.Name} {verb.Word}" : $"Did not expect argument: {words[1]}");
            return ExitCodes.Usage;
        }

        try
        {
            streams.Out.Line(verb.Value(configure(), words[^1]));
            return ExitCodes.Ok;
        }
        catch (ConfigurationException e)
        {
            streams.ErrorLine(e.Message);
            return ExitCodes.Usage;
        }
    }

    private static string Key(Configuration configuration, string name) =>
        configuration.Get(name)?.Trim() ?? throw new ConfigurationException($"Configuration {name} is missing.", null);

    // Of each name service, or of the one NameNode. Source: DFSUtil.getNNServiceRpcAddressesForCluster.
    private static List<string> NameNodes(Configuration configuration)
    {
        var internals = configuration.Get(HdfsKeys.InternalNameServices);
        var services = internals.Count > 0 ? internals : configuration.Get(HdfsKeys.NameServices);
        var suffixes = services.Count == 0 ? [""] : services.SelectMany(s =>
            configuration.Get(HdfsKeys.NameNodesOf.For(s)).Select(n => $".{s}.{n}").DefaultIfEmpty("." + s)).ToList();
        var found = suffixes
            .Select(s => configuration.Get(HdfsKeys.ServiceAddress.Name + s) ?? configuration.Get(HdfsKeys.NameNodeAddress.Name + s))
            .OfType<string>().ToList();
        if (found.Count == 0 && Uri.TryCreate(configuration.Get(HdfsKeys.DefaultFileSystem), UriKind.Absolute, out var uri)
            && uri is { Scheme: "hdfs", Host.Length: > 0 })
        {
            found.Add($"{uri.Host}:{(uri.Port > 0 ? uri.Port : DefaultPort)}");
        }

        return found.Count > 0 ? [.. found.Select(static a => a.Trim())] : throw new ConfigurationException(
            $"Incorrect configuration: namenode address {HdfsKeys.ServiceAddress} or {HdfsKeys.NameNodeAddress} is not configured.", null);
    }

    // qjournal://host:port;host:port/name
    private static IEnumerable<string> JournalNodes(Configuration configuration)
    {
        const string Scheme = "qjournal://";
        return configuration.GetString(NameNodeKeys.SharedEditsDirectory.Name, "") is var directory
            && directory.StartsWith(Scheme, StringComparison.Ordinal)
            ? directory[Scheme.Length..].Split('/')[0].Split(';').Select(HostOf)
            : [];
    }

    private static string HostOf(string address) => address.LastIndexOf(':') is > 0 and var colon ? address[..colon] : address;
}
