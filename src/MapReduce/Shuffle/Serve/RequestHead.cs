using System.Text;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>The head of an HTTP request, as much of it as the shuffle looks at.</summary>
/// <param name="Method">GET, or what the peer made of it.</param>
/// <param name="Target">Path and query as they came.</param>
/// <param name="Name">Header <c>name</c>.</param>
/// <param name="Version">Header <c>version</c>.</param>
/// <param name="UrlHash">Header <c>UrlHash</c>.</param>
internal sealed record RequestHead(string Method, string Target, string? Name, string? Version, string? UrlHash)
{
    /// <summary>The most bytes of a head: enough for about 1,000 map attempts.</summary>
    internal const int MaxBytes = 64 * 1024;

    private static ReadOnlySpan<byte> End => "\r\n\r\n"u8;

    /// <summary>Where the head ends, its blank line included; -1: more is needed.</summary>
    internal static int EndOf(ReadOnlySpan<byte> bytes) => bytes.IndexOf(End) is var at and >= 0 ? at + End.Length : -1;

    /// <exception cref="ShuffleRefusal">It is not HTTP/1.</exception>
    internal static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        var lines = text.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, var target, var protocol] || !protocol.StartsWith("HTTP/1.", StringComparison.Ordinal))
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "This is the shuffle of MapReduce: it speaks HTTP/1.1.");
        }

        string? name = null, version = null, hash = null;
        foreach (var line in lines.AsSpan(1))
        {
            if (line.IndexOf(':') is var colon and > 0)
            {
                var value = line[(colon + 1)..].Trim();
                switch (line[..colon].ToLowerInvariant())
                {
                    case ShuffleProtocol.NameHeader:
                        name = value;
                        break;
                    case ShuffleProtocol.VersionHeader:
                        version = value;
                        break;
                    case "urlhash":
                        hash = value;
                        break;
                }
            }
        }

        return new RequestHead(method, target, name, version, hash);
    }
}
