namespace Hathi.MapReduce.Sort;

/// <summary>Brings entries into the order of their partitions, in place, in one pass over known partition sizes.</summary>
internal static unsafe class PartitionSort
{
    internal static void Sort(RecordEntry* entries, ReadOnlySpan<int> sizes)
    {
        var next = new int[sizes.Length];
        var ends = new int[sizes.Length];
        var sum = 0;
        for (var p = 0; p < sizes.Length; p++)
        {
            next[p] = sum;
            sum += sizes[p];
            ends[p] = sum;
        }

        for (var p = 0; p < sizes.Length; p++)
        {
            while (next[p] < ends[p])
            {
                var entry = entries[next[p]];
                while (entry.Partition != p)
                {
                    var home = next[entry.Partition]++;
                    (entry, entries[home]) = (entries[home], entry);
                }

                entries[next[p]++] = entry;
            }
        }
    }
}
