using Hathi.Base;
using Hathi.Hdfs.Client.Local;
using Hathi.Hdfs.Client.Reading;
using Hathi.Hdfs.Client.Writing;

namespace Hathi.Hdfs.Client;

/// <summary>
/// Copies streams the shortest way: between HDFS and a file of this machine without a buffer of its own, else reading and
/// writing at the same time.
/// </summary>
public static class StreamCopy
{
    /// <summary>What is read and written at once.</summary>
    private const int Piece = 1 << 20;

    /// <summary>Copies from where one stream stands to where the other does, up to the end.</summary>
    /// <param name="from">Read to its end.</param>
    /// <param name="to">Written, not closed.</param>
    /// <param name="progress">Told how many bytes each piece had; null for nobody.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Bytes copied.</returns>
    /// <exception cref="IOException">Reading or writing failed.</exception>
    public static ValueTask<long> CopyAsync(Stream from, Stream to, Action<int>? progress, CancellationToken cancellationToken)
    {
        if (from is HdfsReadStream reading && LocalFile.ToWrite(to) is { } target)
        {
            return reading.CopyToFileAsync(target, progress, cancellationToken);
        }

        if (to is HdfsWriteStream writing && LocalFile.ToRead(from) is { } source)
        {
            return writing.CopyFromFileAsync(source, progress, cancellationToken);
        }

        return CopyAnyAsync(from, to, progress, cancellationToken);
    }

    private static async ValueTask<long> CopyAnyAsync(Stream from, Stream to, Action<int>? progress, CancellationToken cancellationToken)
    {
        var reading = BoundedPool<byte>.Rent(Piece);
        var writing = BoundedPool<byte>.Rent(Piece);
        var write = Task.CompletedTask;
        long total = 0;
        try
        {
            while (await from.ReadAsync(reading.AsMemory(0, Piece), cancellationToken).ConfigureAwait(false) is var count and > 0)
            {
                await write.ConfigureAwait(false);
                write = to.WriteAsync(reading.AsMemory(0, count), cancellationToken).AsTask();
                (reading, writing) = (writing, reading);
                total += count;
                progress?.Invoke(count);
            }
        }
        finally
        {
            // The buffers are the writer's until it has ended, however the reader ended.
            await write.ConfigureAwait(false);
            BoundedPool<byte>.Return(reading);
            BoundedPool<byte>.Return(writing);
        }

        return total;
    }
}
