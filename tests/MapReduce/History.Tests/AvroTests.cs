using System.Text;
using Hathi.MapReduce.Protocol.History;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.History.Tests;

/// <summary>Users name the schema of a history file as they name what is in it.</summary>
public sealed class AvroTests
{
    private const string Nothing = """{"type":"record","name":"A","fields":[{"name":"f","type":"A"}]}""";
    private const string Deep = """{"type":"record","name":"A","fields":[{"name":"f","type":["null","A"]}]}""";
    private const string Lists = """{"type":"record","name":"A","fields":[{"name":"f","type":{"type":"array","items":"A"}}]}""";
    private const string Nulls = """{"type":"record","name":"A","fields":[{"name":"f","type":{"type":"array","items":"null"}}]}""";
    private const string ListsOfNulls =
        """{"type":"record","name":"A","fields":[{"name":"f","type":{"type":"array","items":{"type":"array","items":"null"}}}]}""";
    private const string Number = """{"type":"record","name":"A","fields":[{"name":"f","type":"int"}]}""";
    private const string Maps = """{"type":"record","name":"A","fields":[{"name":"f","type":{"type":"map","values":"A"}}]}""";

    /// <summary>Each of them ended the process, by its stack or its memory, or went past those who catch what is no history.</summary>
    [Theory]
    [InlineData(Nothing, "00")]
    [InlineData(Deep, "020202")]
    [InlineData(Lists, "020202")]
    [InlineData(Maps, "020061020061")]
    [InlineData(Nulls, "FEFFFFFF0F")]
    [InlineData(ListsOfNulls, "80897A C0843D 00")]
    [InlineData(Number, "FEFFFFFFFF7F")]
    public async Task A_value_without_an_end_is_no_history(string schema, string pattern)
    {
        var unit = Convert.FromHexString(pattern.Replace(" ", "", StringComparison.Ordinal));
        var body = new byte[1 << 20];
        for (var i = 0; i < body.Length; i++)
        {
            body[i] = unit[i % unit.Length];
        }

        Assert.Throws<InvalidDataException>(() => new AvroBinaryReader(body).Read(AvroSchema.Parse(schema)));

        // In a file it is what is torn: nothing is found behind it.
        var reader = new HistoryReader(new MemoryStream([.. Encoding.UTF8.GetBytes($"Avro-Binary\n{schema}\n"), .. body]));
        await foreach (var _ in reader.ReadAsync(default))
        {
            Assert.Fail("an event");
        }

        Assert.True(reader.IsTorn);
    }

    [Theory]
    [InlineData("Avro-Json\n{\"type\":\"map\",\"values\":\"string\"}\n{\"a\":\"x\",\"a\":\"y\"}\n{}\n")]
    [InlineData("Avro-Json\n\"string\"\n\"x\"\n\"y\"\n")]
    [InlineData("Avro-Json\n{\"type\":\"record\",\"name\":\"A\",\"fields\":[]}\n{}\n{}\n")]
    public async Task Values_that_are_no_events_are_no_history(string file)
    {
        var reader = new HistoryReader(new MemoryStream(Encoding.UTF8.GetBytes(file)));
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var _ in reader.ReadAsync(default))
            {
                Assert.Fail("an event");
            }
        });
    }
}
