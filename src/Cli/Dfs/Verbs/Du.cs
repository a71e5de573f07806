using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-du</c>: how many bytes are below each path, once and with all replicas.</summary>
internal class Du : Verb
{
    private readonly TextTable _table = new(3);
    private bool _summary;
    private bool _human;
    private bool _withoutSnapshots;
    private JsonOutput? _json;

    public override string Name => "du";

    public override string Usage => "[-s] [-h] [-v] [-x] [--json] <path> ...";

    public override string Help =>
        """
        Says how many bytes are in each path, and how many with all replicas; for a directory, each of its entries.
          -s  a directory as one line
          -h  sizes as 1.5 K, 3.2 G
          -v  with a header
          -x  without snapshots
          --json  as a JSON array
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(0, Flags.AnyNumber, "h", "s", "v", "x");
        flags.Parse(args);
        flags.Refuse(_json is null ? null : JsonOutput.Flag, "h", "v");
        _human = flags.Has("h");
        _summary = flags.Has("s");
        _withoutSnapshots = flags.Has("x");
        if (flags.Has("v"))
        {
            _table.AddHeader("SIZE", "DISK_SPACE_CONSUMED_WITH_ALL_REPLICAS", "FULL_PATH_NAME");
        }

        if (args.Count == 0)
        {
            args.Add(".");
        }

        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        using (_json)
        {
            await base.ProcessItemsAsync(items).ConfigureAwait(false);
            _json?.WriteTo(Out);
            _table.WriteTo(Out);
        }
    }

    protected override ValueTask ProcessArgumentAsync(PathItem item)
    {
        if (!_summary && item.IsDirectory)
        {
            return EnterAsync(item);
        }

        return base.ProcessArgumentAsync(item);
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var summary = await item.FileSystem.GetContentSummaryAsync(item.Path, Cancellation).ConfigureAwait(false);
        var length = summary.Length - (_withoutSnapshots ? summary.SnapshotLength : 0);
        var consumed = summary.SpaceConsumed - (_withoutSnapshots ? summary.SnapshotSpaceConsumed : 0);
        if (_json is null)
        {
            _table.Add(HumanSize.Format(length, _human), HumanSize.Format(consumed, _human), item.Text);
            return;
        }

        _json.Writer.WriteStartObject();
        _json.Writer.WriteString("path", item.Text);
        _json.Writer.WriteNumber("length", length);
        _json.Writer.WriteNumber("spaceConsumed", consumed);
        _json.Writer.WriteEndObject();
    }
}

/// <summary><c>-dus</c>, the old name of <c>-du -s</c>.</summary>
internal sealed class Dus : Du
{
    public override string Name => "dus";

    public override string Replacement => "du -s";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        args.Insert(0, "-s");
        return base.PrepareAsync(args);
    }
}
