namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-moveFromLocal</c>: as put, and then the local file is deleted.</summary>
internal sealed class MoveFromLocal() : Put("moveFromLocal")
{
    public override string Usage => "[-f] [-p] [-l] [-d] <localsrc> ... <dst>";

    public override string Help => "As -put, but each local file is deleted when it is copied.";

    protected override ValueTask PrepareAsync(List<string> args) =>
        args.Find(static arg => arg is "-t" or "-q") is { } threads ? throw Flags.Illegal(threads) : base.PrepareAsync(args);

    protected override ValueTask ProcessPathAsync(PathItem source, PathItem target) =>
        target.IsDirectory ? throw PathException.Exists(target.Text) : base.ProcessPathAsync(source, target);

    protected override async ValueTask AfterPathAsync(PathItem item)
    {
        if (!await item.FileSystem.DeleteAsync(item.Path, recursive: false, Cancellation).ConfigureAwait(false))
        {
            throw PathException.Failed("remove", item.Text);
        }
    }
}
