using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Sort;

/// <summary>
/// Sorts entries by comparing whole keys: quicksort that sets equal keys apart, heapsort where it degenerates, insertion for few.
/// </summary>
internal readonly unsafe struct KeySort(byte* data, RawComparer comparer)
{
    private const int Small = 16;

    internal void Sort(RecordEntry* entries, int count) =>
        Quick(entries, count, 2 * System.Numerics.BitOperations.Log2((uint)count | 1));

    private void Quick(RecordEntry* entries, int count, int budget)
    {
        while (count > Small)
        {
            if (budget-- == 0)
            {
                Heap(entries, count);
                return;
            }

            // Dijkstra's three ways: [0, less) below the pivot, [less, more) equal to it, [more, count) above.
            var pivot = Median(entries[0], entries[count / 2], entries[count - 1]);
            int less = 0, more = count, i = 0;
            while (i < more)
            {
                var order = Compare(entries[i], pivot);
                if (order < 0)
                {
                    Swap(entries, less++, i++);
                }
                else if (order > 0)
                {
                    Swap(entries, i, --more);
                }
                else
                {
                    i++;
                }
            }

            // The larger side in this loop, the smaller one on the stack.
            if (less < count - more)
            {
                Quick(entries, less, budget);
                entries += more;
                count -= more;
            }
            else
            {
                Quick(entries + more, count - more, budget);
                count = less;
            }
        }

        Insert(entries, count);
    }

    private void Insert(RecordEntry* entries, int count)
    {
        for (var i = 1; i < count; i++)
        {
            var entry = entries[i];
            var j = i;
            while (j > 0 && Compare(entries[j - 1], entry) > 0)
            {
                entries[j] = entries[j - 1];
                j--;
            }

            entries[j] = entry;
        }
    }

    private void Heap(RecordEntry* entries, int count)
    {
        for (var i = (count / 2) - 1; i >= 0; i--)
        {
            Sink(entries, i, count);
        }

        for (var end = count - 1; end > 0; end--)
        {
            Swap(entries, 0, end);
            Sink(entries, 0, end);
        }
    }

    private void Sink(RecordEntry* entries, int i, int count)
    {
        for (int child; (child = (2 * i) + 1) < count; i = child)
        {
            if (child + 1 < count && Compare(entries[child], entries[child + 1]) < 0)
            {
                child++;
            }

            if (Compare(entries[i], entries[child]) >= 0)
            {
                return;
            }

            Swap(entries, i, child);
        }
    }

    private RecordEntry Median(RecordEntry a, RecordEntry b, RecordEntry c)
    {
        if (Compare(a, b) > 0)
        {
            (a, b) = (b, a);
        }

        return Compare(b, c) <= 0 ? b : Compare(a, c) > 0 ? a : c;
    }

    private int Compare(RecordEntry a, RecordEntry b) =>
        comparer.Compare(new RecordView(data + a.Offset).Key, new RecordView(data + b.Offset).Key);

    private static void Swap(RecordEntry* entries, int a, int b) => (entries[a], entries[b]) = (entries[b], entries[a]);
}
