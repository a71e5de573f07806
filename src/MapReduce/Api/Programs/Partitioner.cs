namespace Hathi.MapReduce;

/// <summary>
/// Chooses the reducer of a record (Apache's Partitioner). It must answer the same in every process. Without one the hash of the serialised
/// key decides, as Apache's HashPartitioner: (hash &amp; 0x7fffffff) mod partitions. One instance serves one attempt on one thread.
/// </summary>
public abstract class Partitioner<TKey, TValue>
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    /// <summary>A number from 0 up to, not including, <paramref name="partitions"/>.</summary>
    public abstract int GetPartition(TKey key, TValue value, int partitions);
}
