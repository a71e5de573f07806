namespace Hathi.MapReduce.Sort;

/// <summary>What the sort moves instead of a record: 16 bytes that mostly decide the order alone.</summary>
internal struct RecordEntry
{
    /// <summary>Of the key; see <see cref="Records.Serialization.RawComparer.Prefix"/>.</summary>
    internal ulong Prefix;

    /// <summary>Of the record's header in the buffer.</summary>
    internal uint Offset;

    internal int Partition;
}
