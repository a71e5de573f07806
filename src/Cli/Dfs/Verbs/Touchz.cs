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

    protected override ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        return item.Status!.Length == 0 ? CreateAsync(item) : throw PathException.With(item.Text, "Not a zero-length file");
    }

    protected override async ValueTask ProcessMissingAsync(PathItem item)
    {
        if (!await item.ParentExistsAsync(Shell).ConfigureAwait(false))
        {
            throw PathException.NotFound(item.Text, item.FullUri);
        }

        await CreateAsync(item).ConfigureAwait(false);
    }

    private async ValueTask CreateAsync(PathItem item)
    {
        var stream = await item.FileSystem.CreateAsync(item.Path, new CreateOptions { Overwrite = true }, Cancellation).ConfigureAwait(false);
        await stream.DisposeAsync().ConfigureAwait(false);
    }
}
