using System.Globalization;
using System.Text;
using Hathi.Tests.Cases.Wire;

namespace Hathi.MapReduce.Shuffle.Tests.Transcripts;

/// <summary>Says what a reducer's requests and a shuffle service's answers mean.</summary>
internal sealed class ShuffleExchangeReader : IMessageReader
{
    private const string EndOfHead = "\r\n\r\n";
    private const string Length = "content-length:";

    public bool TryRead(bool isClients, ReadOnlySpan<byte> bytes, out string words, out int count)
    {
        (words, count) = ("", 0);
        var end = bytes.IndexOf(Encoding.ASCII.GetBytes(EndOfHead));
        if (end < 0)
        {
            return false;
        }

        var head = Encoding.ASCII.GetString(bytes[..end]).Split("\r\n");
        count = end + EndOfHead.Length;
        if (isClients)
        {
            words = head[0];
            return true;
        }

        var length = Array.Find(head, static l => l.StartsWith(Length, StringComparison.OrdinalIgnoreCase)) is { } line
            ? int.Parse(line[Length.Length..], CultureInfo.InvariantCulture)
            : 0;
        if (bytes.Length - count < length)
        {
            return false;
        }

        words = Join(head[0], head[0].Contains(" 200 ", StringComparison.Ordinal)
            ? Outputs(bytes.Slice(count, length))
            : [Encoding.ASCII.GetString(bytes.Slice(count, length)).Split('\n')[0]]);
        count += length;
        return true;
    }

    private static string Join(string status, IEnumerable<string> body) => string.Join(": ", [status, .. body]);

    private static List<string> Outputs(ReadOnlySpan<byte> bytes)
    {
        var outputs = new List<string>();
        while (ShuffleHeader.Read(bytes, out var header) is > 0 and var size)
        {
            outputs.Add(
                $"{header.MapId} for reduce {header.Partition}, {header.CompressedLength} bytes, {header.UncompressedLength} uncompressed");
            bytes = bytes[(size + (int)header.CompressedLength)..];
        }

        return outputs;
    }
}
