using System.Buffers;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Dfs.Kit;

/// <summary>Moves the bytes of one stream into another.</summary>
internal static class Transfer
{
    /// <summary>Bytes a piece: some packets of HDFS, and little enough that a pipe's reader sees something soon.</summary>
    private const int Piece = 256 << 10;

    /// <param name="from">Read to its end.</param>
    /// <param name="to">Written, not closed.</param>
    /// <param name="progress">Told how many bytes a piece had.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many bytes.</returns>
    public static ValueTask<long> CopyAsync(Stream from, Stream to, Action<int>? progress, CancellationToken cancellation) =>
        StreamCopy.CopyAsync(from, to, progress, cancellation);

    /// <summary>As <see cref="CopyAsync"/>, to standard output.</summary>
    public static async ValueTask ToOutputAsync(Stream from, ShellWriter to, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Piece);
        try
        {
            int count;
            while ((count = await from.ReadAsync(buffer, cancellation).ConfigureAwait(false)) > 0)
            {
                to.Write(buffer.AsSpan(0, count));
            }

            to.Flush();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
