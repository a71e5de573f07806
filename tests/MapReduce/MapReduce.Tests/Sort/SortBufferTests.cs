using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Sort;

public class SortBufferTests
{
    private static readonly TextSerializer Texts = new();

    public static TheoryData<string> Shapes => ["short", "long", "same start", "all equal", "deep", "few", "zeros"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Sorts_by_partition_and_key(string shape)
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var random = new SeededRandom(seed);
            var partitions = random.Next(1, 6);
            var keys = Enumerable.Range(0, random.Next(3000))
                .Select(_ => (Key: Draw(random, shape), Partition: random.Next(partitions))).ToList();
            Check(keys, partitions, TextComparer.Instance, (a, b) => a.AsSpan().SequenceCompareTo(b), seed);
        }
    }

    [Fact]
    public void Sorts_by_a_comparer_without_prefixes()
    {
        for (ulong seed = 1; seed <= 30; seed++)
        {
            var random = new SeededRandom(seed);
            var keys = Enumerable.Range(0, random.Next(3000)).Select(_ => (Key: Draw(random, "short"), Partition: random.Next(3))).ToList();
            Check(keys, 3, new Backwards(), (a, b) => b.AsSpan().SequenceCompareTo(a), seed);
        }
    }

    [Fact]
    public void Survives_input_that_is_bad_for_quicksort()
    {
        // Descending, ascending and organ pipes over a comparer that sees only whole keys.
        foreach (var shape in (Func<int, int>[])[i => i, i => -i, i => Math.Abs(i - 25_000), i => i % 7])
        {
            var keys = Enumerable.Range(0, 50_000)
                .Select(i => (Key: BitConverter.GetBytes(shape(i) + 1_000_000).Reverse().ToArray(), Partition: 0)).ToList();
            Check(keys, 1, new Backwards(), (a, b) => b.AsSpan().SequenceCompareTo(a), 0);
        }
    }

    [Fact]
    public void Is_full_when_records_and_entries_meet()
    {
        using var buffer = new SortBuffer(1000, 1, TextComparer.Instance);
        var count = 0;
        while (TryAdd(buffer, new byte[10], [], 0))
        {
            count++;
        }

        // 2 bytes of header, 11 of key, 16 of entry.
        Assert.Equal(992 / 29, count);
        Assert.True(buffer.Reserve(5000).IsEmpty);
        buffer.Clear();
        Assert.False(buffer.Reserve(900).IsEmpty);
    }

    private static byte[] Draw(SeededRandom random, string shape) => shape switch
    {
        "short" => random.Bytes(random.Next(9), "ab\0\xff"u8),
        "long" => random.Bytes(random.Next(400), "abcdefgh"u8),
        "same start" => [.. "http://www.example.com/"u8, .. random.Bytes(random.Next(12), "ab"u8)],
        "all equal" => "the same key everywhere"u8.ToArray(),
        "deep" => [.. new byte[300], .. random.Bytes(random.Next(3), "ab"u8)],
        "few" => random.Bytes(1, "abc"u8),
        _ => new byte[random.Next(20)],
    };

    private static void Check(
        List<(byte[] Key, int Partition)> keys, int partitions, RawComparer comparer, Comparison<byte[]> order, ulong seed)
    {
        using var buffer = new SortBuffer(32 << 20, partitions, comparer);
        for (var i = 0; i < keys.Count; i++)
        {
            Assert.True(TryAdd(buffer, keys[i].Key, BitConverter.GetBytes(i), keys[i].Partition));
        }

        buffer.Sort();
        for (var p = 0; p < partitions; p++)
        {
            var expected = keys.Where(k => k.Partition == p).Select(k => k.Key).Order(Comparer<byte[]>.Create(order))
                .Select(Convert.ToHexString);
            var actual = new List<string>();
            var cursor = buffer.Read(p);
            while (cursor.MoveNext())
            {
                var key = Texts.Read(cursor.Key).ToArray();
                Assert.Equal(keys[BitConverter.ToInt32(cursor.Value)].Key, key);
                actual.Add(Convert.ToHexString(key));
            }

            Assert.True(expected.SequenceEqual(actual), $"seed {seed}, partition {p}");
        }
    }

    private static bool TryAdd(SortBuffer buffer, byte[] key, ReadOnlySpan<byte> value, int partition)
    {
        var text = new Text(key);
        var keySize = Texts.GetSize(text);
        var header = VInt.Size(keySize) + VInt.Size(value.Length);
        var record = buffer.Reserve(header + keySize + value.Length);
        if (record.IsEmpty)
        {
            return false;
        }

        VInt.Write(record[VInt.Write(record, keySize)..], value.Length);
        Texts.Write(text, record.Slice(header, keySize));
        value.CopyTo(record[(header + keySize)..]);
        buffer.Commit(header + keySize + value.Length, record.Slice(header, keySize), partition);
        return true;
    }

    private sealed class Backwards : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => TextComparer.Instance.Compare(b, a);
    }
}
