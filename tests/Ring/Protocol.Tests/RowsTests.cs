using System.Security.Cryptography;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Metadata;
using Hathi.Ring.Protocol.Notation;
using Hathi.Ring.Data.Types;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>Rows and prepared statements, whose metadata have most of the flags.</summary>
public sealed class RowsTests
{
    private const string Two = "0002 'ks' 0001 't' 0001 'k' 0009 0001 'v' 000D";

    private static readonly ColumnList s_two = new([new("ks", "t", "k", NativeType.Int), new("ks", "t", "v", NativeType.Varchar)]);

    private static readonly ColumnList s_ofTwoTables = new([new("ks", "t", "k", NativeType.Int), new("ks", "u", "k", NativeType.Int)]);

    private static readonly byte[] s_id = [0xAA, 0xBB];

    [Theory]
    [InlineData(false, false, "", "00000002 00000001 00000002 " + Two + " 00000002 00000004 00000007 FFFFFFFF 00000000 00000001 'x'")]
    [InlineData(true, false, "", "00000002 00000005 00000002 00000002 00000004 00000007 FFFFFFFF 00000000 00000001 'x'")]
    [InlineData(
        false, true, "",
        "00000002 00000003 00000002 00000002 CAFE " + Two + " 00000002 00000004 00000007 FFFFFFFF 00000000 00000001 'x'")]
    [InlineData(
        true, true, "",
        "00000002 00000007 00000002 00000002 CAFE 00000002 00000004 00000007 FFFFFFFF 00000000 00000001 'x'")]
    [InlineData(
        true, true, "AABB",
        "00000002 0000000B 00000002 00000002 CAFE 0002 AABB " + Two + " 00000002 00000004 00000007 FFFFFFFF 00000000 00000001 'x'")]
    public void Rows_are_written_as_they_are_found(bool skip, bool more, string newId, string text)
    {
        var id = Convert.FromHexString(newId);
        var bytes = Wire.Bytes(text);
        Assert.Equal(bytes, Wire.Written(b =>
        {
            b.PutRaw(s_id); // other things stand before
            var rows = RowsWriter.Begin(b, ProtocolVersion.V5, s_two, skip, id);
            rows.Value([0, 0, 0, 7]);
            rows.Null();
            Assert.Equal(1, rows.Rows);
            rows.Value([]);
            rows.Value("x"u8);
            rows.Complete(more ? WireValue.Of([0xCA, 0xFE]) : WireValue.Null);
        })[2..]);

        var reader = new WireReader(bytes);
        Assert.Equal(ResultKind.Rows, ResultAnswer.ReadKind(ref reader));
        var read = new RowsReader(reader);
        Assert.Equal((2, 2), (read.RowCount, read.ColumnCount));
        Assert.Equal(skip && newId.Length == 0 ? null : s_two.Columns, read.Columns?.Columns);
        Assert.Equal(more ? [0xCA, 0xFE] : [], read.PagingState.Bytes.ToArray());
        Assert.Equal(more, read.PagingState.IsPresent);
        Assert.Equal(id, read.NewMetadataId.ToArray());
        Assert.True(read.NextRow());
        Assert.Equal([0, 0, 0, 7], read.Next().Bytes.ToArray());
        Assert.True(read.Next().IsNull);
        Assert.True(read.NextRow());
        Assert.True(read.Next().IsPresent);
        Assert.Equal("x"u8, read.Next().Bytes);
        Assert.False(read.NextRow());
    }

    /// <summary>New ids are told since version 5; without them the client's columns are what it has.</summary>
    [Fact]
    public void An_older_version_is_told_no_new_id() => Assert.Equal(
        Wire.Bytes("00000002 00000005 00000002 00000000"),
        Wire.Written(static b => RowsWriter.Begin(b, ProtocolVersion.V4, s_two, true, s_id).Complete(WireValue.Null)));

    [Fact]
    public void Columns_of_several_tables_name_each() => Assert.Equal(
        Wire.Bytes("00000002 00000000 00000002 0002 'ks' 0001 't' 0001 'k' 0009 0002 'ks' 0001 'u' 0001 'k' 0009 00000000"),
        Wire.Written(static b => RowsWriter.Begin(b, ProtocolVersion.V4, s_ofTwoTables, false, default).Complete(WireValue.Null)));

    [Fact]
    public void A_row_that_is_not_whole_is_our_mistake() => Wire.Written(static b =>
        Assert.Throws<InvalidOperationException>(() =>
        {
            var rows = RowsWriter.Begin(b, ProtocolVersion.V4, s_two, false, default);
            rows.Null();
            rows.Complete(WireValue.Null);
        }));

    [Theory]
    [InlineData("00000004 00000002 7FFFFFFF 00000000")] // more rows than bytes
    [InlineData("00000004 7FFFFFFF 7FFFFFFF 00000000")]
    [InlineData("00000004 00000000 00000001")] // rows of nothing
    [InlineData("00000004 FFFFFFFF 00000000")]
    [InlineData("00000004 00000001 FFFFFFFF")]
    [InlineData("00000001 7FFFFFFF 0000 0000 00000000")] // more columns than bytes
    [InlineData("00000002 00000000 7FFFFFFF")]
    public void Rows_that_cannot_be_are_refused(string text) =>
        Assert.True(Wire.Refused(() => _ = new RowsReader(new WireReader(Wire.Bytes(text))).RowCount).ConnectionGoesOn);

    [Fact]
    public void A_value_that_is_cut_off_is_refused_when_it_is_read()
    {
        var bytes = Wire.Bytes("00000004 00000001 00000002 00000001 2A 7FFFFFFF");
        Wire.Refused(() =>
        {
            var rows = new RowsReader(new WireReader(bytes));
            Assert.True(rows.NextRow());
            Assert.Equal([0x2A], rows.Next().Bytes.ToArray());
            Assert.True(rows.NextRow());
            rows.Next();
        });
    }

    [Theory]
    [InlineData(
        ProtocolVersion.V3,
        "00000004 0002 AABB 00000001 00000002 " + Two + " 00000001 00000002 " + Two)]
    [InlineData(
        ProtocolVersion.V4,
        "00000004 0002 AABB 00000001 00000002 00000001 0000 " + Two + " 00000001 00000002 " + Two)]
    [InlineData(
        ProtocolVersion.V5,
        "00000004 0002 AABB 0001 CC 00000001 00000002 00000001 0000 " + Two + " 00000001 00000002 " + Two)]
    public void Prepared(ProtocolVersion version, string text)
    {
        var answer = new PreparedAnswer(s_id, new byte[] { 0xCC }, new VariablesMetadata(s_two, [0]), s_two);
        var bytes = Wire.Bytes(text);
        Assert.Equal(bytes, Wire.Written(b => answer.Write(b, version)));
        var reader = new WireReader(bytes);
        Assert.Equal(ResultKind.Prepared, ResultAnswer.ReadKind(ref reader));
        var read = PreparedAnswer.Read(ref reader, version);
        Assert.True(reader.Rest.IsEmpty);
        Assert.Equal(s_id, read.StatementId.ToArray());
        Assert.Equal(version == ProtocolVersion.V5 ? [0xCC] : [], read.ResultMetadataId.ToArray());
        Assert.Equal(s_two.Columns, read.Variables.Variables.Columns);
        Assert.Equal(version == ProtocolVersion.V3 ? [] : [0], read.Variables.KeyIndexes);
        Assert.Equal(s_two.Columns, read.ResultColumns.Columns);
    }

    /// <summary>What is no SELECT has no columns, and says so as Cassandra does.</summary>
    [Fact]
    public void Prepared_without_variables_and_columns() => Assert.Equal(
        Wire.Bytes("00000004 0002 AABB 00000000 00000000 00000000 00000004 00000000"),
        Wire.Written(static b =>
            new PreparedAnswer(s_id, default, new VariablesMetadata(ColumnList.Empty, []), ColumnList.Empty).Write(b, ProtocolVersion.V4)));

    /// <summary>A key of several tables would say nothing.</summary>
    [Fact]
    public void Prepared_with_variables_of_several_tables_tells_no_key() => Assert.Equal(
        Wire.Bytes("00000000 00000002 00000000 0002 'ks' 0001 't' 0001 'k' 0009 0002 'ks' 0001 'u' 0001 'k' 0009"),
        Wire.Written(static b => new VariablesMetadata(s_ofTwoTables, [0]).Write(b, ProtocolVersion.V4)));

    [Theory]
    [InlineData("0001 AA 00000001 00000001 7FFFFFFF 0000")]
    [InlineData("0001 AA 00000000 FFFFFFFF 00000000")]
    [InlineData("0001 AA 00000000 00000000 FFFFFFFF")]
    public void A_prepared_statement_that_cannot_be_is_refused(string text) => Assert.True(Wire.Refused(() =>
    {
        var reader = new WireReader(Wire.Bytes(text));
        PreparedAnswer.Read(ref reader, ProtocolVersion.V4);
    }).ConnectionGoesOn);

    [Fact]
    public void Ids_of_metadata_tell_columns_apart()
    {
        Assert.Equal(MD5.HashData(Wire.Bytes(Two)), RowsMetadata.IdOf(s_two));
        Assert.Equal(MD5.HashData([]), RowsMetadata.IdOf(ColumnList.Empty));
        Assert.NotEqual(RowsMetadata.IdOf(s_two), RowsMetadata.IdOf(s_ofTwoTables));
        Assert.Equal(RowsMetadata.IdBytes, RowsMetadata.IdOf(s_two).Length);
    }
}
