namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Counters of what a node has moved. Safe from any thread.</summary>
public sealed class TransferFigures
{
    private long _bytesWritten;
    private long _bytesRead;
    private long _blocksWritten;
    private long _blocksRead;
    private int _transfersOut;

    /// <summary>Bytes of data written to replicas.</summary>
    public long BytesWritten => Interlocked.Read(ref _bytesWritten);

    /// <summary>Bytes of data sent from replicas.</summary>
    public long BytesRead => Interlocked.Read(ref _bytesRead);

    /// <summary>Replicas finished.</summary>
    public long BlocksWritten => Interlocked.Read(ref _blocksWritten);

    /// <summary>Reads served.</summary>
    public long BlocksRead => Interlocked.Read(ref _blocksRead);

    /// <summary>Replicas that are being sent to other nodes now.</summary>
    public int TransfersOut => Volatile.Read(ref _transfersOut);

    internal void AddWritten(long bytes) => Interlocked.Add(ref _bytesWritten, bytes);

    internal void AddRead(long bytes)
    {
        Interlocked.Add(ref _bytesRead, bytes);
        Interlocked.Increment(ref _blocksRead);
    }

    internal void AddBlockWritten() => Interlocked.Increment(ref _blocksWritten);

    internal void TransferBegins() => Interlocked.Increment(ref _transfersOut);

    internal void TransferEnds() => Interlocked.Decrement(ref _transfersOut);
}
