using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-cat</c>: files to standard output.</summary>
internal class Cat : Verb
{
    public override string Name => "cat";

    public override string Usage => "[-ignoreCrc] <src> ...";

    public override string Help =>
        """
        Prints files.
          -ignoreCrc  do not verify checksums
        """;

    /// <summary>Hold what is read against its checksums.</summary>
    protected bool VerifyChecksums { get; private set; }

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "ignoreCrc");
        flags.Parse(args);
        VerifyChecksums = !flags.Has("ignoreCrc");
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        var stream = await OpenAsync(item).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await Transfer.ToOutputAsync(stream, Out, Cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>What is printed of the file.</summary>
    protected virtual async ValueTask<Stream> OpenAsync(PathItem item) =>
        await item.FileSystem.OpenReadAsync(item.Path, VerifyChecksums, Cancellation).ConfigureAwait(false);
}
