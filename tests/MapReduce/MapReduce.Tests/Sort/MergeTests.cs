using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Sort;

public class MergeTests
{
    [Fact]
    public void Merges_any_number_of_runs_with_equal_keys_in_the_order_of_the_runs()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new SeededRandom(seed);
            var runs = Enumerable.Range(0, random.Next(14)).Select(run => Run(random, run)).ToList();
            var expected = runs.SelectMany(r => r)
                .OrderBy(r => r.Key, Comparer<byte[]>.Create((a, b) => a.AsSpan(1).SequenceCompareTo(b.AsSpan(1))));

            var actual = new List<string>();
            var merge = new MergeCursor([.. runs.Select(r => new ListCursor(r))], TextComparer.Instance);
            while (merge.MoveNext())
            {
                actual.Add(Convert.ToHexString(merge.Key) + "=" + merge.Value[0]);
            }

            Assert.False(merge.MoveNext());
            Assert.True(expected.Select(r => Convert.ToHexString(r.Key) + "=" + r.Value[0]).SequenceEqual(actual), $"seed {seed}");
        }
    }

    [Fact]
    public void Groups_are_the_runs_of_equal_keys_however_much_is_read_of_them()
    {
        for (ulong seed = 1; seed <= 300; seed++)
        {
            var random = new SeededRandom(seed);
            var records = Run(random, 1);
            var groups = new GroupCursor(new ListCursor(records), TextComparer.Instance);
            foreach (var expected in records.GroupBy(r => Convert.ToHexString(r.Key)))
            {
                Assert.True(groups.NextGroup());
                var read = random.Next(expected.Count() + 2);
                for (var i = 0; i < read; i++)
                {
                    Assert.Equal(i < expected.Count(), groups.MoveNext());
                }

                Assert.Equal(expected.Key, Convert.ToHexString(groups.Key));
            }

            Assert.False(groups.NextGroup());
            Assert.Equal(records.Count, groups.Records);
        }
    }

    private static List<(byte[] Key, byte[] Value)> Run(SeededRandom random, int number) =>
        [.. Enumerable.Range(0, random.Next(40)).Select(_ => random.Bytes(random.Next(12), "ab"u8))
            .Select(k => (Key: (byte[])[(byte)k.Length, .. k], Value: (byte[])[(byte)number]))
            .OrderBy(r => r.Key.AsSpan(1).ToArray(), Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))];

    private sealed class ListCursor(List<(byte[] Key, byte[] Value)> records) : RecordCursor
    {
        private int _at = -1;

        internal override ReadOnlySpan<byte> Key => records[_at].Key;

        internal override ReadOnlySpan<byte> Value => records[_at].Value;

        internal override bool MoveNext() => ++_at < records.Count;
    }
}
