namespace Hathi.Ring.Data.Changes;

/// <summary>What an item of a mutation is. Numbers are persisted: they only grow.</summary>
public enum ChangeKind : byte
{
    /// <summary>No item: the partition has no more.</summary>
    None = 0,

    /// <summary>The whole partition is gone.</summary>
    PartitionDeletion = 1,

    /// <summary>Rows between two bounds are gone.</summary>
    RangeDeletion = 2,

    /// <summary>The static row.</summary>
    StaticRow = 3,

    /// <summary>A row.</summary>
    Row = 4,
}
