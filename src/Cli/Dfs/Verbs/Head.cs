using System.Buffers;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-head</c>: the first kilobyte of a file.</summary>
internal sealed class Head : Verb
{
    private const int Length = 1024;

    public override string Name => "head";

    public override string Usage => "<file>";

    public override string Help => "Prints the first kilobyte of a file.";

    protected override ValueTask PrepareAsync(List<string> args)
    {
        new Flags(1, 1).Parse(args);
        return ValueTask.CompletedTask;
    }

    /// <summary>One file, taken as written.</summary>
    protected override async ValueTask<IReadOnlyList<PathItem>> ExpandAsync(string arg) =>
        [await PathItem.FindAsync(Shell, arg).ConfigureAwait(false)];

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(Length);
        var stream = await item.FileSystem.OpenReadAsync(item.Path, Cancellation).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            var count = await stream.ReadAtLeastAsync(
                buffer.AsMemory(0, Length), Length, throwOnEndOfStream: false, Cancellation).ConfigureAwait(false);
            Out.Write(buffer.AsSpan(0, count));
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
