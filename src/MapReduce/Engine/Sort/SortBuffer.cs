using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Hathi.Base;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// The bounded memory in which a map's output waits for the sort (mapreduce.task.io.sort.mb): serialised records grow from the start, their
/// entries from the end, and it is full when the two would meet. The memory lies outside the managed heap and is touched only as far as
/// used. Filled, sorted, read, cleared; by one thread.
/// </summary>
internal sealed unsafe class SortBuffer : IDisposable
{
    // A header is read as up to two VInts of nine bytes wherever it stands.
    private const int Slack = 2 * VInt.MaxBytes;

    /// <summary>Records that are written while memory brings one: as many as it takes, few enough to stay in the first cache.</summary>
    private const int Ahead = 12;

    private const int CacheLine = 64;

    private readonly RawComparer _comparer;
    private readonly int[] _sizes;
    private readonly long _capacity;
    private byte* _data;
    private RecordEntry* _entries;
    private uint _used;

    /// <param name="capacity">Bytes for records and entries together.</param>
    /// <param name="partitions">At least 1.</param>
    /// <param name="comparer">Of serialised keys.</param>
    internal SortBuffer(long capacity, int partitions, RawComparer comparer)
    {
        _capacity = capacity & ~15L;
        _comparer = comparer;
        _sizes = new int[partitions];
        _data = (byte*)NativeMemory.AlignedAlloc((nuint)(_capacity + Slack), 64);
        Clear();
    }

    /// <summary>Records held.</summary>
    internal int Count { get; private set; }

    internal int Partitions => _sizes.Length;

    /// <summary>Memory for one record of this many bytes, header included; empty when it does not fit now.</summary>
    internal Span<byte> Reserve(long bytes)
    {
        var room = _capacity - ((Count + 1) * (long)sizeof(RecordEntry)) - _used;
        return bytes > room ? default : new Span<byte>(_data + _used, (int)bytes);
    }

    /// <summary>Keeps the record that was written to the start of what <see cref="Reserve"/> gave.</summary>
    internal void Commit(int bytes, ReadOnlySpan<byte> key, int partition)
    {
        var entry = --_entries;
        entry->Prefix = _comparer.HasPrefix ? _comparer.Prefix(key, 0) : 0;
        entry->Offset = _used;
        entry->Partition = partition;
        _sizes[partition]++;
        _used += (uint)bytes;
        Count++;
    }

    /// <summary>Brings the records into the order of partition and key. After it the buffer is read and cleared, not filled.</summary>
    internal void Sort() => new RecordSorter(_data, _comparer).Sort(_entries, Count, _sizes);

    /// <summary>The sorted records of one partition.</summary>
    internal RecordCursor Read(int partition)
    {
        var first = 0;
        for (var p = 0; p < partition; p++)
        {
            first += _sizes[p];
        }

        return new Cursor(this, first, _sizes[partition]);
    }

    internal void Clear()
    {
        Count = 0;
        _used = 0;
        _entries = (RecordEntry*)(_data + _capacity);
        Array.Clear(_sizes);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_data);
        _data = null;
        _entries = null;
    }

    private sealed class Cursor(SortBuffer buffer, int first, int count) : RecordCursor
    {
        private readonly RecordEntry* _end = buffer._entries + first + count;
        private RecordEntry* _next = buffer._entries + first;
        private byte* _record;

        internal override ReadOnlySpan<byte> Key => new RecordView(_record).Key;

        internal override ReadOnlySpan<byte> Value => new RecordView(_record).Value;

        internal override bool MoveNext()
        {
            if (_next == _end)
            {
                return false;
            }

            _record = buffer._data + (_next++)->Offset;
            return true;
        }

        // Sorted records lie anywhere in the buffer: without a look ahead each costs a wait for memory.
        internal override void WriteTo(IFileWriter file)
        {
            for (; _next < _end; _next++)
            {
                if (Sse.IsSupported && _end - _next > Ahead)
                {
                    var soon = buffer._data + _next[Ahead].Offset;
                    Sse.Prefetch0(soon);
                    Sse.Prefetch0(soon + CacheLine);
                }

                file.Append(new RecordView(buffer._data + _next->Offset));
            }
        }
    }
}
