using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Sort;

public sealed class CombineTableTests : IDisposable
{
    private readonly CombineTable _table = new();

    public void Dispose() => _table.Dispose();

    [Fact]
    public void Gathers_the_values_of_equal_bytes_in_order_until_a_chunk_is_full()
    {
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SeededRandom(seed);
            var expected = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            var refused = 0;
            for (var i = random.Next(5000); i > 0; i--)
            {
                var key = random.Bytes(random.Next(random.Chance(0.5) ? 4 : 30), "ab\0"u8);
                var value = random.Bytes(random.Next(random.Chance(0.1) ? 600 : 20), "xyz"u8);
                key.CopyTo(_table.ReserveKey(key.Length, value.Length));
                var values = expected.TryGetValue(Convert.ToHexString(key), out var there)
                    ? there
                    : expected[Convert.ToHexString(key)] = [];
                if (Add(key.Length, value))
                {
                    values.Add(Convert.ToHexString(value));
                    continue;
                }

                // Full: what stands for all its values takes their place.
                refused++;
                var slot = _table.Find(key.Length);
                Assert.True(_table.Replace(slot, [7]));
                expected[Convert.ToHexString(key)] = ["07"];
            }

            Assert.True(expected.Count < 100 || refused > 0);
            Assert.Equal(expected.Count, _table.Keys);
            Assert.Equal(expected.Select(e => $"{e.Key}: {string.Join(' ', e.Value)}").Order(StringComparer.Ordinal), Contents());
            _table.Clear();
            Assert.Empty(Contents());
        }
    }

    [Fact]
    public void Says_when_it_is_full()
    {
        Assert.True(_table.ReserveKey(CombineTable.LogBytes, 0).IsEmpty);
        var count = 0;
        for (; !_table.ReserveKey(4, 1000).IsEmpty; count++)
        {
            BitConverter.TryWriteBytes(_table.ReserveKey(4, 1000), count);
            Assert.True(Add(4, new byte[1000]));
        }

        Assert.Equal(CombineTable.LogBytes / 1008, count);
        _table.Clear();
        for (count = 0; !_table.ReserveKey(4, 0).IsEmpty; count++)
        {
            BitConverter.TryWriteBytes(_table.ReserveKey(4, 0), count);
            Assert.True(Add(4, []));
        }

        Assert.Equal(CombineTable.MaxKeys, count);
        Assert.Equal(count, _table.Taken);
    }

    [Fact]
    public void Replacing_is_refused_when_it_does_not_fit_and_leaves_nothing()
    {
        "key"u8.CopyTo(_table.ReserveKey(3, 4));
        var slot = _table.Find(3);
        Assert.True(_table.TryAddValue(slot, 4, out _));
        Assert.False(_table.Replace(slot, new byte[5]));
        Assert.Equal(-1, _table.Next(-1));
    }

    private bool Add(int keySize, byte[] value)
    {
        if (!_table.TryAddValue(_table.Find(keySize), value.Length, out var place))
        {
            return false;
        }

        value.CopyTo(place);
        return true;
    }

    private List<string> Contents()
    {
        var contents = new List<string>();
        var group = new CombineTable.Group(_table);
        for (var slot = _table.Next(-1); slot >= 0; slot = _table.Next(slot))
        {
            group.Select(slot);
            Assert.True(group.NextGroup());
            var values = new List<string>();
            while (group.MoveNext())
            {
                values.Add(Convert.ToHexString(group.Value));
            }

            Assert.False(group.NextGroup());
            Assert.Equal(values.Count == 1, _table.TryGetSingle(slot, out var single));
            Assert.True(values.Count > 1 || values[0] == Convert.ToHexString(single));
            contents.Add($"{Convert.ToHexString(group.Key)}: {string.Join(' ', values)}");
        }

        return [.. contents.Order(StringComparer.Ordinal)];
    }
}
