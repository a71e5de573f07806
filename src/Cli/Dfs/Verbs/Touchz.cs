using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-touchz</c>: makes empty files.</summary>
internal sealed class Touchz : Verb
{
    public override string Name => "touchz";

    public override string Usage => "<path> ...";

    public override string Help => "Makes empty files. A file that is there already must be empty; it gets the current time.";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        new Flags(1, Flags.AnyNumber).Parse(args);
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        if (item.Status!.Length != 0)
        {
            throw PathException.With(item.Text, "Not a zero-length file");
        }

        if (item.FileSystem is not LocalFileSystem && !await IsEmptyAsync(item).ConfigureAwait(false))
        {
            throw PathException.With(item.Text, "Not a zero-length file");
        }

        await CreateAsync(item, overwrite: true).ConfigureAwait(false);
    }

    protected override async ValueTask ProcessMissingAsync(PathItem item)
    {
        if (!await item.ParentExistsAsync(Shell).ConfigureAwait(false))
        {
            throw PathException.NotFound(item.Text, item.FullUri);
        }

        try
        {
            await CreateAsync(item, overwrite: false).ConfigureAwait(false);
        }
        catch (FileAlreadyExistsException)
        {
            // Somebody made it meanwhile, and may have written to it.
            await item.RefreshAsync(Shell).ConfigureAwait(false);
            await ProcessPathAsync(item).ConfigureAwait(false);
        }
    }

    // Of a file that is being written, only who opens it learns what its last block has.
    private async ValueTask<bool> IsEmptyAsync(PathItem item)
    {
        var stream = await item.FileSystem.OpenReadAsync(item.Path, Cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return stream.Length == 0;
        }
    }

    private async ValueTask CreateAsync(PathItem item, bool overwrite)
    {
        var stream = await item.FileSystem.CreateAsync(
            item.Path, new CreateOptions { Overwrite = overwrite }, Cancellation).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
