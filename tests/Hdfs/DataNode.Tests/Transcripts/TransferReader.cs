using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Hdfs.DataNode.Tests.Transcripts;

/// <summary>
/// What the bytes of DataTransferProtocol mean: operations and answers with all their fields, packets with what is in them and whether
/// their checksums are right, acknowledgements.
/// </summary>
internal sealed class TransferReader : IMessageReader
{
    private readonly AckReply[] _replies = new AckReply[PipelineAck.MaxReplies];
    private ChunkChecksum _checksum = ChunkChecksum.Default;
    private DataTransferOp? _op;
    private bool _isAnswered;

    /// <summary>The block of the last operation, as it was before.</summary>
    public ExtendedBlockProto? Block { get; private set; }

    /// <summary>The generation stamp of its replica afterwards.</summary>
    public ulong Stamp { get; private set; }

    /// <summary>Bytes of the block that a client which goes on with it knows to be there.</summary>
    public ulong Acknowledged { get; private set; }

    public bool TryRead(bool isClients, ReadOnlySpan<byte> bytes, out string words, out int count)
    {
        words = "";
        count = 0;
        return !bytes.IsEmpty && (isClients, _op) switch
        {
            (true, null) => TryReadOperation(bytes, ref words, ref count),
            (true, DataTransferOp.ReadBlock) => TryReadStatus(bytes, ref words, ref count),
            (true, _) => TryReadPacket(bytes, ref words, ref count),
            (false, _) when !_isAnswered => TryReadAnswer(bytes, ref words, ref count),
            (false, DataTransferOp.ReadBlock) => TryReadPacket(bytes, ref words, ref count),
            (false, _) => TryReadAcknowledgement(bytes, ref words, ref count),
        };
    }

    private bool TryReadOperation(ReadOnlySpan<byte> bytes, ref string words, ref int count)
    {
        if (!OpHeader.TryRead(bytes, out var op, out var body, out count))
        {
            return false;
        }

        IMessage message;
        switch (op)
        {
            case DataTransferOp.WriteBlock:
                var write = ProtoMessage.Parse(body, OpWriteBlockProto.Parser);
                _checksum = ChunkChecksum.FromProto(write.RequestedChecksum);
                Block = write.Header.BaseHeader.Block;
                Stamp = Math.Max(Block.GenerationStamp, write.LatestGenerationStamp);
                Acknowledged = write.MinBytesRcvd;
                message = write;
                break;
            case DataTransferOp.ReadBlock:
                var read = ProtoMessage.Parse(body, OpReadBlockProto.Parser);
                Block = read.Header.BaseHeader.Block;
                message = read;
                break;
            case DataTransferOp.BlockChecksum:
                var checksum = ProtoMessage.Parse(body, OpBlockChecksumProto.Parser);
                Block = checksum.Header.Block;
                message = checksum;
                break;
            default:
                throw new NotSupportedException($"no transcript has {op} yet");
        }

        (_op, _isAnswered) = (op, false);
        words = $"{char.ToLowerInvariant(op.ToString()[0])}{op.ToString()[1..]} {message}";
        return true;
    }

    private bool TryReadAnswer(ReadOnlySpan<byte> bytes, ref string words, ref int count)
    {
        if (!DelimitedMessage.TryParse(bytes, BlockOpResponseProto.Parser, out var answer, out count))
        {
            return false;
        }

        if (answer.ReadOpChecksumInfo is { } info)
        {
            _checksum = ChunkChecksum.FromProto(info.Checksum);
        }

        _isAnswered = true;
        _op = answer.Status != Status.Success || _op == DataTransferOp.BlockChecksum ? null : _op;
        words = $"answer {answer}";
        return true;
    }

    private bool TryReadStatus(ReadOnlySpan<byte> bytes, ref string words, ref int count)
    {
        if (!DelimitedMessage.TryParse(bytes, ClientReadStatusProto.Parser, out var status, out count))
        {
            return false;
        }

        _op = null;
        words = $"the reader says {status}";
        return true;
    }

    private bool TryReadPacket(ReadOnlySpan<byte> bytes, ref string words, ref int count)
    {
        if (!PacketHeader.TryRead(bytes, out var header, out var size) || bytes.Length < size + header.BodyLength)
        {
            return false;
        }

        count = size + header.BodyLength;
        var body = bytes[size..count];
        var length = header.ChecksumLength;
        var isRight = length == _checksum.ChecksumLength(header.DataLength) && _checksum.FindMismatch(body[length..], body[..length]) < 0;
        words = $"packet {header.SequenceNumber} at {header.OffsetInBlock}: {header.DataLength} bytes, "
            + $"{length / sizeof(int)} checksums{(isRight ? "" : ", NOT RIGHT")}"
            + $"{(header.SyncBlock ? ", to be on the disk" : "")}{(header.LastInBlock ? ", the last" : "")}";
        return true;
    }

    private bool TryReadAcknowledgement(ReadOnlySpan<byte> bytes, ref string words, ref int count)
    {
        if (!PipelineAck.TryRead(bytes, _replies, out var acknowledgement, out count))
        {
            return false;
        }

        var statuses = string.Join(", ", _replies.Take(acknowledgement.ReplyCount).Select(static r => r.Status));
        words = $"acknowledgement of packet {acknowledgement.SequenceNumber}: {statuses}";
        return true;
    }
}
