using System.Globalization;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs.Verbs;

/// <summary><c>-checksum</c>: one checksum for a whole file, made of those that the DataNodes keep.</summary>
internal sealed class Checksum : Verb
{
    private bool _blockSize;

    public override string Name => "checksum";

    public override string Usage => "[-v] <src> ...";

    public override string Help =>
        """
        Prints a checksum of each file. It depends on block size and kind of checksum, unless -D dfs.checksum.combine.mode=COMPOSITE_CRC is
        given.
          -v  with the block size
        """;

    protected override ValueTask PrepareAsync(List<string> args)
    {
        var flags = new Flags(1, Flags.AnyNumber, "v");
        flags.Parse(args);
        _blockSize = flags.Has("v");
        return ValueTask.CompletedTask;
    }

    protected override async ValueTask ProcessPathAsync(PathItem item)
    {
        if (item.IsDirectory)
        {
            throw PathException.IsDirectory(item.Text);
        }

        var checksum = await item.FileSystem.GetFileChecksumAsync(item.Path, Cancellation).ConfigureAwait(false);
        var text = checksum is null ? "NONE" : $"{checksum.Algorithm}\t{Convert.ToHexStringLower(checksum.Bytes.Span)}";
        Out.Line(_blockSize
            ? string.Create(CultureInfo.InvariantCulture, $"{item.Text}\t{text}\tBlockSize={item.Status!.BlockSize}")
            : $"{item.Text}\t{text}");
    }
}
