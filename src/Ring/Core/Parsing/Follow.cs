using Hathi.Ring.Core.Lexing;

namespace Hathi.Ring.Core.Parsing;

/// <summary>
/// What may stand behind a part of a statement, in whichever statement it is. Cassandra's parser looks at it where it must look ahead
/// anyway, and then says of another token that nothing begins so, not what it expected: its messages tell one from the other.
/// </summary>
internal static class Follow
{
    /// <summary>The name of a table.</summary>
    public static bool Table(TokenKind kind) => EndsStatement(kind) || kind is TokenKind.Where or TokenKind.Group or TokenKind.Order
        or TokenKind.Per or TokenKind.Limit or TokenKind.Allow or TokenKind.OpenParen or TokenKind.Json or TokenKind.Using or TokenKind.Set
        or TokenKind.With or TokenKind.Alter or TokenKind.Add or TokenKind.Drop or TokenKind.Rename or TokenKind.As or TokenKind.Primary
        or TokenKind.To or TokenKind.From or TokenKind.Of or TokenKind.Norecursive;

    /// <summary>A value, and what is added to it.</summary>
    public static bool Term(TokenKind kind) => EndsStatement(kind) || EndsModification(kind) || kind is TokenKind.Comma
        or TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.Colon or TokenKind.Range or TokenKind.And
        or TokenKind.If or TokenKind.Per or TokenKind.Limit or TokenKind.Group or TokenKind.Order or TokenKind.Allow or TokenKind.Primary
        or TokenKind.Where or TokenKind.Asc or TokenKind.Desc;

    /// <summary>A value, and what is made of it.</summary>
    public static bool Value(TokenKind kind) => Term(kind) || kind is TokenKind.Plus or TokenKind.Minus or TokenKind.Star
        or TokenKind.Slash or TokenKind.Percent or TokenKind.As;

    /// <summary>A column that is selected; a parenthesis makes a function of it.</summary>
    public static bool Selected(TokenKind kind) => EndsStatement(kind) || kind is TokenKind.Dot or TokenKind.OpenBracket or TokenKind.Plus
        or TokenKind.Minus or TokenKind.Star or TokenKind.Slash or TokenKind.Percent or TokenKind.As or TokenKind.Comma or TokenKind.From
        or TokenKind.CloseParen or TokenKind.CloseBracket or TokenKind.CloseBrace or TokenKind.Colon or TokenKind.Order or TokenKind.Per
        or TokenKind.Limit or TokenKind.Allow;

    /// <summary>A type.</summary>
    public static bool Type(TokenKind kind) => EndsStatement(kind) || kind is TokenKind.Comma or TokenKind.CloseParen or TokenKind.Greater
        or TokenKind.Primary or TokenKind.Static or TokenKind.Masked or TokenKind.Language or TokenKind.Finalfunc or TokenKind.Initcond;

    /// <summary>The name of a function.</summary>
    public static bool Function(TokenKind kind) => EndsStatement(kind) || kind is TokenKind.OpenParen or TokenKind.With;

    /// <summary>An UPDATE's or a DELETE's last word.</summary>
    public static bool EndsModification(TokenKind kind) =>
        kind is TokenKind.Insert or TokenKind.Update or TokenKind.Delete or TokenKind.Apply;

    public static bool EndsStatement(TokenKind kind) => kind is TokenKind.Semicolon or TokenKind.End;
}
