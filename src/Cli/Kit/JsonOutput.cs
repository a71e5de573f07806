using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Hathi.Cli.Kit;

/// <summary>
/// Collects what --json prints instead of a table: an array of objects. Written at the end, so that an error in
/// between leaves no half of it.
/// </summary>
internal sealed class JsonOutput : IDisposable
{
    public const string Flag = "--json";

    private readonly ArrayBufferWriter<byte> _bytes = new();

    private JsonOutput()
    {
        // Paths are shown as they are; this is no HTML.
        Writer = new Utf8JsonWriter(
            _bytes, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        Writer.WriteStartArray();
    }

    public Utf8JsonWriter Writer { get; }

    public static JsonOutput Create() => new();

    /// <summary>Takes the flag out of a command line; null when it is not there.</summary>
    public static JsonOutput? Take(List<string> args)
    {
        var at = args.IndexOf(Flag);
        var end = args.IndexOf("--");
        if (at < 0 || (end >= 0 && end < at))
        {
            return null;
        }

        args.RemoveAt(at);
        return new JsonOutput();
    }

    public void WriteTo(ShellWriter to)
    {
        Writer.WriteEndArray();
        Writer.Flush();
        to.Write(_bytes.WrittenSpan);
        to.Line("");
    }

    public void Dispose() => Writer.Dispose();
}
