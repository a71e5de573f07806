namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Limits and times of DataTransferProtocol. Milliseconds and bytes.</summary>
public sealed record TransferOptions
{
    /// <summary>How long a read from a peer may take (dfs.client.socket-timeout).</summary>
    public int SocketTimeout { get; init; } = 60_000;

    /// <summary>How long a write to a peer may take (dfs.datanode.socket.write.timeout).</summary>
    public int SocketWriteTimeout { get; init; } = 480_000;

    /// <summary>Added to both for each node further down a pipeline (HdfsConstants.READ_TIMEOUT_EXTENSION, WRITE_TIMEOUT_EXTENSION).</summary>
    public int TimeoutExtension { get; init; } = 5_000;

    /// <summary>How long a connection may stay open between two operations (dfs.datanode.socket.reuse.keepalive); 0: not at all.</summary>
    public int KeepAlive { get; init; } = 4_000;

    /// <summary>
    /// Connections that wait for their first or next operation; one more is closed at once. Twice the operations at a time: a client keeps one or two
    /// open between its operations, for <see cref="KeepAlive"/>.
    /// </summary>
    public int MaxWaitingConnections { get; init; } = 8_192;

    /// <summary>Operations at a time (dfs.datanode.max.transfer.threads).</summary>
    public int MaxTransferThreads { get; init; } = 4_096;

    /// <summary>Moves of a balancer at a time (dfs.datanode.balance.max.concurrent.moves).</summary>
    public int MaxConcurrentMoves { get; init; } = 100;

    /// <summary>Bytes a second of all moves of a balancer (dfs.datanode.balance.bandwidthPerSec); the NameNode can change it.</summary>
    public long BalanceBandwidth { get; init; } = 100L << 20;

    /// <summary>Data bytes of a packet that a reader gets. Apache sends 64 KiB; clients accept up to 16 MiB.</summary>
    public int ReadPacketSize { get; init; } = 256 * 1024;

    /// <summary>Buffer of an incoming block: packets of one receive are handled together.</summary>
    public int ReceiveBufferSize { get; init; } = 512 * 1024;

    /// <summary>A disk or a node further down that takes longer is mentioned in the log (dfs.datanode.slow.io.warning.threshold.ms).</summary>
    public int SlowWarning { get; init; } = 300;

    /// <summary>Whether a block is brought onto the medium before its last packet is acknowledged (dfs.datanode.synconclose).</summary>
    public bool SyncOnClose { get; init; }

    /// <summary>Room to keep for a block whose writer does not say its size (dfs.blocksize).</summary>
    public long EstimatedBlockSize { get; init; } = 128L << 20;
}
