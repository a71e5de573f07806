using System.Numerics;
using System.Runtime.InteropServices;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// A small hash table in front of the sort buffer, for jobs with a combiner. Each key has a chunk for a few values; when that is full its
/// owner combines them and puts the result in their place, and when the table is full its owner empties it. Keys are equal when their bytes
/// are. It fits into the processor's caches and lies outside the managed heap. Used by one thread.
/// </summary>
internal sealed unsafe class CombineTable : IDisposable
{
    /// <summary>Bytes for keys and chunks, beside the sort buffer.</summary>
    internal const int LogBytes = 2 << 20;

    /// <summary>Different keys at a time: half the slots, so that searches stay short.</summary>
    internal const int MaxKeys = Slots / 2;

    /// <summary>A chunk of at least so many bytes is not made larger: its values are combined.</summary>
    internal const int MaxChunk = 256;

    private const int SlotBits = 16;
    private const int Slots = 1 << SlotBits;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    /// <summary>Most keys come once: their chunk has room for one value, the next for so many times more.</summary>
    private const int Growth = 4;

    // Before the bytes of each value stands their number.
    private const int ValueHeader = sizeof(int);

    private const int CacheLine = 64;

    // A key is read eight bytes at a time, also where it ends sooner.
    private const int Slack = 16;

    // Zeroed memory comes from the system page by page as it is touched: a map of few records pays for few.
    private readonly byte* _log = (byte*)NativeMemory.Alloc(LogBytes + Slack);
    private readonly void* _memory = NativeMemory.AllocZeroed((Slots * (nuint)sizeof(Entry)) + CacheLine);
    private readonly Entry* _entries;
    private int _used;

    internal CombineTable() => _entries = (Entry*)(((nuint)_memory + CacheLine - 1) & ~(nuint)(CacheLine - 1));

    /// <summary>Different keys held.</summary>
    internal int Keys { get; private set; }

    /// <summary>Values that came since it was empty.</summary>
    internal long Taken { get; private set; }

    /// <summary>Memory to write the next key to; empty when the table may not be able to take such a record.</summary>
    internal Span<byte> ReserveKey(int keySize, int valueSize)
    {
        // The key and the largest chunk that it may get.
        var worst = (long)keySize + Math.Max(MaxChunk, ValueHeader + (long)valueSize);
        return worst > LogBytes - _used || Keys == MaxKeys ? default : new Span<byte>(_log + _used, keySize);
    }

    /// <summary>Finds or adds the key that was written to <see cref="ReserveKey"/>; the slot is good until <see cref="Clear"/>.</summary>
    internal int Find(int keySize)
    {
        var key = _log + _used;
        var word = *(ulong*)key;
        if (keySize < sizeof(ulong))
        {
            word &= (1UL << (8 * keySize)) - 1;
        }

        var slot = (int)(Hash(key, keySize, word) >> (64 - SlotBits));
        while (true)
        {
            var entry = _entries + slot;
            if (entry->Capacity == 0)
            {
                *entry = new Entry { Word = word, Key = _used, KeySize = keySize };
                _used += keySize;
                Keys++;
                return slot;
            }

            if (entry->Word == word && entry->KeySize == keySize && (keySize <= sizeof(ulong) || SameBytes(entry, key)))
            {
                return slot;
            }

            slot = (slot + 1) & (Slots - 1);
        }
    }

    /// <summary>
    /// Memory for one more value of a key that <see cref="Find"/> gave just now; false when its values are to be combined first.
    /// </summary>
    internal bool TryAddValue(int slot, int valueSize, out Span<byte> value)
    {
        var entry = _entries + slot;
        var bytes = ValueHeader + valueSize;
        if (bytes > entry->Capacity - entry->Used && !Grow(entry, bytes))
        {
            value = default;
            return false;
        }

        var target = _log + entry->Chunk + entry->Used;
        *(int*)target = valueSize;
        entry->Used += bytes;
        Taken++;
        value = new Span<byte>(target + ValueHeader, valueSize);
        return true;
    }

    /// <summary>Puts one value in the place of all values of a key; false, and none are left, when it does not fit.</summary>
    internal bool Replace(int slot, ReadOnlySpan<byte> value)
    {
        _entries[slot].Used = 0;
        if (ValueHeader + value.Length > _entries[slot].Capacity)
        {
            return false;
        }

        TryAddValue(slot, value.Length, out var target);
        value.CopyTo(target);
        Taken--;
        return true;
    }

    /// <summary>False: all values of the key have gone to the sort.</summary>
    internal bool HasValues(int slot) => _entries[slot].Used > 0;

    /// <summary>Lets go of all values of a key.</summary>
    internal void RemoveValues(int slot) => _entries[slot].Used = 0;

    internal ReadOnlySpan<byte> Key(int slot) => new(_log + _entries[slot].Key, _entries[slot].KeySize);

    /// <summary>The next slot after this one that has values; -1 after the last. Start with -1.</summary>
    internal int Next(int slot)
    {
        while (++slot < Slots)
        {
            if (_entries[slot].Used > 0)
            {
                return slot;
            }
        }

        return -1;
    }

    /// <summary>The value of a key that has one.</summary>
    internal bool TryGetSingle(int slot, out ReadOnlySpan<byte> value)
    {
        var entry = _entries + slot;
        var first = _log + entry->Chunk;
        value = new ReadOnlySpan<byte>(first + ValueHeader, *(int*)first);
        return entry->Used == ValueHeader + value.Length;
    }

    internal void Clear()
    {
        _used = 0;
        Keys = 0;
        Taken = 0;
        NativeMemory.Clear(_entries, Slots * (nuint)sizeof(Entry));
    }

    public void Dispose()
    {
        NativeMemory.Free(_log);
        NativeMemory.Free(_memory);
    }

    // False when the chunk is as large as chunks get. There is room: ReserveKey has seen to it.
    private bool Grow(Entry* entry, int bytes)
    {
        if (entry->Capacity >= MaxChunk)
        {
            return false;
        }

        var capacity = entry->Capacity == 0 ? bytes : Math.Max(entry->Used + bytes, Math.Min(MaxChunk, Growth * entry->Capacity));
        if (capacity > LogBytes - _used)
        {
            return false;
        }

        Buffer.MemoryCopy(_log + entry->Chunk, _log + _used, capacity, entry->Used);
        entry->Chunk = _used;
        entry->Capacity = capacity;
        _used += capacity;
        return true;
    }

    private bool SameBytes(Entry* entry, byte* key) =>
        new ReadOnlySpan<byte>(_log + entry->Key, entry->KeySize).SequenceEqual(new ReadOnlySpan<byte>(key, entry->KeySize));

    private static ulong Hash(byte* key, int keySize, ulong word)
    {
        var hash = word * Golden;
        if (keySize <= sizeof(ulong))
        {
            return hash;
        }

        for (var i = sizeof(ulong); i <= keySize - sizeof(ulong); i += sizeof(ulong))
        {
            hash = (BitOperations.RotateLeft(hash, 27) ^ *(ulong*)(key + i)) * Golden;
        }

        // The last eight bytes, some of them for the second time.
        return (BitOperations.RotateLeft(hash, 27) ^ *(ulong*)(key + keySize - sizeof(ulong))) * Golden;
    }

    // Two of them share a cache line and none lies across two.
    [StructLayout(LayoutKind.Sequential, Size = 32)]
    private struct Entry
    {
        internal ulong Word;
        internal int Key;
        internal int KeySize;
        internal int Chunk;
        internal int Used;

        /// <summary>0: the slot is free.</summary>
        internal int Capacity;
    }

    /// <summary>The values of one key at a time.</summary>
    internal sealed class Group(CombineTable table) : GroupSource
    {
        private int _slot;
        private int _next;
        private int _end;
        private int _current;
        private bool _selected;

        internal override ReadOnlySpan<byte> Key => table.Key(_slot);

        internal override ReadOnlySpan<byte> Value => new(table._log + _current + ValueHeader, *(int*)(table._log + _current));

        /// <summary>Makes this key the next and only group.</summary>
        internal void Select(int slot)
        {
            _slot = slot;
            _next = table._entries[slot].Chunk;
            _end = _next + table._entries[slot].Used;
            _selected = true;
        }

        internal override bool NextGroup()
        {
            if (_selected)
            {
                _selected = false;
                return true;
            }

            while (MoveNext())
            {
            }

            return false;
        }

        internal override bool MoveNext()
        {
            if (_next == _end)
            {
                return false;
            }

            _current = _next;
            _next += ValueHeader + *(int*)(table._log + _current);
            Records++;
            return true;
        }
    }
}
