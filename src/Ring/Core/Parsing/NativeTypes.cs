using Hathi.Ring.Core.Lexing;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Parsing;

/// <summary>One of each, for all statements.</summary>
internal static class NativeTypes
{
    private static readonly NativeType[] s_types =
        [.. Enumerable.Range((int)TokenKind.Ascii, TokenKind.Varint - TokenKind.Ascii + 1).Select(static k => Make((TokenKind)k))];

    public static NativeType Of(TokenKind kind) => s_types[kind - TokenKind.Ascii];

    private static NativeType Make(TokenKind kind) => new(Kinds.NameOf(kind)["K_".Length..].ToLowerInvariant());
}
