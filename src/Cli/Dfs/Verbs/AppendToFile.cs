using Hathi.Base;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-appendToFile</c>: local files, or standard input, behind what a file has.</summary>
internal sealed class AppendToFile : CopyVerb
{
    private const string StandardInput = "-";
    private bool _fromInput;
    private bool _newBlock;

    public override string Name => "appendToFile";

    public override string Usage => "[-n] <localsrc> ... <dst>";

    public override string Help =>
        """
        Appends local files to <dst>, which is made when it is not there; - is standard input.
          -n  in a new block, even if the last one has room
        """;

    protected override async ValueTask PrepareAsync(List<string> args)
    {
        if (args.Count < 2)
        {
            throw new RefusedException("missing destination argument");
        }

        var flags = new Flags(2, Flags.AnyNumber, "n");
        flags.Parse(args);
        _newBlock = flags.Has("n");
        await TakeDestinationAsync(args).ConfigureAwait(false);
    }

    protected override async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg)
    {
        if (arg == StandardInput)
        {
            _fromInput = true;
            return [];
        }

        return [await PathItem.FindLocalAsync(Shell, arg).ConfigureAwait(false)];
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        if (_fromInput && items.Count > 0)
        {
            throw new RefusedException("stdin (-) must be the sole input argument when present");
        }

        foreach (var item in items)
        {
            if (!item.Exists || item.IsDirectory)
            {
                throw item.Exists ? PathException.IsDirectory(item.Text) : PathException.NotFound(item.Text);
            }

            if (Same(item.FileSystem, Destination.FileSystem) && item.Path == Destination.Path)
            {
                // It would be read as fast as it grows.
                throw PathException.With(item.Text, Destination.FullPath, "are identical");
            }
        }

        var target = Destination.Exists
            ? await Destination.FileSystem.AppendAsync(Destination.Path, _newBlock, Cancellation).ConfigureAwait(false)
            : await Destination.FileSystem.CreateAsync(Destination.Path, CreateOptions.Default, Cancellation).ConfigureAwait(false);
        await using (target.ConfigureAwait(false))
        {
            if (_fromInput)
            {
                await AppendAsync(Shell.Streams.OpenInput(), "standard input", 0, target).ConfigureAwait(false);
            }

            foreach (var item in items)
            {
                var source = await item.FileSystem.OpenReadAsync(item.Path, Cancellation).ConfigureAwait(false);
                await AppendAsync(source, item.Text, item.Status!.Length, target).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask AppendAsync(Stream source, string name, long length, FileWriteStream target)
    {
        await using (source.ConfigureAwait(false))
        {
            using var progress = CopyProgress.Start(Shell.Streams, name, length);
            await Transfer.CopyAsync(source, target, progress is null ? null : progress.Add, Cancellation).ConfigureAwait(false);
        }
    }
}
