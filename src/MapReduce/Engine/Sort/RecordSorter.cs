using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// Sorts entries in place: by partition, then by key. Key prefixes go through a radix sort, a byte at a time from the highest; where they
/// do not decide, the next bytes of those keys become the prefix. Only a comparer without prefixes makes it compare whole keys.
/// </summary>
internal readonly unsafe struct RecordSorter(byte* data, RawComparer comparer)
{
    /// <summary>Fewer entries than this are sorted by insertion: counting 256 buckets costs more.</summary>
    private const int Small = 40;

    /// <summary>Keys that agree in so many prefixes (7 bytes each) are compared whole from there: it bounds the stack.</summary>
    private const int MaxDepth = 24;

    /// <summary>Sorts <paramref name="count"/> entries.</summary>
    /// <param name="entries">The first entry.</param>
    /// <param name="count">Entries.</param>
    /// <param name="sizes">Entries of each partition; their sum is <paramref name="count"/>.</param>
    internal void Sort(RecordEntry* entries, int count, ReadOnlySpan<int> sizes)
    {
        if (sizes.Length > 1)
        {
            PartitionSort.Sort(entries, sizes);
        }

        foreach (var size in sizes)
        {
            SortKeys(entries, size);
            entries += size;
        }
    }

    private void SortKeys(RecordEntry* entries, int count)
    {
        if (!comparer.HasPrefix)
        {
            new KeySort(data, comparer).Sort(entries, count);
            return;
        }

        SortPrefixes(entries, count, 56);
        SortTies(entries, count, 0);
    }

    // American flag sort on the byte at the shift; all higher bytes are equal.
    private static void SortPrefixes(RecordEntry* entries, int count, int shift)
    {
        if (count < Small)
        {
            SortByInsertion(entries, count);
            return;
        }

        var ends = stackalloc int[256];
        while (!CountBytes(entries, count, shift, ends))
        {
            shift -= 8;
            if (shift < 0)
            {
                return;
            }
        }

        var starts = stackalloc int[257];
        Distribute(entries, shift, starts, ends);
        if (shift == 0)
        {
            return;
        }

        for (var b = 0; b < 256; b++)
        {
            var size = starts[b + 1] - starts[b];
            if (size > 1)
            {
                SortPrefixes(entries + starts[b], size, shift - 8);
            }
        }
    }

    // False when all entries have the same byte there.
    private static bool CountBytes(RecordEntry* entries, int count, int shift, int* counts)
    {
        new Span<int>(counts, 256).Clear();
        for (var i = 0; i < count; i++)
        {
            counts[(byte)(entries[i].Prefix >> shift)]++;
        }

        return counts[(byte)(entries[0].Prefix >> shift)] != count;
    }

    // Moves every entry into the range of its byte; starts[b]..starts[b + 1] is that range afterwards. Counts come in ends.
    private static void Distribute(RecordEntry* entries, int shift, int* starts, int* ends)
    {
        var next = stackalloc int[256];
        var sum = 0;
        for (var b = 0; b < 256; b++)
        {
            starts[b] = next[b] = sum;
            sum += ends[b];
            ends[b] = sum;
        }

        starts[256] = sum;
        for (var b = 0; b < 256; b++)
        {
            while (next[b] < ends[b])
            {
                var entry = entries[next[b]];
                int home;
                while ((home = (byte)(entry.Prefix >> shift)) != b)
                {
                    (entry, entries[next[home]]) = (entries[next[home]], entry);
                    next[home]++;
                }

                entries[next[b]++] = entry;
            }
        }
    }

    private static void SortByInsertion(RecordEntry* entries, int count)
    {
        for (var i = 1; i < count; i++)
        {
            var entry = entries[i];
            var j = i;
            while (j > 0 && entries[j - 1].Prefix > entry.Prefix)
            {
                entries[j] = entries[j - 1];
                j--;
            }

            entries[j] = entry;
        }
    }

    private void SortTies(RecordEntry* entries, int count, int depth)
    {
        for (int start = 0, end; start < count; start = end)
        {
            var prefix = entries[start].Prefix;
            for (end = start + 1; end < count && entries[end].Prefix == prefix; end++)
            {
            }

            if (end - start > 1 && !comparer.Decides(prefix))
            {
                SortDeeper(entries + start, end - start, depth + 1);
            }
        }
    }

    private void SortDeeper(RecordEntry* entries, int count, int depth)
    {
        if (depth > MaxDepth)
        {
            new KeySort(data, comparer).Sort(entries, count);
            return;
        }

        for (var i = 0; i < count; i++)
        {
            entries[i].Prefix = comparer.Prefix(new RecordView(data + entries[i].Offset).Key, depth);
        }

        SortPrefixes(entries, count, 56);
        SortTies(entries, count, depth);
    }
}
