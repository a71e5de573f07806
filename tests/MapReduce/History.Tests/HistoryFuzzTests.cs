using System.Text;
using Hathi.MapReduce.History.Storage;
using Hathi.MapReduce.Protocol.History;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.History.Tests;

/// <summary>Files that users leave where the history server takes them from: whatever they hold, they are read or no history.</summary>
public sealed class HistoryFuzzTests
{
    /// <summary>An event may have a million values, in a list that doubles; by the file's own schema they may take no byte.</summary>
    private const long MostAllocated = 128 << 20;

    private const int FileRuns = 700;

    [Fact]
    [Fuzzes(typeof(AvroSchema))]
    public void Schemas() => new Fuzz
    {
        Of = nameof(AvroSchema),
        Good =
        [
            .. new[]
            {
                """{"type":"record","name":"A","namespace":"n","fields":[{"name":"f","type":["null","A"]}]}""",
                """{"type":"record","name":"A","fields":[{"name":"e","type":{"type":"enum","name":"E","symbols":["X","Y"]}}]}""",
                """{"type":"map","values":{"type":"array","items":"double"}}""",
            }.Select(Encoding.UTF8.GetBytes),
            HistoryFile.Header()["Avro-Json\n".Length..],
        ],
        Decode = static bytes => AvroSchema.Parse(Encoding.UTF8.GetString(bytes)),
        Refusals = [typeof(InvalidDataException)],
    }.Run();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Fuzzes(typeof(HistoryFile), typeof(HistoryReader), typeof(AvroBinaryReader), typeof(AvroJson))]
    public void Files(bool binary) => new Fuzz
    {
        Of = nameof(HistoryFile),
        Good = binary ? [HistoryFileTests.ApachesFile()] : [HistoryFileTests.Write(HistoryFileTests.All), HistoryFileTests.Write([])],
        Decode = static bytes => Assert.InRange(HistoryFile.Read(bytes, out _).Count, 0, bytes.Length),
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = MostAllocated,
        Runs = FileRuns,
    }.Run();

    [Fact]
    [Fuzzes(typeof(JobConfFile))]
    public void Settings() => new Fuzz
    {
        Of = nameof(JobConfFile),
        Good =
        [
            .. new[]
            {
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
                    + "<configuration><property><name>a</name><value>b</value><final>true</final></property></configuration>",
                "<configuration>\n  <property><name>a &amp; b</name><value><![CDATA[<x>]]></value></property>\n</configuration>",
            }.Select(Encoding.UTF8.GetBytes),
        ],
        Decode = static bytes => ReadSettings(new MemoryStream(bytes)),
        Refusals = [typeof(InvalidDataException)],
    }.Run();

    [Fact]
    [Fuzzes(typeof(HistoryFileName))]
    public void Names() => new Fuzz
    {
        Of = nameof(HistoryFileName),
        Good = ["job_1_0001-1-u-a%2Db+c-2-3-4-FAILED-q-5.jhist"u8.ToArray()],
        Decode = static bytes => HistoryFileName.Parse(Encoding.UTF8.GetString(bytes)),
        Refusals = [],
        TakesAnything = true,
    }.Run();

    /// <summary>Of events that take no byte a file had as many as anybody asked for.</summary>
    [Fact]
    public void Events_that_take_no_byte_are_no_history()
    {
        const string Event = """{"type":"record","name":"JobStatusChanged","fields":[]}""";
        var schema = "{\"type\":\"record\",\"name\":\"E\",\"fields\":[{\"name\":\"event\",\"type\":" + Event + "}]}";
        var file = Encoding.UTF8.GetBytes($"Avro-Binary\n{schema}\nx");
        var refusal = Assert.Throws<InvalidDataException>(() => HistoryFile.Read(file, out _));
        Assert.Contains("take no byte", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"record","name":"A","namespace":null,"fields":[]}""")]
    [InlineData("""{"type":"record","name":null,"fields":[]}""")]
    [InlineData("""{"type":"record","name":"A","fields":[{"name":null,"type":"int"}]}""")]
    [InlineData("""{"type":"enum","name":"A","symbols":[null]}""")]
    public void A_schema_whose_names_are_null_is_none(string json) => Assert.Throws<InvalidDataException>(() => AvroSchema.Parse(json));

    private static void ReadSettings(Stream stream) => JobConfFile.ReadAsync(stream, CancellationToken.None).GetAwaiter().GetResult();
}
