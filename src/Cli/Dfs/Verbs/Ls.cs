using System.Globalization;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-ls</c>: what is there. Source: Apache <c>org.apache.hadoop.fs.shell.Ls</c>.</summary>
internal class Ls : Verb
{
    /// <summary>Column widths are taken from so many entries at a time when a directory is not sorted.</summary>
    private const int Page = 100;

    private bool _pathOnly;
    private bool _enter;
    private bool _human;
    private bool _printable;
    private bool _accessTime;
    private LsOrder? _order;
    private bool _sorted;
    private Dictionary<PathItem, string>? _policies;
    private JsonOutput? _json;
    private int _replication = 3;
    private int _length = 10;
    private int _owner;
    private int _group;
    private int _policy;

    public override string Name => "ls";

    public override string Usage => "[-C] [-d] [-h] [-q] [-R] [-t] [-S] [-r] [-u] [-e] [--json] [<path> ...]";

    public override string Help =>
        """
        Lists files and what is in directories; without a path, /user/<you>. A line is
          permissions replication owner group bytes date path
          -C  paths only
          -d  a directory itself, not what is in it
          -h  sizes as 1.5 K, 3.2 G
          -q  ? for characters that cannot be printed
          -R  directories below as well
          -t  newest first
          -S  largest first
          -r  the other way round
          -u  time of last access instead of modification
          -e  with the erasure coding policy
          --json  as a JSON array
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        _json = JsonOutput.Take(args);
        var flags = new Flags(0, Flags.AnyNumber, "C", "d", "h", "q", "R", "r", "t", "S", "u", "e");
        flags.Parse(args);
        flags.Refuse(_json is null ? null : JsonOutput.Flag, "C", "h", "q", "e");
        flags.Refuse(_json is null || flags.Has("t") ? null : JsonOutput.Flag, "u");
        _policies = flags.Has("e") ? new Dictionary<PathItem, string>() : null;
        _pathOnly = flags.Has("C");
        _enter = !flags.Has("d");
        Recursive = flags.Has("R") && _enter;
        _human = flags.Has("h");
        _printable = flags.Has("q");
        _accessTime = flags.Has("u");
        _order = new LsOrder(flags.Has("t"), flags.Has("S"), flags.Has("r"), _accessTime);
        _sorted = flags.Has("t") || flags.Has("S") || flags.Has("r");
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
        }
    }

    protected override ValueTask ProcessArgumentAsync(PathItem item) =>
        _enter && item.IsDirectory ? EnterAsync(item) : base.ProcessArgumentAsync(item);

    protected override async ValueTask EnterAsync(PathItem directory)
    {
        if (Recursive && !_sorted)
        {
            await EnterByPagesAsync(directory).ConfigureAwait(false);
        }
        else
        {
            await EnterSortedAsync(directory).ConfigureAwait(false);
        }
    }

    protected override async ValueTask ProcessAsync(IReadOnlyList<PathItem> items)
    {
        Widen(items);
        if (_policies is not null)
        {
            await FindPoliciesAsync(items, _policies).ConfigureAwait(false);
        }

        await base.ProcessAsync(items).ConfigureAwait(false);
    }

    protected override ValueTask ProcessPathAsync(PathItem item)
    {
        var status = item.Status!;
        if (_json is not null)
        {
            LsJson.Write(_json.Writer, item.Text, status);
        }
        else if (_pathOnly)
        {
            Out.Line(item.Text);
        }
        else
        {
            Out.Line(Line(item, status));
        }

        return ValueTask.CompletedTask;
    }

    private async ValueTask EnterByPagesAsync(PathItem directory)
    {
        var page = new List<PathItem>(Page);
        await foreach (var child in directory.ChildrenAsync(Shell, Cancellation).ConfigureAwait(false))
        {
            page.Add(child);
            if (page.Count == Page)
            {
                await ProcessAsync(page).ConfigureAwait(false);
                page.Clear();
            }
        }

        if (page.Count > 0)
        {
            await ProcessAsync(page).ConfigureAwait(false);
        }
    }

    private async ValueTask EnterSortedAsync(PathItem directory)
    {
        var all = new List<PathItem>();
        await foreach (var child in directory.ChildrenAsync(Shell, Cancellation).ConfigureAwait(false))
        {
            all.Add(child);
        }

        if (all.Count > 0 && !_pathOnly && _json is null && !Recursive)
        {
            Out.Line(string.Create(CultureInfo.InvariantCulture, $"Found {all.Count} items"));
        }

        all.Sort(_order);
        await ProcessAsync(all).ConfigureAwait(false);
    }

    private string Line(PathItem item, FileStatus status)
    {
        var time = Times.LocalMinutes(_accessTime ? status.AccessTime : status.ModificationTime);
        var path = _printable ? Printable.Of(item.Text) : item.Text;
        var replication = status.IsDirectory ? "-" : status.Replication.ToString(CultureInfo.InvariantCulture);
        var owner = _owner > 0 ? status.Owner.PadRight(_owner) + " " : status.Owner;
        var group = _group > 0 ? status.Group.PadRight(_group) + " " : status.Group;
        return (status.IsDirectory
            ? "d"
            : "-") + Modes.Format(status.Mode) + (status.HasAcl ? "+" : " ") + replication.PadLeft(_replication) + " " + owner + group
            + (_policies is not null
                ? Policy(item)
                : "") + HumanSize.Format(status.Length, _human).PadLeft(_length) + " " + time + " " + path;
    }

    private string Policy(PathItem item)
    {
        _policies!.Remove(item, out var policy);
        return _policy > 0 ? policy!.PadRight(_policy) + " " : policy!;
    }

    /// <summary>The policies of a page, which alone decide how wide their column is.</summary>
    private async ValueTask FindPoliciesAsync(IReadOnlyList<PathItem> items, Dictionary<PathItem, string> policies)
    {
        _policy = 0;
        foreach (var item in items)
        {
            var summary = await item.FileSystem.GetContentSummaryAsync(item.Path, Cancellation).ConfigureAwait(false);
            policies[item] = summary.ErasureCodingPolicy
                ?? throw new NotSupportedException($"FileSystem {item.FileSystem.Uri} does not support Erasure Coding");
            _policy = Math.Max(_policy, policies[item].Length);
        }
    }

    private void Widen(IReadOnlyList<PathItem> items)
    {
        foreach (var item in items)
        {
            var status = item.Status!;
            _replication = Math.Max(_replication, Digits(status.Replication));
            _length = Math.Max(_length, Digits(status.Length));
            _owner = Math.Max(_owner, status.Owner.Length);
            _group = Math.Max(_group, status.Group.Length);
        }
    }

    private static int Digits(long number)
    {
        var digits = 1;
        for (; number >= 10; number /= 10)
        {
            digits++;
        }

        return digits;
    }
}

/// <summary><c>-lsr</c>, the old name of <c>-ls -R</c>.</summary>
internal sealed class Lsr : Ls
{
    public override string Name => "lsr";

    public override string Replacement => "ls -R";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        args.Insert(0, "-R");
        return base.PrepareAsync(args);
    }
}
