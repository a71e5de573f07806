using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary>
/// <c>-getmerge</c>: the files of directories, one after the other, into one local file; the destination <c>-</c> is standard output.
/// </summary>
internal sealed class Getmerge : Verb
{
    private const string StandardOutput = "-";
    private readonly List<PathItem> _sources = [];
    private PathItem? _target;
    private bool _lineFeeds;
    private bool _skipEmpty;

    public override string Name => "getmerge";

    public override string Usage => "[-nl] [-skip-empty-file] <src> <localdst>";

    public override string Help =>
        """
        Writes the files of directories, in name order, into one local file; the destination - is standard output.
          -nl  a line feed behind each file
          -skip-empty-file  none behind empty ones
        """;

    protected override async ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(2, Flags.AnyNumber, "nl", "skip-empty-file");
        flags.Parse(args);
        _lineFeeds = flags.Has("nl");
        _skipEmpty = flags.Has("skip-empty-file");
        var text = args[^1];
        args.RemoveAt(args.Count - 1);
        if (text == StandardOutput)
        {
            return;
        }

        _target = await PathItem.FindLocalAsync(Shell, text).ConfigureAwait(false);
        if (_target.IsDirectory)
        {
            throw PathException.IsDirectory(_target.Text);
        }
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        await base.ProcessItemsAsync(items).ConfigureAwait(false);
        if (ExitCode != 0 || Errors > 0)
        {
            // A part could not be found or listed: half of what was meant is not put in the place of what is there.
            return;
        }

        if (_target is null)
        {
            await MergeAsync(
                async stream => await Transfer.ToOutputAsync(stream, Out, Cancellation).ConfigureAwait(false),
                () => Out.Write("\n"u8)).ConfigureAwait(false);
            return;
        }

        await WholeFile.WriteAsync(
            _target,
            replace: true,
            CreateOptions.Default,
            direct: false,
            async target => await MergeAsync(
                async stream => await Transfer.CopyAsync(stream, target, null, Cancellation).ConfigureAwait(false),
                () => target.Write("\n"u8)).ConfigureAwait(false),
            Cancellation).ConfigureAwait(false);
    }

    protected override ValueTask ProcessMissingAsync(PathItem item)
    {
        // Nothing is written when a part is missing.
        ExitCode = ExitCodes.Failed;
        return base.ProcessMissingAsync(item);
    }

    protected override ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            return Depth == 0 ? EnterAsync(item) : ValueTask.CompletedTask;
        }

        _sources.Add(item);
        return ValueTask.CompletedTask;
    }

    /// <summary>In the order in which patterns are expanded too: what is merged does not hang on how a directory was named.</summary>
    protected override async ValueTask EnterAsync(PathItem directory)
    {
        var first = _sources.Count;
        await base.EnterAsync(directory).ConfigureAwait(false);
        _sources.Sort(first, _sources.Count - first, Comparer<PathItem>.Create(static (a, b) => UriOrder.Instance.Compare(a.Path, b.Path)));
    }

    private async ValueTask MergeAsync(Func<Stream, Task> copy, Action lineFeed)
    {
        foreach (var source in _sources)
        {
            // A file that is being written has a length only when it is opened: its DataNodes know it.
            var stream = await source.FileSystem.OpenReadAsync(source.Path, Cancellation).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
            {
                await copy(stream).ConfigureAwait(false);
                if (_lineFeeds && (stream.Length > 0 || !_skipEmpty))
                {
                    lineFeed();
                }
            }
        }
    }
}
