using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Blocks.Map;

/// <summary>Everything that is kept of a block for as long as it lives: 64 bytes, one line of the processor's cache.</summary>
internal struct BlockRecord : ISlabItem
{
    private const byte LevelMask = 0x07;
    private const byte MarkBit = 0x08;
    private const byte SafeBit = 0x10;
    private const byte CorruptBit = 0x20;
    private const byte PendingBit = 0x40;
    private const byte ReportedBit = 0x80;

    public long Id;
    public long Length;
    public long GenerationStamp;
    public long InodeId;
    public InlineReplicas Inline;

    /// <summary>First replica beyond the inline ones; 0: none.</summary>
    public int Overflow;

    public short Replication;
    public BlockState State;
    private byte _flags;

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

    /// <summary>Scratch of the queues; off between their walks.</summary>
    public bool Mark
    {
        readonly get => (_flags & MarkBit) != 0;
        set => Set(MarkBit, value);
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

    /// <summary>Seen in the full block report that is being taken in; off between steps.</summary>
    public bool Reported
    {
        readonly get => (_flags & ReportedBit) != 0;
        set => Set(ReportedBit, value);
    }

    private void Set(byte bit, bool on) => _flags = on ? (byte)(_flags | bit) : (byte)(_flags & ~bit);
}
