namespace Hathi.Platform.Log;

/// <summary>The limits of a durable log.</summary>
public sealed record DurableLogOptions
{
    /// <summary>A segment that has grown to this many bytes is followed by a new one; small enough that dropping one frees space soon. Default 64 MiB.</summary>
    public long SegmentBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Room kept on the disk ahead of what is written, so that an fdatasync need not change the file's length
    /// (0.13 instead of 0.22 ms for 200 bytes on ext4). Default 8 MiB; 0: none.
    /// </summary>
    public long AllocationBytes { get; init; } = 8 << 20;

    /// <summary>The largest record that is taken, in bytes; what is on the disk is read whatever its size. Default 16 MiB.</summary>
    public int MaxRecordBytes { get; init; } = 16 << 20;

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
