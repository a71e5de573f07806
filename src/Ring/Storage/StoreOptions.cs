using Hathi.Log;
using Hathi.Ring.Data.Changes;

namespace Hathi.Ring.Storage;

/// <summary>The limits of a store.</summary>
public sealed record StoreOptions
{
    /// <summary>
    /// Bytes of memory off the managed heap for what was written; beyond it writes are refused. What was accepted before is taken in all
    /// the same, and so is all that the log holds at a start. Default 64 MiB.
    /// </summary>
    public long MemoryBytes { get; init; } = 64 << 20;

    /// <summary>
    /// Bytes of records that wait for the disk or for the memtable; beyond it writes are refused. At least one record is taken. Default
    /// 32 MiB: two of the largest, and some tenths of a second of a disk.
    /// </summary>
    public long MaxWaitingBytes { get; init; } = 2 * MutationLimits.MaxBytes;

    /// <summary>Of the log.</summary>
    public DurableLogOptions Log { get; init; } = DurableLogOptions.Default with { MaxRecordBytes = MutationLimits.MaxBytes + 1 };

    /// <summary>Chance, not zero, which decides how fast keys are found and nothing else. Default: another one each time.</summary>
    public ulong Seed { get; init; } = (ulong)Random.Shared.NextInt64() | 1;
}
