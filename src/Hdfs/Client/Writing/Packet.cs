using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Client.Writing;

/// <summary>
/// One packet on its way: its data is gathered behind room for header and checksums, then sealed, and it is kept until all nodes have
/// acknowledged it, since a rebuilt pipeline gets it again. Reused; belongs to one thread at a time.
/// </summary>
internal sealed class Packet
{
    private readonly byte[] _buffer;
    private readonly int _dataStart;
    private int _wireStart;

    internal Packet(PacketPlan plan)
    {
        // Pinned: the kernel reads from it.
        _buffer = GC.AllocateUninitializedArray<byte>(plan.MaxSize, pinned: true);
        _dataStart = PacketHeader.MaxSize + plan.ChecksumLength;
        MaxData = plan.DataLength;
    }

    /// <summary>Bytes of data that the buffer holds.</summary>
    internal int MaxData { get; }

    internal long SequenceNumber { get; private set; }

    /// <summary>When it left, the last time, in milliseconds of the client's time.</summary>
    internal long SentAt { get; set; }

    /// <summary>Of its first byte, in the block.</summary>
    internal long Offset { get; private set; }

    internal int Length { get; private set; }

    /// <summary>Bytes that this packet takes at most: less than the buffer at the end of a block or of an appended chunk.</summary>
    internal int Limit { get; private set; }

    internal int Room => Limit - Length;

    /// <summary>Ends its block; has no data.</summary>
    internal bool IsLast { get; private set; }

    internal long EndOffset => Offset + Length;

    internal ReadOnlySpan<byte> Data => _buffer.AsSpan(_dataStart, Length);

    /// <summary>The packet as it travels, once sealed.</summary>
    internal ReadOnlyMemory<byte> Wire => _buffer.AsMemory(_wireStart, _dataStart + Length - _wireStart);

    internal void Start(long offset, int limit)
    {
        Offset = offset;
        Length = 0;
        Limit = Math.Min(limit, MaxData);
        IsLast = false;
    }

    /// <summary>Where the next bytes go; what was put there counts after <see cref="Grow"/>.</summary>
    internal Span<byte> Free => _buffer.AsSpan(_dataStart + Length, Room);

    internal void Grow(int count) => Length += count;

    /// <summary>Takes as much as there is room for.</summary>
    /// <returns>Bytes taken.</returns>
    internal int Append(ReadOnlySpan<byte> data)
    {
        var count = Math.Min(Room, data.Length);
        data[..count].CopyTo(Free);
        Length += count;
        return count;
    }

    /// <summary>Adds checksums and header.</summary>
    internal void Seal(long sequenceNumber, ChunkChecksum checksum, bool isLast, bool sync)
    {
        SequenceNumber = sequenceNumber;
        IsLast = isLast;
        var checksums = checksum.ChecksumLength(Length);
        var header = new PacketHeader(Offset, sequenceNumber, checksums, Length, isLast, sync);
        _wireStart = _dataStart - checksums - header.Size;
        header.Write(_buffer.AsSpan(_wireStart));
        checksum.Compute(Data, _buffer.AsSpan(_dataStart - checksums, checksums));
    }
}
