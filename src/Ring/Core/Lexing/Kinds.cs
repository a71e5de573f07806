using System.Text;

namespace Hathi.Ring.Core.Lexing;

/// <summary>What tokens may be beside, and how messages call them.</summary>
internal static class Kinds
{
    private static readonly string[] s_signs =
    [
        "RANGE", "'.'", "','", "';'", "':'", "'='", "'!='", "'<'", "'<='", "'>'", "'>='", "'+'", "'-'", "'*'", "'/'", "'%'", "'+='",
        "'-='", "'('", "')'", "'['", "']'", "'{'", "'}'", "'expr('",
    ];

    /// <summary>A keyword that is a name as well: of a column, a table, a keyspace, a field.</summary>
    public static bool IsUnreserved(TokenKind kind) => kind is >= TokenKind.Access and <= TokenKind.Writetime;

    /// <summary>A keyword that may also be the name of a user type.</summary>
    public static bool IsBasic(TokenKind kind) => kind is >= TokenKind.Access and <= TokenKind.Vector;

    /// <summary>The name of a type without parameters.</summary>
    public static bool IsNativeType(TokenKind kind) => kind is >= TokenKind.Ascii and <= TokenKind.Varint;

    public static bool IsKeyword(TokenKind kind) => kind >= TokenKind.Access;

    /// <summary>The name of anything.</summary>
    public static bool IsName(TokenKind kind) => kind is TokenKind.Ident or TokenKind.QuotedName || IsUnreserved(kind);

    /// <summary>The name of a function, without its keyspace.</summary>
    public static bool IsFunctionName(TokenKind kind) =>
        kind is TokenKind.Ident or TokenKind.QuotedName or TokenKind.Token or TokenKind.Count || IsBasic(kind) || IsNativeType(kind);

    public static bool IsConstant(TokenKind kind) =>
        kind is (>= TokenKind.StringLiteral and <= TokenKind.Uuid)
            or TokenKind.PositiveNan or TokenKind.NegativeNan or TokenKind.PositiveInfinity or TokenKind.NegativeInfinity;

    public static bool IsComparison(TokenKind kind) => kind is >= TokenKind.Equal and <= TokenKind.GreaterOrEqual;

    /// <summary>As Cassandra's messages name what they expected.</summary>
    public static string NameOf(TokenKind kind) => kind switch
    {
        TokenKind.End => "EOF",
        TokenKind.QuotedName => "QUOTED_NAME",
        TokenKind.EmptyQuotedName => "EMPTY_QUOTED_NAME",
        TokenKind.StringLiteral => "STRING_LITERAL",
        < TokenKind.Range => kind.ToString().ToUpperInvariant(),
        < TokenKind.Access => s_signs[kind - TokenKind.Range],
        TokenKind.BooleanType or TokenKind.DurationType or TokenKind.FloatType or TokenKind.UuidType =>
            "K_" + kind.ToString()[..^"Type".Length].ToUpperInvariant(),
        _ => "K_" + Words(kind.ToString()),
    };

    private static string Words(string name)
    {
        var words = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && words.Length > 0)
            {
                words.Append('_');
            }

            words.Append(char.ToUpperInvariant(letter));
        }

        return words.ToString();
    }
}
