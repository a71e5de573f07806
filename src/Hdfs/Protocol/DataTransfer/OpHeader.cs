using System.Buffers.Binary;
using Google.Protobuf;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// What opens every operation: version (2 bytes, 28), operation (1 byte), body (varint length and message).
/// Neither side sends anything before it when <c>dfs.data.transfer.protection</c> and <c>dfs.encrypt.data.transfer</c> are unset,
/// which is how Hathi, and a stock Hadoop, run; a peer with either set begins with the four bytes DE AD BE EF instead.
/// Source: Apache <c>Sender</c>, <c>Receiver</c>, <c>SaslDataTransferClient</c>.
/// </summary>
public static class OpHeader
{
    /// <summary>The version of DataTransferProtocol, all releases since 0.23.</summary>
    public const short Version = 28;

    /// <summary>Bytes before the body.</summary>
    public const int FixedSize = 3;

    /// <summary>
    /// The longest body taken, bytes: the targets of the longest pipeline (dfs.replication.max, 512) with half a kilobyte each. Every peer
    /// may have one held for as long as its operation runs.
    /// </summary>
    public const int MaxBodyBytes = 256 << 10;

    private const short SaslMagicStart = unchecked((short)0xDEAD);

    /// <summary>The bytes that <see cref="Write"/> takes.</summary>
    public static int Size(IMessage body) => FixedSize + DelimitedMessage.Size(body);

    /// <summary>Writes an operation; the target must have room for <see cref="Size"/>.</summary>
    /// <returns>The bytes written.</returns>
    public static int Write(Span<byte> target, DataTransferOp op, IMessage body)
    {
        BinaryPrimitives.WriteInt16BigEndian(target, Version);
        target[2] = (byte)op;
        return FixedSize + DelimitedMessage.Write(target[FixedSize..], body);
    }

    /// <summary>An operation as one array.</summary>
    public static byte[] ToArray(DataTransferOp op, IMessage body)
    {
        var bytes = new byte[Size(body)];
        Write(bytes, op, body);
        return bytes;
    }

    /// <summary>Finds the operation at the start of <paramref name="source"/>; its body is for <see cref="ProtoMessage.Parse"/>.</summary>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">Another version, an unknown operation, or a body that is too long.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out DataTransferOp op, out ReadOnlySpan<byte> body, out int consumed)
    {
        op = default;
        body = default;
        consumed = 0;
        if (source.Length < 2)
        {
            return false;
        }

        CheckVersion(BinaryPrimitives.ReadInt16BigEndian(source));
        if (source.Length < FixedSize)
        {
            return false;
        }

        op = (DataTransferOp)source[2];
        if (op is not (DataTransferOp.Custom or (>= DataTransferOp.WriteBlock and <= DataTransferOp.BlockGroupChecksum)))
        {
            throw new MalformedMessageException($"Unknown op {source[2]} in data stream");
        }

        if (!DelimitedMessage.TryRead(source[FixedSize..], MaxBodyBytes, out body, out consumed))
        {
            return false;
        }

        consumed += FixedSize;
        return true;
    }

    private static void CheckVersion(short version)
    {
        if (version == SaslMagicStart)
        {
            throw new MalformedMessageException(
                "the peer begins a SASL handshake; unset dfs.data.transfer.protection and dfs.encrypt.data.transfer in its configuration");
        }

        if (version != Version)
        {
            throw new MalformedMessageException($"Version Mismatch (Expected: {Version}, Received: {version} )");
        }
    }
}
