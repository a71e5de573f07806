namespace Hathi.Hdfs.Client;

/// <summary>A seekable stream to read a file, with positional reads that do not move it and may run side by side.</summary>
public abstract class FileReadStream : Stream
{
    /// <summary>
    /// Reads up to <paramref name="buffer"/>.Length bytes at <paramref name="position"/>; 0 at the end. Does not move the stream.
    /// </summary>
    public abstract ValueTask<int> ReadAtAsync(long position, Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>A stream to write a file. Disposing closes (completes) it; a file that was not closed keeps its lease until recovery.</summary>
public abstract class FileWriteStream : Stream
{
    /// <summary>What was written before is visible to readers that open now, in the memory of every replica's node.</summary>
    public abstract ValueTask HFlushAsync(CancellationToken cancellationToken);

    /// <summary>
    /// As <see cref="HFlushAsync"/>, and on the disk of every replica's node: the block that is being written, and each later one when it
    /// ends. Blocks of HDFS that ended before the first call of this are in the memory of their nodes, unless these write blocks out when
    /// they end (dfs.datanode.synconclose), as with Apache's client.
    /// </summary>
    public abstract ValueTask HSyncAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Closes without completing, at once and whatever is under way: for a writer who knows that the rest will not come. What was written
    /// stays as it is, under construction where the file system knows that; who wants none of it deletes the file. Disposing afterwards
    /// does nothing. Does not fail.
    /// </summary>
    public abstract ValueTask AbortAsync();
}
