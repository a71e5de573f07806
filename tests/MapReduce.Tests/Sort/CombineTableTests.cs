using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Sort;

public class CombineTableTests
{
    [Fact]
    public void Gathers_the_values_of_equal_bytes_in_order()
    {
        using var table = new CombineTable();
        for (ulong seed = 1; seed <= 40; seed++)
        {
            var random = new SeededRandom(seed);
            var expected = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            var order = new List<string>();
            for (var i = random.Next(5000); i > 0; i--)
            {
                var key = random.Bytes(random.Next(random.Chance(0.5) ? 4 : 30), "ab\0"u8);
                var value = random.Bytes(random.Next(20), "xyz"u8);
                key.CopyTo(table.ReserveKey(key.Length, value.Length));
                value.CopyTo(table.Add(key.Length, value.Length));
                if (!expected.TryGetValue(Convert.ToHexString(key), out var values))
                {
                    order.Add(Convert.ToHexString(key));
                    expected.Add(order[^1], values = []);
                }

                values.Add(Convert.ToHexString(value));
            }

            Assert.Equal(order.Count, table.Keys);
            var groups = table.Read();
            foreach (var key in order)
            {
                Assert.True(groups.NextGroup());
                Assert.Equal(key, Convert.ToHexString(groups.Key));
                foreach (var value in random.Chance(0.8) ? expected[key] : [])
                {
                    Assert.True(groups.MoveNext());
                    Assert.Equal(value, Convert.ToHexString(groups.Value));
                }
            }

            Assert.False(groups.NextGroup());
            Assert.Equal(expected.Values.Sum(v => v.Count), groups.Records);
            table.Clear();
        }
    }

    [Fact]
    public void Says_when_it_is_full()
    {
        using var table = new CombineTable();
        Assert.True(table.ReserveKey(CombineTable.LogBytes, 0).IsEmpty);
        var count = 0;
        for (; !table.ReserveKey(4, 1000).IsEmpty; count++)
        {
            BitConverter.TryWriteBytes(table.ReserveKey(4, 1000), count);
            table.Add(4, 1000).Clear();
        }

        Assert.Equal(CombineTable.LogBytes / 1012, count);
        table.Clear();
        for (count = 0; !table.ReserveKey(4, 0).IsEmpty; count++)
        {
            BitConverter.TryWriteBytes(table.ReserveKey(4, 0), count);
            table.Add(4, 0);
        }

        Assert.Equal(CombineTable.MaxKeys, count);
    }
}
