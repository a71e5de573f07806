using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-getmerge</c>: the files of directories, one after the other, into one local file; the destination <c>-</c> is standard output.</summary>
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
        if (ExitCode != 0)
        {
            return;
        }

        if (_target is null)
        {
            await MergeAsync(async stream => await Transfer.ToOutputAsync(stream, Out, Cancellation).ConfigureAwait(false), () => Out.Write("\n"u8)).ConfigureAwait(false);
            return;
        }

        var target = await _target.FileSystem.CreateAsync(_target.Path, new CreateOptions { Overwrite = true }, Cancellation).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            await MergeAsync(async stream => await Transfer.CopyAsync(stream, target, null, Cancellation).ConfigureAwait(false), () => target.Write("\n"u8)).ConfigureAwait(false);
        }
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

    private async ValueTask MergeAsync(Func<Stream, Task> copy, Action lineFeed)
    {
        foreach (var source in _sources)
        {
            if (source.Status!.Length > 0)
            {
                var stream = await source.FileSystem.OpenReadAsync(source.Path, Cancellation).ConfigureAwait(false);
                await using (stream.ConfigureAwait(false))
                {
                    await copy(stream).ConfigureAwait(false);
                }
            }

            if (_lineFeeds && (source.Status.Length > 0 || !_skipEmpty))
            {
                lineFeed();
            }
        }
    }
}
