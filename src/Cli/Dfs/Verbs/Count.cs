using System.Text;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-count</c>: directories, files and bytes below each path, and quotas.</summary>
internal sealed class Count : Verb
{
    private SummaryColumns _columns;
    private bool _quotas;
    private bool _quotasOnly;
    private bool _withoutSnapshots;
    private bool _policy;
    private bool _snapshots;
    private string[]? _types;
    private JsonOutput? _json;

    public override string Name => "count";

    public override string Usage => "[-q] [-h] [-v] [-t [<storage type>]] [-u] [-x] [-e] [-s] [--json] <path> ...";

    public override string Help =>
        """
        Counts what is below each path: DIR_COUNT FILE_COUNT CONTENT_SIZE PATHNAME.
          -q  first QUOTA REM_QUOTA SPACE_QUOTA REM_SPACE_QUOTA
          -u  those only
          -t [<storage type>]  with -q or -u: the quotas of storage types (ssd,disk,archive,provided,nvdimm or all)
          -h  numbers as 1.5 K, 3.2 G
          -v  with a header
          -x  without snapshots
          -e  with the erasure coding policy
          -s  with what snapshots hold
          --json  as a JSON array
        """;

    private bool WithCounts => !_quotasOnly && _types is null;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(1, Flags.AnyNumber, "q", "h", "v", "u", "x", "e", "s").WithValue("t");
        flags.Parse(args);
        flags.Refuse(_json is null ? null : JsonOutput.Flag, "q", "u", "t", "e", "s", "h", "v");
        _columns = new SummaryColumns(flags.Has("h"));
        _quotas = flags.Has("q") || flags.Has("u");
        _quotasOnly = flags.Has("u");
        _policy = flags.Has("e");
        _snapshots = flags.Has("s");
        _withoutSnapshots = flags.Has("x");
        if (_quotas)
        {
            _types = flags.Value("t") is { } list ? SummaryColumns.ParseTypes(list) : null;
            if (_withoutSnapshots)
            {
                Out.Line("q or u option is given, the -x option is ignored.");
                _withoutSnapshots = false;
            }
        }

        if (flags.Has("v"))
        {
            Out.Line(Header());
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
        if (_json is null)
        {
            Out.Line(Line(summary) + item.Text);
        }
        else
        {
            WriteJson(_json, item, _withoutSnapshots ? Without(summary) : summary);
        }
    }

    private string Header() => new StringBuilder()
        .Append(_types is not null ? SummaryColumns.TypesHeader(_types) : _quotas ? SummaryColumns.QuotasHeader : "")
        .Append(WithCounts ? SummaryColumns.CountsHeader : "")
        .Append(_policy ? SummaryColumns.PolicyHeader : "")
        .Append(_snapshots ? SummaryColumns.SnapshotsHeader : "")
        .Append("PATHNAME")
        .ToString();

    private string Line(ContentSummary summary) => new StringBuilder()
        .Append(_types is not null ? _columns.Types(summary, _types) : _quotas ? _columns.Quotas(summary) : "")
        .Append(WithCounts ? _columns.Counts(summary, _withoutSnapshots) : "")
        .Append(_policy ? SummaryColumns.Policy(summary) : "")
        .Append(_snapshots ? _columns.Snapshots(summary) : "")
        .ToString();

    private static ContentSummary Without(ContentSummary summary) => summary with
    {
        DirectoryCount = summary.DirectoryCount - summary.SnapshotDirectoryCount,
        FileCount = summary.FileCount - summary.SnapshotFileCount,
        Length = summary.Length - summary.SnapshotLength,
        SpaceConsumed = summary.SpaceConsumed - summary.SnapshotSpaceConsumed,
    };

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
