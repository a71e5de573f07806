using Hathi.Base;
using Hathi.Hdfs.Client.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// An open write pipeline: the connection to its first node, and the loop that reads acknowledgements. Sending is the streamer's. Ends with
/// the acknowledgement of the block's end, or with a fault. Source: Apache <c>DataStreamer</c>, <c>BlockReceiver</c>.
/// </summary>
internal sealed class Pipeline : IAsyncDisposable
{
    /// <summary>Each node of a pipeline may take so much longer.</summary>
    private static readonly TimeSpan TimeoutPerNode = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Half of the time after which DataNodes by default give a silent client up; they do so also where this one waits longer.
    /// </summary>
    private static readonly TimeSpan LongestHeartbeatInterval = TimeSpan.FromSeconds(30);

    /// <summary>How long a failed send waits for an acknowledgement that says which node is at fault.</summary>
    private static readonly TimeSpan FaultGrace = TimeSpan.FromSeconds(2);

    private readonly DataNodeConnection _connection;
    private readonly BlockInProgress _block;
    private readonly WriteWindow _window;
    private readonly ITimer _heartbeats;
    private readonly long _heartbeatInterval;
    private readonly Task _acknowledgements;
    private bool _ended;
    private readonly TimeProvider _time;
    private long _lastSent;
    private long _lastAcknowledged;

    private Pipeline(
        DataNodeConnection connection, BlockInProgress block, WriteWindow window, TimeSpan heartbeatInterval, TimeProvider time)
    {
        _time = time;
        _lastSent = _lastAcknowledged = time.Milliseconds();
        _connection = connection;
        _block = block;
        _window = window;
        _heartbeatInterval = (long)heartbeatInterval.TotalMilliseconds;
        _heartbeats = time.CreateTimer(static w => ((WriteWindow)w!).WakeStreamer(), window, heartbeatInterval, heartbeatInterval);
        _acknowledgements = Task.Run(ReadAcknowledgementsAsync);
    }

    /// <summary>The end of the block is acknowledged, or <see cref="Fault"/> is set.</summary>
    internal bool HasEnded => Volatile.Read(ref _ended);

    /// <summary>Null while all is well.</summary>
    internal PipelineFault? Fault { get; private set; }

    /// <summary>Connects the nodes of a block.</summary>
    /// <param name="client">The client.</param>
    /// <param name="block">The block with its nodes.</param>
    /// <param name="checksum">Of its chunks.</param>
    /// <param name="stage">What the nodes are to do.</param>
    /// <param name="generationStamp">The new one, when the pipeline is rebuilt or a block appended to; 0 otherwise.</param>
    /// <param name="blockSize">Of the file.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="PipelineSetupException">A node cannot be reached or refuses.</exception>
    internal static async Task<DataNodeConnection> ConnectAsync(
        HdfsClient client,
        BlockInProgress block,
        ChunkChecksum checksum,
        OpWriteBlockProto.Types.BlockConstructionStage stage,
        ulong generationStamp,
        long blockSize,
        CancellationToken cancellationToken)
    {
        DataNodeConnection? connection = null;
        try
        {
            var slack = TimeoutPerNode * block.Nodes.Count;
            connection = await DataNodeConnection.OpenAsync(
                client, block.Nodes[0].Info.Id, client.Options.SocketTimeout + slack, client.Options.WriteTimeout + slack,
                cancellationToken).ConfigureAwait(false);
            var request = WriteRequest.Of(client, block, checksum, stage, generationStamp, blockSize);
            await connection.SendOperationAsync(DataTransferOp.WriteBlock, request, cancellationToken).ConfigureAwait(false);
            await connection.ReadResponseAsync($"write {block.Name}", cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch (DataNodeException e)
        {
            connection?.Dispose();
            throw new PipelineSetupException(FaultOf(block, e));
        }
        catch
        {
            connection?.Dispose();
            throw;
        }
    }

    /// <summary>Begins to stream over a connection from <see cref="ConnectAsync"/>.</summary>
    internal static Pipeline Start(DataNodeConnection connection, BlockInProgress block, WriteWindow window, HdfsClient client)
    {
        var half = client.Options.SocketTimeout / 2;
        return new Pipeline(connection, block, window, half < LongestHeartbeatInterval ? half : LongestHeartbeatInterval, client.Time);
    }

    /// <summary>Sends a packet. A failure is not thrown: it becomes <see cref="Fault"/>.</summary>
    internal async ValueTask SendAsync(ReadOnlyMemory<byte> packet)
    {
        try
        {
            await _connection.SendAsync(packet, CancellationToken.None).ConfigureAwait(false);
            _lastSent = _time.Milliseconds();
        }
        catch (DataNodeException)
        {
            // The first node may have cut the line because of another one, and said so.
            await Task.WhenAny(_acknowledgements, Task.Delay(FaultGrace, _time)).ConfigureAwait(false);
            _connection.Abort();
            await _acknowledgements.ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the line alive when nothing was sent for half of the time-out.</summary>
    internal ValueTask SendHeartbeatIfDueAsync() =>
        _time.Milliseconds() - _lastSent >= _heartbeatInterval ? SendAsync(Heartbeat()) : ValueTask.CompletedTask;

    /// <summary>Ends what is under way; <see cref="Fault"/> will say so. Of any thread.</summary>
    internal void Abort() => _connection.Abort();

    public async ValueTask DisposeAsync()
    {
        await _heartbeats.DisposeAsync().ConfigureAwait(false);
        _connection.Abort();
        await _acknowledgements.ConfigureAwait(false);
        _connection.Dispose();
    }

    private static byte[] Heartbeat()
    {
        var header = new PacketHeader(0, PacketHeader.HeartbeatSequenceNumber, 0, 0, false, false);
        var bytes = new byte[header.Size];
        header.Write(bytes);
        return bytes;
    }

    private static PipelineFault FaultOf(BlockInProgress block, DataNodeException e)
    {
        var refused = e as DataNodeRefusedException;
        var link = refused?.FirstBadLink ?? "";
        var node = 0;
        for (var i = 0; i < block.Nodes.Count && link.Length > 0; i++)
        {
            node = block.Nodes[i].Name == link ? i : node;
        }

        return new PipelineFault(node, refused?.Status == Status.OobRestart, e);
    }

    private async Task ReadAcknowledgementsAsync()
    {
        try
        {
            Fault = await ReadUntilEndAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Also a fault of ours: a writer that nobody wakes waits for ever.
            Fault = new PipelineFault(0, false, e);
        }

        Volatile.Write(ref _ended, true);
        _window.WakeStreamer();
    }

    private async Task<PipelineFault?> ReadUntilEndAsync()
    {
        var replies = new AckReply[_block.Nodes.Count];
        while (true)
        {
            if (!PipelineAck.TryRead(_connection.Received, replies, out var ack, out var consumed))
            {
                if (!await _connection.ReceiveAsync(CancellationToken.None).ConfigureAwait(false))
                {
                    throw new DataNodeException(
                        $"DataNode {_connection.Name} closed the connection while {_block.Name} was written to it.", null);
                }

                continue;
            }

            _connection.Consume(consumed);
            if (FindFault(replies.AsSpan(0, ack.ReplyCount)) is { } fault)
            {
                return fault;
            }

            if (ack.SequenceNumber == PacketHeader.HeartbeatSequenceNumber)
            {
                RequireProgress();
                continue;
            }

            // That nobody complains is not enough: what counts as safe is what every node has said it has.
            if (ack.ReplyCount != _block.Nodes.Count)
            {
                throw new DataNodeException(
                    $"DataNode {_connection.Name} acknowledged a packet of {_block.Name} for {ack.ReplyCount} of its {_block.Nodes.Count} "
                    + "nodes.",
                    null);
            }

            if (!_window.Acknowledge(ack.SequenceNumber, out var endOffset, out var isLast))
            {
                throw new DataNodeException(
                    $"DataNode {_connection.Name} acknowledged packet {ack.SequenceNumber} of {_block.Name} out of turn.", null);
            }

            _block.Acknowledged = endOffset;
            _lastAcknowledged = _time.Milliseconds();
            if (isLast)
            {
                return null;
            }
        }
    }

    /// <summary>A node that answers heartbeats keeps the line open, but that alone is no reason to wait for its data for ever.</summary>
    private void RequireProgress()
    {
        if (_window.OldestSentAt is { } sent
            && _time.Milliseconds() - Math.Max(sent, _lastAcknowledged) > _connection.ReceiveTimeout.TotalMilliseconds)
        {
            throw new DataNodeException(
                $"DataNode {_connection.Name} acknowledges heartbeats, but nothing of {_block.Name} within the time-out of "
                + $"{_connection.ReceiveTimeout.TotalSeconds:0.###} s (dfs.client.socket-timeout).",
                null);
        }
    }

    /// <summary>The furthest node that has something to say: those before it only pass it on.</summary>
    private PipelineFault? FindFault(ReadOnlySpan<AckReply> replies)
    {
        for (var i = replies.Length - 1; i >= 0; i--)
        {
            var status = replies[i].Status;
            if (status != Status.Success)
            {
                var restarts = status == Status.OobRestart;
                var what = restarts ? "restarts" : $"answered {status}";
                return new PipelineFault(
                    i, restarts, new DataNodeException($"DataNode {_block.Nodes[i].Name} {what} while {_block.Name} was written.", null));
            }
        }

        return null;
    }
}
