using Hathi.Ring.Core.Lexing;

namespace Hathi.Ring.Core.Schema;

/// <summary>Names as they are written.</summary>
public static class CqlNames
{
    /// <summary>Characters of a keyspace's name. Source: Apache <c>SchemaConstants.NAME_LENGTH</c>.</summary>
    public const int MaxKeyspace = 48;

    /// <summary>Characters of a table's name: it is the name of a folder at Apache's. Source: Apache <c>SchemaConstants</c>.</summary>
    public const int MaxTable = 222;

    /// <summary>In quotes where it needs them: it is a reserved word, or no word in lower case.</summary>
    public static string Quoted(string name) =>
        IsPlain(name) ? name : $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>Letters, digits and underscores, one at least: what keyspaces and tables may be called.</summary>
    internal static bool IsWord(string name) => name.Length > 0 && name.All(static c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static bool IsPlain(string name) =>
        name.Length > 0 && char.IsAsciiLetterLower(name[0])
        && name.All(static c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')
        && Keywords.KindOf(name) is var kind && (!Kinds.IsKeyword(kind) || Kinds.IsUnreserved(kind));
}
