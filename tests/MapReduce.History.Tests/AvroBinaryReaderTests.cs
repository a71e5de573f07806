using Hathi.MapReduce.Protocol.Avro;

namespace Hathi.MapReduce.History.Tests;

/// <summary>Everybody who may write a file may write any schema into it: reading by it ends.</summary>
public sealed class AvroBinaryReaderTests
{
    private const string WithoutEnd = """{"type":"record","name":"A","fields":[{"name":"f","type":"A"}]}""";
    private const string AByteALevel = """{"type":"record","name":"A","fields":[{"name":"f","type":["null","A"]}]}""";
    private const string NoBytes = """{"type":"array","items":"null"}""";
    private const string EmptyRecords = """{"type":"array","items":{"type":"record","name":"E","fields":[]}}""";

    [Theory]
    [InlineData(WithoutEnd, 1)]
    [InlineData(WithoutEnd, 0)]
    [InlineData(AByteALevel, 100_000)]
    public void A_value_that_nests_without_end_is_refused(string schema, int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)2); // The second branch of a union.
        var refused = Assert.Throws<InvalidDataException>(() => new AvroBinaryReader(bytes, 0).Read(AvroSchema.Parse(schema)));
        Assert.Contains("64 levels deep", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(NoBytes)]
    [InlineData(EmptyRecords)]
    public void Many_values_of_no_bytes_are_refused(string schema)
    {
        // Blocks of as many values as there are bytes, each of which says so in four.
        byte[] block = [0x80, 0xEA, 0x30]; // 400,000 as a zigzag number
        var bytes = Enumerable.Repeat(block, 400_000).SelectMany(static b => b).ToArray();
        var refused = Assert.Throws<InvalidDataException>(() => new AvroBinaryReader(bytes, 0).Read(AvroSchema.Parse(schema)));
        Assert.Contains("value number", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_there_is_comes_back()
    {
        var reader = new AvroBinaryReader([4, 2, 6, 0, 0], 0);
        Assert.Equal([1L, 3L], ((List<object?>)reader.Read(AvroSchema.Parse("""{"type":"array","items":"long"}"""))!).Cast<long>());
        Assert.Equal(4, reader.Position);
    }
}
