using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>
/// What put, get, cp and mv share: a destination, the last argument, and where below it each source goes. A file is written beside its
/// target as <c>_NAME.RANDOM._COPYING_</c> and renamed when it is whole. Source: Apache <c>CommandWithDestination</c>,
/// <c>CopyCommandWithMultiThread</c>.
/// </summary>
internal abstract class CopyVerb : Verb
{
    private PathItem? _destination;
    private readonly List<(PathItem Source, PathItem Target)> _entered = [];
    private CopyPool? _pool;
    private int _queue = CopyPool.DefaultQueue;

    /// <summary>Replace what is there.</summary>
    protected bool Overwrite { get; set; }

    /// <summary>Write the target at once, not beside it.</summary>
    protected bool Direct { get; set; }

    /// <summary>Write checksum files beside local targets.</summary>
    protected bool WriteChecksums { get; set; }

    /// <summary>Hold what is read against its checksums.</summary>
    protected bool VerifyChecksums { get; set; } = true;

    /// <summary>Files copied at a time.</summary>
    protected int Threads { get; set; } = 1;

    /// <summary>Replicas of what is written; null leaves it to the settings.</summary>
    protected short? Replication { get; set; }

    protected Preserved Preserve { get; set; }

    /// <summary>Set by <see cref="Verb.PrepareAsync"/>.</summary>
    protected PathItem Destination
    {
        get => _destination ?? throw new InvalidOperationException("The destination is not known yet.");
        set => _destination = value;
    }

    /// <summary>Takes the flags of a copy with several threads.</summary>
    protected void TakeThreads(Flags flags)
    {
        Threads = Math.Max(1, Number(flags.Value("t")) ?? 1);
        _queue = Number(flags.Value("q")) is { } size and > 0 ? size : CopyPool.DefaultQueue;
    }

    /// <summary>The last argument, in the file system; "." when there is only one.</summary>
    protected async ValueTask TakeDestinationAsync(List<string> args)
    {
        if (args.Count < 2)
        {
            Destination = await PathItem.FindAsync(Shell, ".").ConfigureAwait(false);
            return;
        }

        var text = args[^1];
        args.RemoveAt(args.Count - 1);
        var items = await PathItem.ExpandAsync(Shell, text).ConfigureAwait(false);
        Destination = items.Count switch
        {
            0 => throw PathException.NotFound(text),
            1 => items[0],
            _ => throw PathException.With(text, "Too many matches"),
        };
    }

    /// <summary>The last argument, on this machine; "." when there is only one.</summary>
    protected async ValueTask TakeLocalDestinationAsync(List<string> args)
    {
        var text = args.Count < 2 ? "." : args[^1];
        if (args.Count >= 2)
        {
            args.RemoveAt(args.Count - 1);
        }

        Destination = await PathItem.FindLocalAsync(Shell, text).ConfigureAwait(false);
    }

    protected override async ValueTask ProcessItemsAsync(IReadOnlyList<PathItem> items)
    {
        await CheckDestinationAsync(items.Count).ConfigureAwait(false);
        if (Threads > 1 && (items.Count > 1 || (items.Count == 1 && items[0].IsDirectory)))
        {
            _pool = new CopyPool(Threads, _queue);
        }

        try
        {
            await base.ProcessItemsAsync(items).ConfigureAwait(false);
        }
        finally
        {
            // Also when the user has had enough: each copy takes its half file away before the file systems are closed,
            // which would complete it.
            if (_pool is not null)
            {
                await _pool.WhenDoneAsync().ConfigureAwait(false);
            }
        }

        foreach (var (source, target) in _entered)
        {
            try
            {
                await Attributes.CopyAsync(source, target, Preserve, Cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (Failures.IsReportable(e))
            {
                Report(e);
            }
        }
    }

    protected override async ValueTask ProcessArgumentAsync(PathItem item)
    {
        if (item.IsDirectory && Same(item.FileSystem, Destination.FileSystem))
        {
            var target = await TargetAsync(item).ConfigureAwait(false);
            if (target.Path == item.Path)
            {
                throw PathException.With(item.Text, target.FullPath, "are identical");
            }

            if (target.Path.StartsWith(item.Path.EndsWith('/') ? item.Path : item.Path + "/", StringComparison.Ordinal))
            {
                throw PathException.With(item.Text, target.Text, "is a subdirectory of itself");
            }
        }

        await base.ProcessArgumentAsync(item).ConfigureAwait(false);
    }

    protected override async ValueTask ProcessPathAsync(PathItem item) =>
        await ProcessPathAsync(item, await TargetAsync(item).ConfigureAwait(false)).ConfigureAwait(false);

    /// <summary>One source that goes to <paramref name="target"/>.</summary>
    protected virtual async ValueTask ProcessPathAsync(PathItem source, PathItem target)
    {
        if (source.IsDirectory)
        {
            if (!Recursive)
            {
                throw PathException.IsDirectory(source.Text);
            }
        }
        else if (Direct && Same(source.FileSystem, target.FileSystem) && source.Path == target.Path)
        {
            // It would be emptied before it is read.
            throw PathException.With(source.Text, target.FullPath, "are identical");
        }
        else if (_pool is null)
        {
            await CopyFileAsync(source, target).ConfigureAwait(false);
        }
        else
        {
            await _pool.AddAsync(() => CopyAndReportAsync(source, target), Cancellation).ConfigureAwait(false);
        }
    }

    protected override async ValueTask EnterAsync(PathItem directory)
    {
        var saved = Destination;
        try
        {
            Destination = await TargetAsync(directory).ConfigureAwait(false);
            if (!Destination.Exists)
            {
                await Destination.FileSystem.MakeDirectoryAsync(Destination.Path, null, Cancellation).ConfigureAwait(false);
                await Destination.RefreshAsync(Shell).ConfigureAwait(false);
            }
            else if (!Destination.IsDirectory)
            {
                throw PathException.IsNotDirectory(Destination.Text);
            }

            await base.EnterAsync(directory).ConfigureAwait(false);
            TellLeftOut(directory);

            if (Preserve != Preserved.None)
            {
                // Only when all its files are there: each changes its time, and its mode may forbid them. The deepest come first.
                _entered.Add((directory, Destination));
            }
        }
        finally
        {
            Destination = saved;
        }
    }

    /// <summary>
    /// What a directory on this machine has and its copy has not: links to nowhere. As with Apache's they are no
    /// failure; here they are told.
    /// </summary>
    protected virtual void TellLeftOut(Exception what) => Warn(Failures.Describe(what));

    private void TellLeftOut(PathItem directory)
    {
        foreach (var (name, reason) in directory.FileSystem is LocalFileSystem local ? local.LeftOut(directory.Path) : [])
        {
            TellLeftOut(PathException.With(directory.ChildText(name), reason));
        }
    }

    /// <summary>Where a source goes: below the destination when that is, or looks like, a directory.</summary>
    protected ValueTask<PathItem> TargetAsync(PathItem source) =>
        Depth > 0 || Destination.IsDirectory || Destination.RepresentsDirectory
            ? Destination.ChildAsync(Shell, source.Name)
            : ValueTask.FromResult(Destination);

    /// <summary>Writes a target; what is there stays until the new one is whole.</summary>
    protected async ValueTask WriteAsync(Stream source, PathItem target, CopyProgress? progress)
    {
        if (target.Exists && (target.IsDirectory || !Overwrite))
        {
            throw PathException.Exists(target.Text);
        }

        await WholeFile.WriteAsync(
            target,
            Overwrite,
            new CreateOptions { Replication = Replication, WriteChecksums = WriteChecksums },
            Direct,
            async stream => await Transfer.CopyAsync(
                source, stream, progress is null ? null : progress.Add, Cancellation).ConfigureAwait(false),
            Cancellation).ConfigureAwait(false);
    }

    private async ValueTask CheckDestinationAsync(int sources)
    {
        var destination = Destination;
        if (sources > 1)
        {
            if (!destination.Exists)
            {
                throw PathException.NotFound(destination.Text);
            }

            if (!destination.IsDirectory)
            {
                throw PathException.IsNotDirectory(destination.Text);
            }
        }
        else if (destination.Exists)
        {
            if (!destination.IsDirectory && !Overwrite)
            {
                throw PathException.Exists(destination.Text);
            }
        }
        else if (!await destination.ParentExistsAsync(Shell).ConfigureAwait(false))
        {
            throw PathException.NotFound(destination.Text, destination.FullUri);
        }
    }

    private async Task CopyAndReportAsync(PathItem source, PathItem target)
    {
        try
        {
            await CopyFileAsync(source, target).ConfigureAwait(false);
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            Report(e);
        }
    }

    private async ValueTask CopyFileAsync(PathItem source, PathItem target)
    {
        var stream = await source.FileSystem.OpenReadAsync(source.Path, VerifyChecksums, Cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            using var progress = CopyProgress.Start(Shell.Streams, source.Text, source.Status!.Length);
            await WriteAsync(stream, target, progress).ConfigureAwait(false);
        }

        await Attributes.CopyAsync(source, target, Preserve, Cancellation).ConfigureAwait(false);
    }

    private static int? Number(string? text) =>
        text is null ? null : int.TryParse(text, out var number) ? number : throw new UsageException($"For input string: \"{text}\"");
}
