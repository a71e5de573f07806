using Hathi.Base;
using Hathi.Ring.Data.Rows;

namespace Hathi.Ring.Data.Tests.Rows;

public sealed class RowMergeTests
{
    private const int Runs = 20_000;

    /// <summary>In any order, in any grouping, and again: what comes of it is what the plainest way says.</summary>
    [Fact]
    public void Rows_come_to_the_same_in_any_order()
    {
        var random = new SeededRandom(13);
        for (var run = 0; run < Runs; run++)
        {
            PlainRow[] rows = [RandomRows.Make(random), RandomRows.Make(random), RandomRows.Make(random)];
            var covering = random.Chance(0.3) ? RandomRows.Deletion(random) : Deletion.None;
            var expected = Convert.ToHexString(PlainRow.Merge(rows, covering).ToBytes());
            var bytes = rows.Select(static r => r.ToBytes()).ToArray();
            (int A, int B, int C)[] orders = [(0, 1, 2), (2, 1, 0), (1, 2, 0)];
            foreach (var (a, b, c) in orders)
            {
                var late = Merge(Merge(bytes[a], bytes[b], Deletion.None), bytes[c], covering);
                var early = Merge(Merge(bytes[a], bytes[b], covering), Merge(bytes[c], late, Deletion.None), covering);
                Assert.True(
                    expected == Shown(late) && expected == Shown(early),
                    $"run {run}, order {a}{b}{c}, covering {covering}: {expected} expected, {Shown(late)} and {Shown(early)} came of "
                        + string.Join(", ", bytes.Select(Convert.ToHexString)));
            }
        }
    }

    /// <summary>Each tie by itself, at one timestamp: the first of a line counts.</summary>
    [Theory]
    [InlineData("a tombstone before an older one", "02-01-02-07", "02-01-02-05")]
    [InlineData("a tombstone before what expires", "02-01-02-01", "04-01-02-0A-FF-01-01-99")]
    [InlineData("what expires before what does not", "04-01-02-0A-09-01-01", "00-01-02-01-99")]
    [InlineData("what expires later", "04-01-02-0A-09-01-01", "04-01-02-0A-08-01-02")]
    [InlineData("the larger bytes", "00-01-02-01-02", "00-01-02-02-01-99")]
    [InlineData("the newer one before a tombstone", "00-01-04-01-00", "02-01-02-7F")]
    public void Ties(string what, string first, string second)
    {
        var (a, b) = (Row(first), Row(second));
        Assert.True(Shown(a) == Shown(Merge(a, b, Deletion.None)), what);
        Assert.True(Shown(a) == Shown(Merge(b, a, Deletion.None)), what);
    }

    [Fact]
    public void Nothing_is_left_of_what_is_covered()
    {
        var row = new PlainRow { Liveness = new Liveness(5, 0, 0), Deletion = new Deletion(4, 1) };
        row.Cells[(1, "")] = new PlainCell(5, "01", 0, 0);
        var target = new DataBuffer();
        target.Byte(1);
        Assert.False(RowMerge.TryMerge(row.ToBytes(), [], new Deletion(5, 1), target));
        Assert.Equal(1, target.Length);
        Assert.True(RowMerge.TryMerge(row.ToBytes(), [], new Deletion(4, 1), target));
        Assert.Equal("010A" + "0101" + "0101", Convert.ToHexString(target.Written[1..]));
    }

    /// <summary>A row lives by its own word or by a value; what has expired or is a tombstone is none.</summary>
    [Fact]
    public void Live_is_what_somebody_said_or_some_column_holds()
    {
        var row = new PlainRow { Liveness = new Liveness(5, 10, 100) };
        Assert.True(LiveRow.IsLive(row.ToBytes(), 99));
        Assert.False(LiveRow.IsLive(row.ToBytes(), 100));
        row.Cells[(1, "")] = new PlainCell(5, null, 0, 100);
        Assert.False(LiveRow.IsLive(row.ToBytes(), 100));
        row.Cells[(2, "")] = new PlainCell(5, "01", 10, 200);
        Assert.True(LiveRow.IsLive(row.ToBytes(), 199));
        Assert.False(LiveRow.IsLive(row.ToBytes(), 200));
        row.Cells[(3, "")] = new PlainCell(5, "", 0, 0);
        Assert.True(LiveRow.IsLive(row.ToBytes(), long.MaxValue));
        Assert.False(LiveRow.IsLive([], 0));
    }

    private static byte[] Row(string cell) => Convert.FromHexString("00" + cell.Replace("-", "", StringComparison.Ordinal));

    private static byte[] Merge(byte[] a, byte[] b, Deletion covering)
    {
        var target = new DataBuffer();
        return RowMerge.TryMerge(a, b, covering, target) ? target.Written.ToArray() : [];
    }

    // A row of which nothing is known is as good as none.
    private static string Shown(byte[] row) => row.Length == 0 ? "00" : Convert.ToHexString(row);
}
