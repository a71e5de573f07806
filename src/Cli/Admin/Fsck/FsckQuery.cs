using System.Net;
using System.Text;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Fsck;

/// <summary>What the command line asks, as the NameNode's page <c>/fsck</c> takes it. Source: Apache <c>DFSck.doWork</c>.</summary>
internal sealed class FsckQuery
{
    /// <summary>What adds lines to a report that its summary has not.</summary>
    private static readonly string[] NotInSummary =
        ["-files", "-blocks", "-locations", "-racks", "-replicaDetails", "-upgradedomains", "-storagepolicies", "-list-corruptfileblocks"];

    /// <summary>What stands alone, and what the page calls it.</summary>
    internal static readonly (string Flag, string Parameter)[] Flags =
    [
        ("-move", "move"), ("-delete", "delete"), ("-files", "files"), ("-openforwrite", "openforwrite"), ("-blocks", "blocks"),
        ("-locations", "locations"), ("-racks", "racks"),
        ("-replicaDetails", "replicadetails"), ("-upgradedomains", "upgradedomains"), ("-storagepolicies", "storagepolicies"),
        ("-showprogress", "showprogress"),
        ("-list-corruptfileblocks", "listcorruptfileblocks"), ("-includeSnapshots", "includeSnapshots"), ("-maintenance", "maintenance"),
        ("-replicate", "replicate"),
    ];

    private readonly StringBuilder _parameters = new();

    /// <summary>As written; "/" when none is.</summary>
    public string Path { get; private set; } = "/";

    /// <summary>Only the corrupt blocks are listed.</summary>
    public bool ListsCorrupt { get; private set; }

    /// <summary>Print a summary as JSON.</summary>
    public bool Json { get; private set; }

    /// <exception cref="UsageException">A flag is not known, or there are two paths.</exception>
    public static FsckQuery Parse(IReadOnlyList<string> args)
    {
        var query = new FsckQuery();
        string? path = null;
        for (var at = 0; at < args.Count; at++)
        {
            var arg = args[at];
            if (arg == "-blockId")
            {
                query.TakeBlockIds(args, ref at);
            }
            else if (arg == JsonOutput.Flag)
            {
                query.Json = true;
            }
            else if (Array.Find(Flags, f => f.Flag == arg) is { Flag: not null } flag)
            {
                query._parameters.Append('&').Append(flag.Parameter).Append("=1");
                query.ListsCorrupt |= arg == "-list-corruptfileblocks";
            }
            else if (arg.StartsWith('-'))
            {
                throw new UsageException($"Illegal option '{arg}'");
            }
            else
            {
                path = path is null ? arg : throw new UsageException($"can only operate on one path at a time '{arg}'");
            }
        }

        if (query.Json && args.FirstOrDefault(static a => a == "-blockId" || NotInSummary.Contains(a, StringComparer.Ordinal)) is { } other)
        {
            throw new UsageException($"{other} cannot be used with {JsonOutput.Flag}, which gives the summary");
        }

        query.Path = path ?? "/";
        return query;
    }

    /// <summary>The address to ask.</summary>
    /// <param name="nameNode">http://host:port.</param>
    /// <param name="user">Who asks.</param>
    /// <param name="path">Absolute.</param>
    public string Address(string nameNode, string user, string path) =>
        $"{nameNode}/fsck?ugi={WebUtility.UrlEncode(user)}{_parameters}&path={WebUtility.UrlEncode(path)}";

    private void TakeBlockIds(IReadOnlyList<string> args, ref int at)
    {
        var ids = new StringBuilder();
        while (at + 1 < args.Count && !args[at + 1].StartsWith('-'))
        {
            ids.Append(args[++at]).Append(' ');
        }

        _parameters.Append("&blockId=").Append(WebUtility.UrlEncode(ids.ToString()));
    }
}
