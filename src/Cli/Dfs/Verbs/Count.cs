using Hathi.Cli.Dfs.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-count</c>: directories, files and bytes below each path, and quotas. Source: Apache <c>Count</c>, <c>ContentSummary</c>, <c>QuotaUsage</c>.</summary>
internal sealed class Count : Verb
{
    private bool _quotas;
    private bool _quotasOnly;
    private bool _human;
    private JsonOutput? _json;

    public override string Name => "count";

    public override string Usage => "[-q] [-h] [-v] [-t [<storage type>]] [-u] [-x] [-e] [-s] [--json] <path> ...";

    public override string Help =>
        """
        Counts what is below each path: DIR_COUNT FILE_COUNT CONTENT_SIZE PATHNAME.
          -q  first QUOTA REM_QUOTA SPACE_QUOTA REM_SPACE_QUOTA
          -u  those only
          -h  numbers as 1.5 K, 3.2 G
          -v  with a header
          -x  without snapshots
          --json  as a JSON array
        Not there yet: -t (storage types), -e (erasure coding), -s (snapshots).
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(1, Flags.AnyNumber, "q", "h", "v", "u", "x", "e", "s").WithValue("t");
        flags.Parse(args);
        _quotas = flags.Has("q");
        _quotasOnly = flags.Has("u");
        _human = flags.Has("h");
        if (flags.Has("e") || flags.Has("s") || (flags.Value("t") is not null && (_quotas || _quotasOnly)))
        {
            throw new PlatformNotSupportedException("Storage types, erasure coding and snapshots are not there yet; leave out -t, -e and -s.");
        }

        if ((_quotas || _quotasOnly) && flags.Has("x"))
        {
            Out.Line("q or u option is given, the -x option is ignored.");
        }

        if (flags.Has("v") && _json is null)
        {
            var quotas = _quotas || _quotasOnly ? Quotas("QUOTA", "REM_QUOTA", "SPACE_QUOTA", "REM_SPACE_QUOTA") : "";
            Out.Line(quotas + (_quotasOnly ? "" : Counts("DIR_COUNT", "FILE_COUNT", "CONTENT_SIZE")) + "PATHNAME");
        }

        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        using (_json)
        {
            await base.ProcessItemsAsync(items).ConfigureAwait(false);
            _json?.WriteTo(Out);
        }
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var summary = await item.FileSystem.GetContentSummaryAsync(item.Path, Cancellation).ConfigureAwait(false);
        if (_json is not null)
        {
            WriteJson(_json, item, summary);
            return;
        }

        Out.Line((_quotas || _quotasOnly ? Quotas(summary) : "") + (_quotasOnly ? "" : Counts(summary)) + item.Text);
    }

    private string Quotas(ContentSummary summary)
    {
        var (quota, left, space, spaceLeft) = ("none", "inf", "none", "inf");
        if (summary.Quota > 0)
        {
            quota = HumanSize.Format(summary.Quota, _human);
            left = HumanSize.Format(summary.Quota - summary.FileCount - summary.DirectoryCount, _human);
        }

        if (summary.SpaceQuota >= 0)
        {
            space = HumanSize.Format(summary.SpaceQuota, _human);
            spaceLeft = HumanSize.Format(summary.SpaceQuota - summary.SpaceConsumed, _human);
        }

        return Quotas(quota, left, space, spaceLeft);
    }

    private string Counts(ContentSummary summary) =>
        Counts(HumanSize.Format(summary.DirectoryCount, _human), HumanSize.Format(summary.FileCount, _human), HumanSize.Format(summary.Length, _human));

    private static string Quotas(string quota, string left, string space, string spaceLeft) => $"{quota,12} {left,15} {space,15} {spaceLeft,15} ";

    private static string Counts(string directories, string files, string size) => $"{directories,12} {files,12} {size,18} ";

    private static void WriteJson(JsonOutput json, PathItem item, ContentSummary summary)
    {
        json.Writer.WriteStartObject();
        json.Writer.WriteString("path", item.Text);
        json.Writer.WriteNumber("directories", summary.DirectoryCount);
        json.Writer.WriteNumber("files", summary.FileCount);
        json.Writer.WriteNumber("length", summary.Length);
        json.Writer.WriteNumber("spaceConsumed", summary.SpaceConsumed);
        json.Writer.WriteNumber("quota", summary.Quota);
        json.Writer.WriteNumber("spaceQuota", summary.SpaceQuota);
        json.Writer.WriteEndObject();
    }
}
