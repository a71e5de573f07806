using Hathi.Hadoop.Keys;
using Hathi.Platform.Net;

namespace Hathi.Hdfs.DataNode.Options;

/// <summary>Limits and times of DataTransferProtocol. Milliseconds and bytes.</summary>
public sealed record TransferOptions
{
    /// <summary>
    /// Nodes further down that a time-out allows for: as many as a pipeline ever has but by mistake
    /// (mapreduce.client.submit.file.replication is 10). The number comes from a client, who would choose how long an operation waits.
    /// </summary>
    internal const int NodesAllowedFor = 10;

    /// <summary>How long a read from a peer may take (dfs.client.socket-timeout); 0: without an end.</summary>
    public int SocketTimeout { get; init; } = (int)HdfsKeys.SocketTimeout.Default.TotalMilliseconds;

    /// <summary>How long a write to a peer may take (dfs.datanode.socket.write.timeout); 0: without an end.</summary>
    public int SocketWriteTimeout { get; init; } = (int)HdfsKeys.SocketWriteTimeout.Default.TotalMilliseconds;

    /// <summary>
    /// Added to both for each node further down a pipeline (HdfsConstants.READ_TIMEOUT_EXTENSION, WRITE_TIMEOUT_EXTENSION).
    /// </summary>
    public int TimeoutExtension { get; init; } = 5_000;

    /// <summary>How long a connection may stay open between two operations (dfs.datanode.socket.reuse.keepalive); 0: not at all.</summary>
    public int KeepAlive { get; init; } = (int)DataNodeKeys.KeepAlive.Default.TotalMilliseconds;

    /// <summary>
    /// Connections that wait for their first or next operation; one more is closed at once. Twice the operations at a time: a client keeps
    /// one or two open between its operations, for <see cref="KeepAlive"/>. One address has two thirds of them at most, and fewer when
    /// others hold some (<see cref="PeerShare"/>).
    /// </summary>
    public int MaxWaitingConnections { get; init; } = 8_192;

    /// <summary>
    /// Operations at a time (dfs.datanode.max.transfer.threads); two thirds of them for one address at most, and fewer when others run some
    /// (<see cref="PeerShare"/>).
    /// </summary>
    public int MaxTransferThreads { get; init; } = DataNodeKeys.MaxTransferThreads.Default;

    /// <summary>Moves of a balancer at a time (dfs.datanode.balance.max.concurrent.moves).</summary>
    public int MaxConcurrentMoves { get; init; } = DataNodeKeys.MaxConcurrentMoves.Default;

    /// <summary>Bytes a second of all moves of a balancer (dfs.datanode.balance.bandwidthPerSec); the NameNode can change it.</summary>
    public long BalanceBandwidth { get; init; } = DataNodeKeys.BalanceBandwidth.Default;

    /// <summary>Data bytes of a packet that a reader gets. Apache sends 64 KiB; clients accept up to 16 MiB.</summary>
    public int ReadPacketSize { get; init; } = 256 * 1024;

    /// <summary>Buffer of an incoming block: packets of one receive are handled together.</summary>
    public int ReceiveBufferSize { get; init; } = 512 * 1024;

    /// <summary>
    /// A disk or a node further down that takes longer is mentioned in the log (dfs.datanode.slow.io.warning.threshold.ms).
    /// </summary>
    public int SlowWarning { get; init; } = (int)DataNodeKeys.SlowWarning.Default.TotalMilliseconds;

    /// <summary>Whether a block is brought onto the medium before its last packet is acknowledged (dfs.datanode.synconclose).</summary>
    public bool SyncOnClose { get; init; } = DataNodeKeys.SyncOnClose.Default;

    /// <summary>Room to keep for a block whose writer does not say its size (dfs.blocksize).</summary>
    public long EstimatedBlockSize { get; init; } = HdfsKeys.BlockSize.Default;

    /// <summary>How long the answer of a node may take that has others behind it; 0: without an end.</summary>
    /// <param name="nodes">It and those behind it.</param>
    internal int ReadTimeoutFor(int nodes) => SocketTimeout == 0 ? 0 : Extended(SocketTimeout, TimeoutExtension, nodes);

    /// <summary>How long a node that has others behind it may not take what is sent; 0: without an end.</summary>
    /// <param name="nodes">It and those behind it.</param>
    internal int WriteTimeoutFor(int nodes) => SocketWriteTimeout == 0 ? 0 : Extended(SocketWriteTimeout, TimeoutExtension, nodes);

    /// <summary>
    /// How long nodes may take that each have to store a replica before they answer; 0: without an end. Source: DataNode.DataTransfer.
    /// </summary>
    internal int StoreTimeoutFor(int nodes) => Extended(0, SocketTimeout, nodes);

    /// <exception cref="ArgumentException">A time is below zero; the message names its key.</exception>
    internal void Validate()
    {
        foreach (var (key, value) in (ReadOnlySpan<(Setting, long)>)
        [
            (HdfsKeys.SocketTimeout, SocketTimeout),
            (HdfsKeys.SocketWriteTimeout, SocketWriteTimeout),
            (DataNodeKeys.KeepAlive, KeepAlive),
            (DataNodeKeys.SlowWarning, SlowWarning),
        ])
        {
            if (value < 0)
            {
                throw new ArgumentException($"{key} = {value} ms is below zero; 0 switches a time-out off.");
            }
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTransferThreads, 1);
    }

    private static int Extended(int timeout, int extension, int nodes) =>
        (int)Math.Min(int.MaxValue, timeout + ((long)extension * Math.Clamp(nodes, 0, NodesAllowedFor)));
}
