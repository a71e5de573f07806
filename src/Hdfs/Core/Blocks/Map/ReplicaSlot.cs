using System.Runtime.CompilerServices;
using Hathi.Hdfs.Core.Memory;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>
/// One replica of a block: which storage holds it, how it counts, and where the block is in the storage's own list. Zero is "none".
/// </summary>
internal struct ReplicaSlot
{
    private const uint CorruptBit = 0x8000_0000;
    private const uint ExcessBit = 0x4000_0000;
    private const uint MarkBit = 0x2000_0000;
    private const uint IndexMask = 0x1FFF_FFFF;

    private uint _storage;

    /// <summary>Index of the block's handle in the storage's list.</summary>
    public int Position;

    /// <summary>Index of the storage; 0: no replica here.</summary>
    public int Storage
    {
        readonly get => (int)(_storage & IndexMask);
        set => _storage = (uint)value;
    }

    /// <summary>The replica's content, length or generation stamp is wrong.</summary>
    public bool Corrupt
    {
        readonly get => (_storage & CorruptBit) != 0;
        set => _storage = value ? _storage | CorruptBit : _storage & ~CorruptBit;
    }

    /// <summary>To be deleted because there are more than wanted; until the node says that it is gone.</summary>
    public bool Excess
    {
        readonly get => (_storage & ExcessBit) != 0;
        set => _storage = value ? _storage | ExcessBit : _storage & ~ExcessBit;
    }

    /// <summary>Equal to its storage's: seen in the newest full report of that storage, or come since.</summary>
    public bool Mark
    {
        readonly get => (_storage & MarkBit) != 0;
        set => _storage = value ? _storage | MarkBit : _storage & ~MarkBit;
    }
}

/// <summary>The replicas that most blocks have.</summary>
[InlineArray(Length)]
internal struct InlineReplicas
{
    public const int Length = 3;

    private ReplicaSlot _first;
}

/// <summary>A replica beyond the inline ones.</summary>
internal struct OverflowReplica : ISlabItem
{
    public ReplicaSlot Slot;

    /// <summary>The next one of the same block; 0 ends the chain.</summary>
    public int Next;

    public static int PageBits => 12;

    public int NextFree
    {
        readonly get => Next;
        set => Next = value;
    }
}
