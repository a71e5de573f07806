using Hathi.Ring.Data.Changes;
using Hathi.Ring.Data.Rows;
using Hathi.Tests;

namespace Hathi.Ring.Data.Tests.Changes;

public sealed class MutationTests
{
    private static readonly Guid Table = new("00112233-4455-6677-8899-aabbccddeeff");

    private const string Bytes =
        "01"
        + "2B000000" + "00112233445566778899AABBCCDDEEFF" + "FEFFFFFFFFFFFFFF" + "02AABB"
        + "01" + "0A" + "07"
        + "03" + "01000000" + "00"
        + "02" + "0140" + "0160" + "0C" + "08"
        + "1F000000" + "00112233445566778899AABBCCDDEEFF" + "0100000000000000" + "00"
        + "04" + "00" + "00000000";

    [Fact]
    [GoldenBytes(typeof(MutationWriter), 1)]
    public void The_bytes_of_version_1()
    {
        Assert.Equal(Bytes, Convert.ToHexString(Written().Record));
        var reader = new MutationReader(Convert.FromHexString(Bytes));
        Assert.True(reader.MoveNextPartition());
        Assert.Equal((Table, -2L, "AABB"), (reader.Table, reader.Token, Convert.ToHexString(reader.Key)));
        Assert.True(reader.MoveNext());
        Assert.Equal((ChangeKind.PartitionDeletion, new Deletion(5, 7)), (reader.Kind, reader.Deletion));
        Assert.True(reader.MoveNext());
        Assert.Equal((ChangeKind.StaticRow, "00"), (reader.Kind, Convert.ToHexString(reader.Row)));
        Assert.True(reader.MoveNext());
        Assert.Equal((ChangeKind.RangeDeletion, new Deletion(6, 8)), (reader.Kind, reader.Deletion));
        Assert.Equal("4060", Convert.ToHexString(reader.From) + Convert.ToHexString(reader.To));
        Assert.False(reader.MoveNext());
        Assert.True(reader.MoveNextPartition());
        Assert.Equal((1L, 0), (reader.Token, reader.Key.Length));
        Assert.True(reader.MoveNext());
        Assert.Equal((ChangeKind.Row, 0, 0), (reader.Kind, reader.Clustering.Length, reader.Row.Length));
        Assert.False(reader.MoveNext());
        Assert.False(reader.MoveNextPartition());
    }

    [Fact]
    public void A_writer_is_used_again_and_refuses_what_would_not_be_read()
    {
        var writer = Written();
        writer.Clear();
        Assert.True(writer.IsEmpty);
        Assert.Throws<InvalidOperationException>(() => writer.DeletePartition(new Deletion(1, 1)));
        writer.BeginPartition(Table, 0, []);
        writer.BeginRow([]);
        Assert.Throws<InvalidOperationException>(() => writer.BeginRow([]));
        Assert.Throws<InvalidOperationException>(() => writer.Record.Length);
    }

    [Theory]
    [InlineData("", "no bytes")]
    [InlineData("02", "version 2")]
    [InlineData("01" + "01000000" + "00", "A partition of 1 bytes")]
    [InlineData("01" + "05000000" + "00", "A piece of 5 bytes")]
    [InlineData("01" + "FFFFFFFF" + "00", "A piece of -1 bytes")]
    [InlineData("01" + "1A000000" + "00112233445566778899AABBCCDDEEFF" + "0100000000000000" + "00" + "05", "kind 5")]
    [InlineData("01" + "1F000000" + "00112233445566778899AABBCCDDEEFF" + "0100000000000000" + "00" + "03" + "01000000" + "FF", "flags")]
    [InlineData("01" + "1A000000" + "00112233445566778899AABBCCDDEEFF" + "0100000000000000" + "00" + "01", "within a number")]
    public void What_is_no_mutation_is_refused(string bytes, string why) =>
        Assert.Contains(
            why,
            Assert.Throws<RingDataException>(() => MutationReader.Check(Convert.FromHexString(bytes))).Message,
            StringComparison.Ordinal);

    [Fact]
    [Fuzzes(typeof(MutationReader))]
    public void Damaged_mutations() => new Fuzz
    {
        Of = "mutations",
        Good = [Convert.FromHexString(Bytes)],
        Decode = static bytes => MutationReader.Check(bytes),
        Refusals = [typeof(RingDataException)],
    }.Run();

    private static MutationWriter Written()
    {
        var writer = new MutationWriter();
        writer.BeginPartition(Table, -2, [0xAA, 0xBB]);
        writer.DeletePartition(new Deletion(5, 7));
        writer.BeginStaticRow();
        _ = new RowWriter(writer.Buffer, Liveness.None, Deletion.None);
        writer.EndRow();
        writer.DeleteRange([0x40], [0x60], new Deletion(6, 8));
        writer.BeginPartition(Table, 1, []);
        writer.BeginRow([]);
        writer.EndRow();
        return writer;
    }
}
