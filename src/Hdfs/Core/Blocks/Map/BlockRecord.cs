using Hathi.Hdfs.Core.Memory;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>Everything that is kept of a block for as long as it lives: 64 bytes, one line of the processor's cache.</summary>
internal struct BlockRecord : ISlabItem
{
    private const byte LevelMask = 0x07;
    private const byte StateMask = 0x07;
    private const int QueuedShift = 3;
    private const byte SafeBit = 0x10;
    private const byte CorruptBit = 0x20;
    private const byte PendingBit = 0x40;

    public long Id;
    public long Length;
    public long GenerationStamp;
    public long InodeId;
    public InlineReplicas Inline;

    /// <summary>First replica beyond the inline ones; 0: none.</summary>
    public int Overflow;

    public short Replication;
    private byte _state;
    private byte _flags;

    public static int PageBits => 12;

    public BlockState State
    {
        readonly get => (BlockState)(_state & StateMask);
        set => _state = (byte)((_state & ~StateMask) | (byte)value);
    }

    public int NextFree
    {
        readonly get => Overflow;
        set => Overflow = value;
    }

    public readonly Block Block => new(Id, Length, GenerationStamp);

    /// <summary>Which low-redundancy queue the block is in; -1: none.</summary>
    public int QueueLevel
    {
        readonly get => (_flags & LevelMask) - 1;
        set => _flags = (byte)((_flags & ~LevelMask) | (value + 1));
    }

    /// <summary>Counted as safe while safe mode is on.</summary>
    public bool CountedSafe
    {
        readonly get => (_flags & SafeBit) != 0;
        set => Set(SafeBit, value);
    }

    /// <summary>At least one replica is corrupt.</summary>
    public bool HasCorrupt
    {
        readonly get => (_flags & CorruptBit) != 0;
        set => Set(CorruptBit, value);
    }

    /// <summary>Copies are expected: there is an entry among the pending reconstructions.</summary>
    public bool HasPending
    {
        readonly get => (_flags & PendingBit) != 0;
        set => Set(PendingBit, value);
    }

    /// <summary>There is an entry for the block in the queue of a level, whichever level it is in by now.</summary>
    public readonly bool IsQueued(int level) => (_state & (1 << (QueuedShift + level))) != 0;

    public void SetQueued(int level, bool on)
    {
        var bit = 1 << (QueuedShift + level);
        _state = (byte)(on ? _state | bit : _state & ~bit);
    }

    private void Set(byte bit, bool on) => _flags = on ? (byte)(_flags | bit) : (byte)(_flags & ~bit);
}
