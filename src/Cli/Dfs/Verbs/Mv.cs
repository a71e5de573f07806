using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-mv</c>: renames inside one file system.</summary>
internal sealed class Mv : CopyVerb
{
    public override string Name => "mv";

    public override string Usage => "<src> ... <dst>";

    public override string Help => "Renames files and directories, or moves them into the directory <dst>. Nothing is replaced.";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        new Flags(2, Flags.AnyNumber).Parse(args);
        return TakeDestinationAsync(args);
    }

    protected override async ValueTask ProcessPathAsync(PathItem source, PathItem target)
    {
        if (!Same(source.FileSystem, target.FileSystem))
        {
            throw PathException.With(source.Text, "Does not match target filesystem");
        }

        if (target.Exists)
        {
            throw PathException.Exists(target.Text);
        }

        if (!await target.FileSystem.RenameAsync(source.Path, target.Path, Cancellation).ConfigureAwait(false))
        {
            throw PathException.Failed(source.Text);
        }
    }
}
