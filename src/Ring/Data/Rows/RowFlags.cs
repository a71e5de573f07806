namespace Hathi.Ring.Data.Rows;

/// <summary>The first byte of a row. Numbers are persisted: they only grow.</summary>
[Flags]
internal enum RowFlags : byte
{
    None = 0,

    /// <summary>Somebody has said that it is there.</summary>
    HasLiveness = 0x01,

    /// <summary>For some time only.</summary>
    Expires = 0x02,

    /// <summary>What was written before some time is gone.</summary>
    HasDeletion = 0x04,

    All = HasLiveness | Expires | HasDeletion,
}
