using System.Text;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// CQL 3.4.7, as Apache Cassandra 5.0 takes it (its src/antlr/Parser.g), read from UTF-8 in one pass: what is kept of a statement is its
/// tree and nothing else. What it refuses it refuses with Cassandra's message.
/// </summary>
public static class CqlParser
{
    /// <summary>Markers that a statement may have: the protocol counts them in two bytes.</summary>
    public const int MostMarkers = 65_535;

    /// <summary>
    /// How deep values, types and selectors may nest. Cassandra has no number, its stack ends somewhere; nobody writes more than ten by
    /// hand. It bounds each walk through a tree as well.
    /// </summary>
    public const int MostDepth = 100;

    /// <summary>How deep types may nest: a driver is not told of deeper ones. That they are frozen does not count.</summary>
    public const int MostTypeDepth = 32;

    /// <summary>
    /// Words and signs that a statement may have. Cassandra has no number here either; but each may become a hundred bytes of a tree, and a
    /// request of 16 MiB holds eight million.
    /// </summary>
    public const int MostTokens = 1 << 21;

    /// <summary>The statement of a text, with semicolons behind it or without.</summary>
    /// <exception cref="CqlException">It is none.</exception>
    public static ParsedStatement Parse(ReadOnlySpan<byte> utf8)
    {
        var parser = new StatementParser(utf8);
        return parser.Parse();
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte})" />
    public static ParsedStatement Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));
}
