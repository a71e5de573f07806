using Hathi.Base;
using Hathi.Ring.Data.Rows;
using Hathi.Tests;

namespace Hathi.Ring.Data.Tests.Rows;

public sealed class RowBytesTests
{
    [Fact]
    [GoldenBytes(typeof(RowWriter), 0)]
    [GoldenBytes(typeof(DataBuffer), 0)]
    public void The_bytes_of_rows()
    {
        var row = new PlainRow { Liveness = new Liveness(1_700_000_000_000_000, 60, 1_700_000_060), Deletion = new Deletion(-2, 7) };
        row.Cells[(1, "")] = new PlainCell(1_700_000_000_000_000, "0102", 60, 1_700_000_060);
        row.Cells[(2, "")] = new PlainCell(1_700_000_000_000_000, "", 0, 0);
        row.Cells[(3, "")] = new PlainCell(1, "FF", 9, 10);
        row.Cells[(4, "")] = new PlainCell(1_700_000_000_000_000, null, 0, 5);
        row.Columns[300] = new Deletion(1_699_999_999_999_999, 6);
        row.Cells[(300, "40AA")] = new PlainCell(1_700_000_000_000_000, "BB", 0, 0);
        row.Cells[(300, "40AB")] = new PlainCell(1_700_000_000_000_000, null, 0, 6);
        const string Bytes =
            "07" + "8080F28183898506" + "3C" + "BCE2CFAA06" + "03" + "07"
            + "09" + "01" + "020102"
            + "01" + "02" + "00"
            + "04" + "03" + "02" + "09" + "0A" + "01FF"
            + "03" + "04" + "05"
            + "20" + "AC02" + "FEFFF18183898506" + "06"
            + "11" + "AC02" + "0240AA" + "01BB"
            + "13" + "AC02" + "06" + "0240AB";
        Assert.Equal(Bytes, Convert.ToHexString(row.ToBytes()));
        Assert.Equal(Bytes, Convert.ToHexString(PlainRow.Of(Convert.FromHexString(Bytes)).ToBytes()));
        Assert.Equal("00", Convert.ToHexString(new PlainRow().ToBytes()));
    }

    [Fact]
    public void Cells_out_of_order_are_a_fault_of_the_caller()
    {
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new RowWriter(new DataBuffer(), Liveness.None, Deletion.None);
            writer.Value(2, 1, 0, 0, []);
            writer.Value(1, 1, 0, 0, []);
        });
        Assert.Throws<InvalidOperationException>(static () =>
        {
            var writer = new RowWriter(new DataBuffer(), Liveness.None, Deletion.None);
            writer.Element(1, 1, 0, 0, [1], []);
            writer.ColumnDeletion(1, new Deletion(1, 1));
        });
    }

    [Theory]
    [InlineData("08", "flags")]
    [InlineData("02", "flags")]
    [InlineData("01", "within a number")]
    [InlineData("00" + "40" + "01" + "02", "flags")]
    [InlineData("00" + "01" + "01" + "00", "flags")]
    [InlineData("00" + "08" + "01" + "02" + "00", "flags")]
    [InlineData("00" + "06" + "01" + "02" + "00", "flags")]
    [InlineData("00" + "30" + "01" + "02" + "00", "flags")]
    [InlineData("00" + "00" + "00" + "02" + "00", "column 0")]
    [InlineData("00" + "00" + "01" + "02" + "02" + "01", "2 bytes are to follow and 1 do")]
    [InlineData("00" + "02" + "01" + "02" + "8080808010", "A number of 4294967296")]
    public void What_is_no_row_is_refused(string bytes, string why) =>
        Assert.Contains(why, Assert.Throws<RingDataException>(() => Read(Convert.FromHexString(bytes))).Message, StringComparison.Ordinal);

    [Fact]
    [Fuzzes(typeof(RowReader))]
    public void Damaged_rows()
    {
        var random = new SeededRandom(4);
        new Fuzz
        {
            Of = "rows",
            Good = [.. Enumerable.Range(0, 20).Select(_ => RandomRows.Make(random).ToBytes())],
            Decode = Read,
            Refusals = [typeof(RingDataException)],
        }.Run();
    }

    private static void Read(byte[] bytes)
    {
        var reader = new RowReader(bytes);
        while (reader.MoveNext())
        {
        }
    }
}
