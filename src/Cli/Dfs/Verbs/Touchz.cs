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

        if (item.FileSystem is HdfsFileSystem hdfs && !await hdfs.Admin.IsFileClosedAsync(item.Path, Cancellation).ConfigureAwait(false))
        {
            // Its length is not known yet; made anew it would be lost to its writer.
            throw PathException.With(item.Text, "Is being written");
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

    private async ValueTask CreateAsync(PathItem item, bool overwrite)
    {
        var stream = await item.FileSystem.CreateAsync(item.Path, new CreateOptions { Overwrite = overwrite }, Cancellation).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
