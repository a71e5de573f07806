using Google.Protobuf;
using Google.Protobuf.Collections;
using Hathi.Base;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.Protocol.BlockReports;

/// <summary>
/// Walks the replicas of one storage in a full block report, in either of its forms: compact buffers
/// (<see cref="BlockReportWriter"/>), or the list of 64-bit numbers of old DataNodes. Allocates nothing. Source: Apache
/// <c>BlockListAsLongs</c>.
/// </summary>
public ref struct BlockReportReader
{
    private const long LengthMask = (1L << 48) - 1;
    private const long StateMask = 0xF;
    private const int MinReplicaSize = 4;

    private readonly RepeatedField<ByteString>? _buffers;
    private readonly RepeatedField<ulong>? _longs;
    private readonly int _finalized;
    private ReadOnlySpan<byte> _buffer;
    private int _nextBuffer;
    private int _nextLong;
    private int _read;

    /// <summary>Begins to read.</summary>
    /// <exception cref="MalformedMessageException">The report counts more replicas than its bytes can hold.</exception>
    public BlockReportReader(StorageBlockReportProto report)
    {
        if (report.HasNumberOfBlocks)
        {
            _buffers = report.BlocksBuffers;
            long bytes = 0;
            foreach (var buffer in _buffers)
            {
                bytes += buffer.Length;
            }

            Count = report.NumberOfBlocks <= (ulong)bytes / MinReplicaSize
                ? (int)report.NumberOfBlocks
                : throw new MalformedMessageException($"a block report of {report.NumberOfBlocks} replicas in {bytes} bytes");
        }
        else if (report.Blocks.Count > 0)
        {
            _longs = report.Blocks;
            (_finalized, Count) = CountLongs(_longs);
            _nextLong = 2;
        }
    }

    /// <summary>Replicas of the report; not more than its bytes can hold.</summary>
    public int Count { get; }

    /// <summary>Reads the next replica.</summary>
    /// <returns>False: that was the last one.</returns>
    /// <exception cref="MalformedMessageException">The bytes end too early, or are no replica.</exception>
    public bool TryRead(out ReportedReplica replica)
    {
        if (_read == Count)
        {
            replica = default;
            return false;
        }

        replica = _longs is null ? ReadBytes() : ReadLongs(_longs);
        _read++;
        return replica.State is >= ReplicaStateProto.Finalized and <= ReplicaStateProto.Temporary ? true : throw Malformed();
    }

    private ReportedReplica ReadBytes()
    {
        var id = NextVarint();
        var length = (long)NextVarint() & LengthMask;
        var generationStamp = (long)NextVarint();
        var state = (long)NextVarint() & StateMask;
        return new ReportedReplica((long)(id >> 1) ^ -(long)(id & 1), length, generationStamp, (ReplicaStateProto)state);
    }

    private ulong NextVarint()
    {
        var taken = Varint.TryRead64(_buffer, out var value);
        if (taken > 0)
        {
            _buffer = _buffer[taken..];
            return value;
        }

        return taken == 0 ? VarintOverSeam() : throw Malformed();
    }

    /// <summary>A buffer may end in the middle of a number.</summary>
    private ulong VarintOverSeam()
    {
        Span<byte> bytes = stackalloc byte[Varint.MaxBytes64];
        for (var i = 0; i < bytes.Length; i++)
        {
            while (_buffer.IsEmpty)
            {
                _buffer = _nextBuffer < _buffers!.Count ? _buffers[_nextBuffer++].Span : throw Malformed();
            }

            bytes[i] = _buffer[0];
            _buffer = _buffer[1..];
            if (bytes[i] < 0x80)
            {
                return Varint.TryRead64(bytes[..(i + 1)], out var value) > 0 ? value : throw Malformed();
            }
        }

        throw Malformed();
    }

    private ReportedReplica ReadLongs(RepeatedField<ulong> longs)
    {
        if (_read == _finalized)
        {
            var isDelimiter = longs[_nextLong] == ulong.MaxValue
                && longs[_nextLong + 1] == ulong.MaxValue
                && longs[_nextLong + 2] == ulong.MaxValue;
            _nextLong += isDelimiter ? 3 : throw Malformed();
        }

        var at = _nextLong;
        var state = _read < _finalized ? 0 : longs[at + 3];
        _nextLong += _read < _finalized ? 3 : 4;
        return new ReportedReplica(
            (long)longs[at], (long)longs[at + 1], (long)longs[at + 2], state <= 4 ? (ReplicaStateProto)state : throw Malformed());
    }

    /// <summary>Two counts, three numbers a finalized replica, three of -1, four numbers for each other.</summary>
    private static (int Finalized, int All) CountLongs(RepeatedField<ulong> longs)
    {
        if (longs.Count < 2 || longs[0] > int.MaxValue || longs[1] > int.MaxValue)
        {
            throw Malformed();
        }

        var (finalized, other) = ((long)longs[0], (long)longs[1]);
        var needed = 2 + (3 * finalized) + (other > 0 ? 3 + (4 * other) : 0);
        return needed <= longs.Count ? ((int)finalized, (int)(finalized + other)) : throw Malformed();
    }

    private static MalformedMessageException Malformed() => new("a block report whose bytes are no replicas");
}
