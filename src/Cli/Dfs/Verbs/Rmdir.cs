using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-rmdir</c>: deletes empty directories.</summary>
internal sealed class Rmdir : Verb
{
    private const string IgnoreFlag = "-ignore-fail-on-non-empty";
    private bool _ignoreNotEmpty;

    public override string Name => "rmdir";

    public override string Usage => "[--ignore-fail-on-non-empty] <dir> ...";

    public override string Help =>
        """
        Deletes directories that are empty.
          --ignore-fail-on-non-empty  do not mind those that are not
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, IgnoreFlag);
        flags.Parse(args);
        _ignoreNotEmpty = flags.Has(IgnoreFlag);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (!item.IsDirectory)
        {
            throw PathException.IsNotDirectory(item.Text);
        }

        if (!await IsEmptyAsync(item).ConfigureAwait(false))
        {
            if (!_ignoreNotEmpty)
            {
                throw PathException.NotEmpty(item.Text);
            }
        }
        else if (!await item.FileSystem.DeleteAsync(item.Path, recursive: false, Cancellation).ConfigureAwait(false))
        {
            throw PathException.Failed(item.Text);
        }
    }

    private async ValueTask<bool> IsEmptyAsync(PathItem item)
    {
        await foreach (var child in item.FileSystem.ListAsync(item.Path, Cancellation).ConfigureAwait(false))
        {
            return false;
        }

        return true;
    }
}
