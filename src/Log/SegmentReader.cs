using System.Buffers.Binary;
using Hathi.Base;

namespace Hathi.Log;

/// <summary>Reads the frames of one segment in order. Decides nothing about damage: it says where it starts.</summary>
internal sealed class SegmentReader : IDisposable
{
    private const int WindowBytes = 128 << 10;
    private readonly IDiskFile _file;
    private readonly Guid _logId;
    private readonly long _length;
    private byte[] _window = BoundedPool<byte>.Rent(WindowBytes);
    private long _windowOffset;
    private int _windowLength;

    internal SegmentReader(IDiskFile file, string path, Guid logId, long firstIndex)
    {
        _file = file;
        _logId = logId;
        _length = file.Length;
        NextIndex = firstIndex;
        var wrong = LogFormat.CheckSegmentHeader(Peek(0, LogFormat.SegmentHeaderBytes), logId, firstIndex);
        if (wrong is not null)
        {
            Dispose();
            throw new LogCorruptException(path, 0, wrong);
        }

        Position = LogFormat.SegmentHeaderBytes;
    }

    /// <summary>Where the next frame starts.</summary>
    internal long Position { get; private set; }

    /// <summary>The index of the next record.</summary>
    internal long NextIndex { get; private set; }

    /// <summary>Where the newest mark so far starts, or the first frame: everything before it was durable.</summary>
    internal long NewestMark { get; private set; } = LogFormat.SegmentHeaderBytes;

    /// <summary>Hands the records of a segment on to the handler, in order.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="path">The segment's file.</param>
    /// <param name="logId">The log's.</param>
    /// <param name="first">The segment's first record.</param>
    /// <param name="from">The first record that is wanted.</param>
    /// <param name="to">The last record that is wanted, which is durable.</param>
    /// <param name="handler">Takes them.</param>
    internal static void ReadAll(IDisk disk, string path, Guid logId, long first, long from, long to, LogRecordHandler handler)
    {
        using var file = disk.Open(path, DiskOpen.Read);
        using var reader = new SegmentReader(file, path, logId, first);
        while (reader.NextIndex <= to)
        {
            var index = reader.NextIndex;
            var frame = reader.Next(out var payload);
            if (frame != SegmentReader.Frame.Record)
            {
                throw new LogCorruptException(path, reader.Position, frame == SegmentReader.Frame.End
                    ? $"it ends before record {index}"
                    : $"record {index} does not match its checksum");
            }

            if (index < from)
            {
                continue;
            }

            try
            {
                handler(index, payload);
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
            {
                throw new LogRecordException(path, reader.Position - payload.Length - LogFormat.RecordHeaderBytes, index, e);
            }
        }
    }

    /// <summary>The next record, passing over marks.</summary>
    /// <returns>
    /// Record: <paramref name="payload"/> is valid until the next call. End: zeros or nothing follow. Damaged: at <see cref="Position"/>.
    /// </returns>
    internal Frame Next(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        while (true)
        {
            var head = Peek(Position, LogFormat.MarkBytes);
            var length = head.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(head) : 0;
            if (length == 0)
            {
                return IsZeroFrom(Position) ? Frame.End : Frame.Damaged;
            }

            if (!LogFormat.TryReadMark(head, _logId, out var mark))
            {
                return Record(length, out payload);
            }

            if (mark != NextIndex)
            {
                return Frame.Damaged;
            }

            NewestMark = Position;
            Position += LogFormat.MarkBytes;
        }
    }

    /// <summary>Whether a mark further on proves that the records from <see cref="NextIndex"/> on were durable.</summary>
    internal bool IsFollowedByLaterMark()
    {
        var at = Position + 1;
        while (at < _length)
        {
            var window = Peek(at, WindowBytes);
            var found = window.IndexOf(LogFormat.MarkMagic);
            if (found < 0)
            {
                at += Math.Max(window.Length - LogFormat.MarkMagic.Length + 1, 1);
                continue;
            }

            at += found;
            if (LogFormat.TryReadMark(Peek(at, LogFormat.MarkBytes), _logId, out var mark) && mark > NextIndex)
            {
                return true;
            }

            at++;
        }

        return false;
    }

    public void Dispose()
    {
        if (_window.Length > 0)
        {
            BoundedPool<byte>.Return(_window);
            _window = [];
        }
    }

    private Frame Record(uint length, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (length > LogFormat.LargestRecord || length > _length - Position - LogFormat.RecordHeaderBytes)
        {
            return Frame.Damaged;
        }

        var frame = Peek(Position, LogFormat.RecordHeaderBytes + (int)length);
        var data = frame[LogFormat.RecordHeaderBytes..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame[4..]) != Crc.Of(NextIndex, data))
        {
            return Frame.Damaged;
        }

        payload = data;
        Position += frame.Length;
        NextIndex++;
        return Frame.Record;
    }

    private bool IsZeroFrom(long offset)
    {
        while (offset < _length)
        {
            var window = Peek(offset, WindowBytes);
            if (window.ContainsAnyExcept((byte)0))
            {
                return false;
            }

            if (window.IsEmpty)
            {
                break; // cut by somebody else while we read
            }

            offset += window.Length;
        }

        return true;
    }

    /// <summary>Up to <paramref name="count"/> bytes from an offset; fewer only where the file ends.</summary>
    private ReadOnlySpan<byte> Peek(long offset, int count)
    {
        count = (int)Math.Min(count, _length - offset);
        var skip = offset - _windowOffset;
        if (skip < 0 || skip + count > _windowLength)
        {
            if (count > _window.Length)
            {
                BoundedPool<byte>.Return(_window);
                _window = BoundedPool<byte>.Rent(count);
            }

            _windowOffset = offset;
            _windowLength = _file.Read(offset, _window.AsSpan(0, (int)Math.Min(_window.Length, _length - offset)));
            skip = 0;
        }

        return _window.AsSpan((int)skip, Math.Min(count, _windowLength - (int)skip));
    }

    internal enum Frame
    {
        Record,
        End,
        Damaged,
    }
}
