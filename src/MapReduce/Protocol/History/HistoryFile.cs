using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Hathi.MapReduce.Protocol.Avro;

namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// A <c>.jhist</c> file: a line that names the encoding, a line with the schema, then the events. Both of Hadoop's encodings are read (Avro-Json, and
/// Avro-Binary, which its jobs write by default); Avro-Json is written. Source: Apache's <c>EventReader</c> and <c>EventWriter</c>.
/// </summary>
public static class HistoryFile
{
    private const string JsonVersion = "Avro-Json";
    private const string BinaryVersion = "Avro-Binary";

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

    /// <summary>Reads a whole file.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="complete">False when it ends in the middle of an event, as the file of a master that died does; the events before are given.</param>
    /// <exception cref="InvalidDataException">It is no history file, or an event before the last is broken.</exception>
    public static IReadOnlyList<HistoryEvent> Read(byte[] bytes, out bool complete)
    {
        var at = 0;
        var version = Line(bytes, ref at);
        if (version is not (JsonVersion or BinaryVersion))
        {
            throw new InvalidDataException($"no job history: it starts with '{version[..Math.Min(version.Length, 40)]}', not with {JsonVersion} or {BinaryVersion}");
        }

        var schema = AvroSchema.Parse(Line(bytes, ref at));
        var events = new List<HistoryEvent>();
        complete = version == JsonVersion ? ReadJson(schema, bytes, at, events) : ReadBinary(schema, bytes, at, events);
        return events;
    }

    /// <summary>Reads a file of Avro-Json, which ours are, as it comes: its events are never all in memory. One that ends in the middle of an event gives those before.</summary>
    /// <param name="file">Read to its end, not closed.</param>
    /// <param name="cancellation">Gives it up.</param>
    /// <exception cref="InvalidDataException">It is no such file, or an event before the last is broken.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async IAsyncEnumerable<HistoryEvent> ReadAsync(Stream file, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var lines = new HistoryLines(file);
        if (Encoding.UTF8.GetString((await lines.NextAsync(cancellation).ConfigureAwait(false) ?? default).Span) is not JsonVersion)
        {
            throw new InvalidDataException($"no job history of this program: it does not start with {JsonVersion}");
        }

        var schema = AvroSchema.Parse(Encoding.UTF8.GetString(
            (await lines.NextAsync(cancellation).ConfigureAwait(false) ?? throw new InvalidDataException("no job history: it ends before its first event")).Span));
        while (await lines.NextAsync(cancellation).ConfigureAwait(false) is { } line)
        {
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            HistoryEvent? happened;
            try
            {
                happened = EventReading.FromRecord((AvroRecord)AvroJson.Read(schema, line)!);
            }
            catch (InvalidDataException) when (lines.IsAtEnd)
            {
                yield break;
            }

            if (happened is not null)
            {
                yield return happened;
            }
        }
    }

    private static bool ReadJson(AvroSchema schema, byte[] bytes, int at, List<HistoryEvent> events)
    {
        while (at < bytes.Length)
        {
            var rest = bytes.AsMemory(at);
            var end = rest.Span.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            at += end < 0 ? rest.Length : end + 1;
            if (line.Span.Trim(" \r\t"u8).IsEmpty)
            {
                continue;
            }

            try
            {
                Add(AvroJson.Read(schema, line), events);
            }
            catch (InvalidDataException) when (at == bytes.Length)
            {
                return false;
            }
        }

        return true;
    }

    private static bool ReadBinary(AvroSchema schema, byte[] bytes, int at, List<HistoryEvent> events)
    {
        var reader = new AvroBinaryReader(bytes, at);
        while (!reader.AtEnd)
        {
            try
            {
                Add(reader.Read(schema), events);
            }
            catch (InvalidDataException)
            {
                // Nothing separates events here: where one is torn, no later one can be found.
                return false;
            }
        }

        return true;
    }

    private static void Add(object? record, List<HistoryEvent> events)
    {
        if (EventReading.FromRecord((AvroRecord)record!) is { } happened)
        {
            events.Add(happened);
        }
    }

    private static string Line(byte[] bytes, ref int at)
    {
        var rest = bytes.AsSpan(at);
        var end = rest.IndexOf((byte)'\n');
        if (end < 0)
        {
            throw new InvalidDataException("no job history: it ends before its first event");
        }

        at += end + 1;
        return Encoding.UTF8.GetString(rest[..end]);
    }
}
