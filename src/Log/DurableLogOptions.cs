namespace Hathi.Log;

/// <summary>The limits of a durable log.</summary>
public sealed record DurableLogOptions
{
    /// <summary>
    /// A segment that has grown to this many bytes is followed by a new one; small enough that dropping one frees
    /// space soon. Default 64 MiB.
    /// </summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Room kept on the disk ahead of what is written, and written with zeros, so that an fdatasync changes neither the file's length nor
    /// its extents (2,000 bytes on ext4: 0.16 ms; kept but never written 0.18-0.25; not kept 0.23-0.28). Default 4 MiB; 0: none.
    /// </summary>
    public long AllocationBytes { get; init; } = 4 << 20;

    /// <summary>
    /// The largest record that is taken, in bytes; what is on the disk is read whatever its size. Default 128 MiB: twice the largest RPC
    /// message (64 MiB), for what a call has decided must be kept.
    /// </summary>
    public int MaxRecordBytes { get; init; } = 128 << 20;

    /// <summary>Appended and not yet flushed bytes, beyond which an append is not taken; at least one record. Default 64 MiB.</summary>
    public int MaxPendingBytes { get; init; } = 64 << 20;

    /// <summary>The defaults.</summary>
    public static DurableLogOptions Default { get; } = new();

    internal DurableLogOptions Validated()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(SegmentBytes, LogFormat.SegmentHeaderBytes);
        ArgumentOutOfRangeException.ThrowIfNegative(AllocationBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxRecordBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxRecordBytes, LogFormat.LargestRecord);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxPendingBytes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxPendingBytes, LogFormat.LargestRecord);
        return this;
    }
}
