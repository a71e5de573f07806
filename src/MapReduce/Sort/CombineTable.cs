using System.Numerics;
using System.Runtime.InteropServices;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// A small hash table in front of the sort buffer, for jobs with a combiner: it gathers the values of keys that come often, so that they are combined
/// before they are sorted. Keys are equal when their bytes are. It fits into the processor's cache; when it is full its groups are read and it
/// starts anew. The memory lies outside the managed heap. Used by one thread.
/// </summary>
internal sealed unsafe class CombineTable : IDisposable
{
    /// <summary>Bytes for keys and values, beside the sort buffer.</summary>
    internal const int LogBytes = 4 << 20;

    /// <summary>Different keys at a time.</summary>
    internal const int MaxKeys = 1 << 16;

    private const int SlotBits = 17;
    private const int Slots = 1 << SlotBits;
    private const ulong Golden = 0x9E3779B97F4A7C15;

    // A key is read eight bytes at a time, also where it ends sooner.
    private const int Slack = 16;
    private const int None = -1;

    private readonly byte* _log = (byte*)NativeMemory.Alloc(LogBytes + Slack);
    private readonly Entry* _entries = (Entry*)NativeMemory.Alloc(MaxKeys * (nuint)sizeof(Entry));
    private readonly int* _slots = (int*)NativeMemory.AllocZeroed(Slots * sizeof(int));
    private int _used;

    /// <summary>Different keys held.</summary>
    internal int Keys { get; private set; }

    /// <summary>Values held.</summary>
    internal int Values { get; private set; }

    /// <summary>Memory to write the next key to; empty when the table cannot take such a record now.</summary>
    internal Span<byte> ReserveKey(int keySize, int valueSize)
    {
        var worst = (long)keySize + valueSize + sizeof(Node);
        return worst > LogBytes - _used || Keys == MaxKeys ? default : new Span<byte>(_log + _used, keySize);
    }

    /// <summary>Finds or adds the key that was written, and gives memory for its value, which must be filled.</summary>
    internal Span<byte> Add(int keySize, int valueSize)
    {
        var key = _log + _used;
        var word = *(ulong*)key;
        if (keySize < sizeof(ulong))
        {
            word &= (1UL << (8 * keySize)) - 1;
        }

        var slot = (int)(Hash(key, keySize, word) >> (64 - SlotBits));
        int found;
        while ((found = _slots[slot] - 1) >= 0)
        {
            var entry = _entries + found;
            if (entry->Word == word && entry->KeySize == keySize && (keySize <= sizeof(ulong) || SameRest(entry, key)))
            {
                return Append(entry, valueSize);
            }

            slot = (slot + 1) & (Slots - 1);
        }

        var fresh = _entries + Keys++;
        _slots[slot] = Keys;
        *fresh = new Entry { Word = word, Key = _used, KeySize = keySize, First = None };
        _used += keySize;
        return Append(fresh, valueSize);
    }

    /// <summary>The groups, in the order in which their keys came. Until <see cref="Clear"/> nothing is added.</summary>
    internal GroupSource Read() => new Groups(this);

    internal void Clear()
    {
        _used = 0;
        Keys = 0;
        Values = 0;
        NativeMemory.Clear(_slots, Slots * sizeof(int));
    }

    public void Dispose()
    {
        NativeMemory.Free(_log);
        NativeMemory.Free(_entries);
        NativeMemory.Free(_slots);
    }

    private Span<byte> Append(Entry* entry, int valueSize)
    {
        var at = _used;
        *(Node*)(_log + at) = new Node { Next = None, Size = valueSize };
        if (entry->First == None)
        {
            entry->First = at;
        }
        else
        {
            ((Node*)(_log + entry->Last))->Next = at;
        }

        entry->Last = at;
        _used = at + sizeof(Node) + valueSize;
        Values++;
        return new Span<byte>(_log + at + sizeof(Node), valueSize);
    }

    private bool SameRest(Entry* entry, byte* key) =>
        new ReadOnlySpan<byte>(_log + entry->Key, entry->KeySize).SequenceEqual(new ReadOnlySpan<byte>(key, entry->KeySize));

    private static ulong Hash(byte* key, int keySize, ulong word)
    {
        var hash = word * Golden;
        if (keySize <= sizeof(ulong))
        {
            return hash;
        }

        var i = sizeof(ulong);
        for (; i <= keySize - sizeof(ulong); i += sizeof(ulong))
        {
            hash = (BitOperations.RotateLeft(hash, 27) ^ *(ulong*)(key + i)) * Golden;
        }

        // The last eight bytes, some of them for the second time.
        return (BitOperations.RotateLeft(hash, 27) ^ *(ulong*)(key + keySize - sizeof(ulong))) * Golden;
    }

    private struct Entry
    {
        internal ulong Word;
        internal int Key;
        internal int KeySize;
        internal int First;
        internal int Last;
    }

    // Before the bytes of each value.
    private struct Node
    {
        internal int Next;
        internal int Size;
    }

    private sealed class Groups(CombineTable table) : GroupSource
    {
        private int _group = -1;
        private int _next = None;
        private int _current = None;

        internal override ReadOnlySpan<byte> Key
        {
            get
            {
                var entry = table._entries + _group;
                return new ReadOnlySpan<byte>(table._log + entry->Key, entry->KeySize);
            }
        }

        internal override ReadOnlySpan<byte> Value => new(table._log + _current + sizeof(Node), ((Node*)(table._log + _current))->Size);

        internal override bool NextGroup()
        {
            while (MoveNext())
            {
            }

            if (_group + 1 >= table.Keys)
            {
                return false;
            }

            _next = table._entries[++_group].First;
            return true;
        }

        internal override bool MoveNext()
        {
            if (_next == None)
            {
                return false;
            }

            _current = _next;
            _next = ((Node*)(table._log + _current))->Next;
            Records++;
            return true;
        }
    }
}
