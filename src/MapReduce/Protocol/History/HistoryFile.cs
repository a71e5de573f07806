using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hathi.Records.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// A <c>.jhist</c> file: a line that names the encoding, a line with the schema, then the events. Both of Hadoop's encodings are read
/// (Avro-Json, and Avro-Binary, which its jobs write by default); Avro-Json is written. Source: Apache's <c>EventReader</c>
/// and <c>EventWriter</c>.
/// </summary>
public static class HistoryFile
{
    internal const string JsonVersion = "Avro-Json";
    internal const string BinaryVersion = "Avro-Binary";

    // Hadoop's parser reads what JSON allows; only what must be escaped is.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The two lines that a file starts with.</summary>
    public static byte[] Header() => Encoding.UTF8.GetBytes($"{JsonVersion}\n{HistorySchema.Json}\n");

    /// <summary>Appends one event, a line.</summary>
    public static void Append(HistoryEvent happened, IBufferWriter<byte> to)
    {
        using (var json = new Utf8JsonWriter(to, Plain))
        {
            AvroJson.Write(HistorySchema.Event, EventWriting.ToRecord(happened), json);
        }

        to.Write("\n"u8);
    }

    /// <summary>Reads a whole file that is in memory.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="complete">False when it ends in the middle of an event; the events before are given.</param>
    /// <exception cref="InvalidDataException">As <see cref="HistoryReader"/> has it.</exception>
    public static IReadOnlyList<HistoryEvent> Read(byte[] bytes, out bool complete)
    {
        var reader = new HistoryReader(new MemoryStream(bytes));
        IReadOnlyList<HistoryEvent> events = [.. reader.ReadAsync(CancellationToken.None).ToBlockingEnumerable()];
        complete = !reader.IsTorn;
        return events;
    }
}
