namespace Hathi.Ring.Data.Reads;

/// <summary>Where a read goes on that was interrupted.</summary>
public enum ResumeKind
{
    /// <summary>It begins.</summary>
    None,

    /// <summary>With the first row of a partition; of keys, those before it are passed over.</summary>
    AtPartition,

    /// <summary>Within a partition, behind a row of it, be that still there or not.</summary>
    BehindRow,

    /// <summary>Behind a partition.</summary>
    BehindPartition,
}
