using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-df</c>: how full a file system is.</summary>
internal sealed class Df : Verb
{
    private readonly TextTable _table = new(5);
    private bool _human;
    private JsonOutput? _json;

    public override string Name => "df";

    public override string Usage => "[-h] [--json] [<path> ...]";

    public override string Help =>
        """
        Says how large and how full the file system of each path is.
          -h  sizes as 1.5 K, 3.2 G
          --json  as a JSON array
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(0, Flags.AnyNumber, "h");
        flags.Parse(args);
        flags.Refuse(_json is null ? null : JsonOutput.Flag, "h");
        _human = flags.Has("h");
        if (args.Count == 0)
        {
            args.Add("/");
        }

        _table.AddHeader("Filesystem", "Size", "Used", "Available", "Use%");
        for (var number = 1; number <= 4; number++)
        {
            _table.RightAlign(number);
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

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        var status = await item.FileSystem.GetStatusAsync(Cancellation).ConfigureAwait(false);
        var name = item.FileSystem.Uri.Authority.Length == 0
            ? $"{item.FileSystem.Uri.Scheme}:///"
            : $"{item.FileSystem.Uri.Scheme}://{item.FileSystem.Uri.Authority}";
        if (_json is null)
        {
            var percent = (double)status.Used / status.Capacity * 100;
            _table.Add(
                name,
                HumanSize.Format(status.Capacity, _human),
                HumanSize.Format(status.Used, _human),
                HumanSize.Format(status.Remaining, _human),
                JavaDecimals.Format(percent, 0) + "%");
            return;
        }

        _json.Writer.WriteStartObject();
        _json.Writer.WriteString("filesystem", name);
        _json.Writer.WriteNumber("size", status.Capacity);
        _json.Writer.WriteNumber("used", status.Used);
        _json.Writer.WriteNumber("available", status.Remaining);
        _json.Writer.WriteEndObject();
    }
}
