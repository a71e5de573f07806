using System.Buffers;

namespace Hathi.Cli.Dfs;

/// <summary>Moves the bytes of one stream into another: the next piece is read while the last one is written.</summary>
internal static class Transfer
{
    /// <summary>Bytes a piece: some packets of HDFS, and little enough that a pipe's reader sees something soon.</summary>
    private const int Piece = 256 << 10;

    /// <param name="from">Read to its end.</param>
    /// <param name="to">Written, not closed.</param>
    /// <param name="progress">Told how many bytes a piece had.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>How many bytes.</returns>
    public static async ValueTask<long> CopyAsync(Stream from, Stream to, Action<int>? progress, CancellationToken cancellation)
    {
        var front = ArrayPool<byte>.Shared.Rent(Piece);
        var back = ArrayPool<byte>.Shared.Rent(Piece);
        var read = ValueTask.FromResult(0);
        var pending = false;
        long total = 0;
        try
        {
            var count = await from.ReadAsync(front, cancellation).ConfigureAwait(false);
            while (count > 0)
            {
                read = from.ReadAsync(back, cancellation);
                pending = true;
                await to.WriteAsync(front.AsMemory(0, count), cancellation).ConfigureAwait(false);
                total += count;
                progress?.Invoke(count);
                pending = false;
                count = await read.ConfigureAwait(false);
                (front, back) = (back, front);
            }
        }
        finally
        {
            if (pending)
            {
                // The write failed: the buffer is in use until the read ends, whatever it says.
                try
                {
                    await read.ConfigureAwait(false);
                }
                catch (Exception e) when (Failures.IsReportable(e) || e is OperationCanceledException)
                {
                }
            }

            ArrayPool<byte>.Shared.Return(front);
            ArrayPool<byte>.Shared.Return(back);
        }

        return total;
    }

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
