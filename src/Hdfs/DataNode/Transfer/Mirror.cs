using Hathi.Base;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>The next node of a pipeline. Used by one thread.</summary>
/// <param name="connection">To it; the pipeline is set up.</param>
/// <param name="name">Its address, for messages.</param>
/// <param name="readTimeout">Milliseconds that an acknowledgement may take; 0: without an end.</param>
/// <param name="nodes">Itself and those behind it: each has to acknowledge.</param>
/// <param name="time">Time that passes.</param>
internal sealed class Mirror(Connection connection, string name, int readTimeout, int nodes, TimeProvider time) : IDisposable
{
    // More replies than there are nodes are no acknowledgement: passed on, they would have the writer blame this node.
    private readonly AckReply[] _replies = new AckReply[nodes];
    private long _lastSent = time.Milliseconds();

    internal Connection Connection { get; } = connection;

    internal string Name { get; } = name;

    internal int ReadTimeout { get; } = readTimeout;

    internal int Nodes { get; } = nodes;

    /// <summary>Passes packets on.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The connection broke or timed out.</exception>
    internal void Send(ReadOnlySpan<byte> packets)
    {
        Connection.Send(packets);
        _lastSent = time.Milliseconds();
    }

    /// <summary>Whether it was not kept waiting longer than it may. Source: BlockReceiver.packetSentInTime.</summary>
    internal bool SentInTime(int socketTimeout) => socketTimeout == 0 || time.Milliseconds() - _lastSent <= socketTimeout * 9L / 10;

    /// <summary>Receives what is there.</summary>
    /// <exception cref="EndOfStreamException">It has closed.</exception>
    internal void Fill()
    {
        if (!Connection.Fill())
        {
            throw new EndOfStreamException($"{Name} closed the connection");
        }
    }

    /// <summary>Takes the next acknowledgement; false: no whole one is there.</summary>
    internal bool TryTake(out PipelineAck ack, out ReadOnlySpan<AckReply> replies)
    {
        replies = default;
        if (!PipelineAck.TryRead(Connection.Buffered, _replies, out ack, out var consumed))
        {
            return false;
        }

        Connection.Take(consumed);
        replies = _replies.AsSpan(0, ack.ReplyCount);
        return true;
    }

    public void Dispose() => Connection.Dispose();
}
