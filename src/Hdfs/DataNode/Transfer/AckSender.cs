using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>Collects acknowledgements and sends those of one batch together. Used by one thread.</summary>
internal sealed class AckSender(Connection upstream)
{
    private byte[] _bytes = new byte[256];
    private int _length;

    /// <summary>Adds the acknowledgement of a packet.</summary>
    /// <param name="sequenceNumber">Of the packet.</param>
    /// <param name="own">This node's reply.</param>
    /// <param name="others">Those of the nodes after it.</param>
    internal void Add(long sequenceNumber, AckReply own, ReadOnlySpan<AckReply> others)
    {
        var size = PipelineAck.MaxSize(others.Length + 1);
        if (_bytes.Length - _length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + size));
        }

        Span<AckReply> replies = stackalloc AckReply[others.Length + 1];
        replies[0] = own;
        others.CopyTo(replies[1..]);
        _length += PipelineAck.Write(_bytes.AsSpan(_length), sequenceNumber, replies, 0);
    }

    /// <exception cref="System.Net.Sockets.SocketException">The writer is gone.</exception>
    internal void Flush()
    {
        if (_length > 0)
        {
            upstream.Send(_bytes.AsSpan(0, _length));
            _length = 0;
        }
    }
}
