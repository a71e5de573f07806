using System.Buffers.Binary;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// What opens a packet: payload length (4 bytes, big-endian, counts itself, checksums and data), header length (2 bytes), then
/// <see cref="PacketHeaderProto"/>, all of whose fields have a fixed size. Checksums and data follow.
/// Source: Apache <c>PacketHeader</c>, <c>PacketReceiver</c>.
/// </summary>
/// <param name="OffsetInBlock">Where the data begins in the block, bytes.</param>
/// <param name="SequenceNumber">
/// Counts packets from 0; <see cref="HeartbeatSequenceNumber"/> for one that only keeps the line alive.
/// </param>
/// <param name="ChecksumLength">Bytes of checksums after the header.</param>
/// <param name="DataLength">Bytes of data after the checksums.</param>
/// <param name="LastInBlock">No packet follows; has no data.</param>
/// <param name="SyncBlock">The DataNodes are to bring everything so far onto the disk before they acknowledge.</param>
public readonly record struct PacketHeader(
    long OffsetInBlock, long SequenceNumber, int ChecksumLength, int DataLength, bool LastInBlock, bool SyncBlock)
{
    /// <summary>The largest packet taken, payload and header, bytes (<c>dfs.data.transfer.max.packet.size</c>).</summary>
    public const int MaxPacketSize = 16 << 20;

    /// <summary>The sequence number of a heartbeat packet and of its acknowledgement.</summary>
    public const long HeartbeatSequenceNumber = -1;

    /// <summary>Bytes of the two lengths.</summary>
    public const int LengthsSize = 6;

    /// <summary>The most bytes that lengths and header take as we write them: room to keep free before checksums.</summary>
    public const int MaxSize = LengthsSize + ProtoSizeWithSync;

    private const int ProtoSize = 25;
    private const int ProtoSizeWithSync = 27;

    private const byte OffsetTag = 0x09;
    private const byte SequenceTag = 0x11;
    private const byte LastTag = 0x18;
    private const byte DataLengthTag = 0x25;
    private const byte SyncTag = 0x28;

    /// <summary>Bytes that follow the header: checksums, then data.</summary>
    public int BodyLength => ChecksumLength + DataLength;

    /// <summary>The bytes that <see cref="Write"/> takes.</summary>
    public int Size => LengthsSize + (SyncBlock ? ProtoSizeWithSync : ProtoSize);

    /// <summary>Writes lengths and header; the target must have room for <see cref="Size"/>.</summary>
    /// <returns>The bytes written.</returns>
    public int Write(Span<byte> target)
    {
        var size = Size;
        target = target[..size];
        BinaryPrimitives.WriteInt32BigEndian(target, 4 + BodyLength);
        BinaryPrimitives.WriteInt16BigEndian(target[4..], (short)(size - LengthsSize));
        target[6] = OffsetTag;
        BinaryPrimitives.WriteInt64LittleEndian(target[7..], OffsetInBlock);
        target[15] = SequenceTag;
        BinaryPrimitives.WriteInt64LittleEndian(target[16..], SequenceNumber);
        target[24] = LastTag;
        target[25] = LastInBlock ? (byte)1 : (byte)0;
        target[26] = DataLengthTag;
        BinaryPrimitives.WriteInt32LittleEndian(target[27..], DataLength);
        if (SyncBlock)
        {
            target[31] = SyncTag;
            target[32] = 1;
        }

        return size;
    }

    /// <summary>Reads lengths and header at the start of <paramref name="source"/>; checksums and data need not be there yet.</summary>
    /// <param name="source">What has arrived so far.</param>
    /// <param name="header">The header.</param>
    /// <param name="consumed">Bytes of lengths and header; <see cref="BodyLength"/> bytes follow.</param>
    /// <returns>False: need more.</returns>
    /// <exception cref="MalformedMessageException">The bytes are no packet, or one above <see cref="MaxPacketSize"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> source, out PacketHeader header, out int consumed)
    {
        header = default;
        consumed = 0;
        if (source.Length < LengthsSize)
        {
            return false;
        }

        var payload = BinaryPrimitives.ReadInt32BigEndian(source);
        int headerLength = BinaryPrimitives.ReadInt16BigEndian(source[4..]);
        if (payload < 4 || headerLength < 0 || (long)payload + headerLength > MaxPacketSize)
        {
            throw new MalformedMessageException(
                $"a packet with payload length {payload} and header length {headerLength}; at most {MaxPacketSize} bytes are allowed");
        }

        if (source.Length - LengthsSize < headerLength)
        {
            return false;
        }

        header = Parse(source.Slice(LengthsSize, headerLength), payload - 4);
        consumed = LengthsSize + headerLength;
        return true;
    }

    private static PacketHeader Parse(ReadOnlySpan<byte> proto, int bodyLength)
    {
        var header = IsAsWeWrite(proto) ? ParseFixed(proto) : ParseFields(proto);
        var checksumLength = bodyLength - header.DataLength;
        if (header.DataLength < 0 || checksumLength < 0)
        {
            throw new MalformedMessageException($"a packet of {bodyLength} bytes whose header gives {header.DataLength} bytes of data");
        }

        return header with { ChecksumLength = checksumLength };
    }

    private static bool IsAsWeWrite(ReadOnlySpan<byte> proto) =>
        proto.Length is ProtoSize or ProtoSizeWithSync
        && proto[0] == OffsetTag && proto[9] == SequenceTag && proto[18] == LastTag && proto[20] == DataLengthTag
        && proto[19] <= 1 && (proto.Length == ProtoSize || (proto[25] == SyncTag && proto[26] <= 1));

    private static PacketHeader ParseFixed(ReadOnlySpan<byte> proto) => new(
        BinaryPrimitives.ReadInt64LittleEndian(proto[1..]),
        BinaryPrimitives.ReadInt64LittleEndian(proto[10..]),
        0,
        BinaryPrimitives.ReadInt32LittleEndian(proto[21..]),
        proto[19] == 1,
        proto.Length == ProtoSizeWithSync && proto[26] == 1);

    /// <summary>Fields in any order, with fields that we do not know between them.</summary>
    private static PacketHeader ParseFields(ReadOnlySpan<byte> proto)
    {
        var reader = new ProtoReader(proto, nameof(PacketHeaderProto));
        var header = default(PacketHeader);
        var seen = 0;
        for (var tag = reader.NextTag(); tag != 0; tag = reader.NextTag())
        {
            switch (tag)
            {
                case OffsetTag:
                    header = header with { OffsetInBlock = (long)reader.Fixed64() };
                    break;
                case SequenceTag:
                    header = header with { SequenceNumber = (long)reader.Fixed64() };
                    break;
                case LastTag:
                    header = header with { LastInBlock = reader.Varint() != 0 };
                    break;
                case DataLengthTag:
                    header = header with { DataLength = (int)reader.Fixed32() };
                    break;
                case SyncTag:
                    header = header with { SyncBlock = reader.Varint() != 0 };
                    break;
                default:
                    reader.Skip(tag);
                    continue;
            }

            seen |= 1 << (int)(tag >> 3);
        }

        const int Required = 0b11110;
        return (seen & Required) == Required ? header : throw reader.Malformed();
    }
}
