using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-moveFromLocal</c>: as put, and then the local file is deleted.</summary>
internal sealed class MoveFromLocal() : Put("moveFromLocal")
{
    private int _linksPassed;

    public override string Usage => "[-f] [-p] [-l] [-d] <localsrc> ... <dst>";

    public override string Help => "As -put, but each local file is deleted when it is copied.";

    protected override ValueTask PrepareAsync(List<string> args) =>
        args.Find(static arg => arg is "-t" or "-q") is { } threads ? throw Flags.Illegal(threads) : base.PrepareAsync(args);

    protected override ValueTask ProcessPathAsync(PathItem source, PathItem target) =>
        target.IsDirectory ? throw PathException.Exists(target.Text) : base.ProcessPathAsync(source, target);

    /// <summary>What lies behind a link is copied, but it is not what was to be moved: it stays, and the link goes.</summary>
    protected override async ValueTask EnterAsync(PathItem directory)
    {
        var link = new DirectoryInfo(directory.Path).LinkTarget is null ? 0 : 1;
        _linksPassed += link;
        try
        {
            await base.EnterAsync(directory).ConfigureAwait(false);
        }
        finally
        {
            _linksPassed -= link;
        }
    }

    /// <summary>It is not gone with the rest: the directory was not moved whole.</summary>
    protected override void TellLeftOut(Exception what) => Report(what);

    protected override async ValueTask AfterPathAsync(PathItem item)
    {
        if (_linksPassed > 0)
        {
            return;
        }

        if (!await item.FileSystem.DeleteAsync(item.Path, recursive: false, Cancellation).ConfigureAwait(false))
        {
            throw PathException.Failed("remove", item.Text);
        }
    }
}
