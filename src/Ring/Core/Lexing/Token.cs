namespace Hathi.Ring.Core.Lexing;

/// <summary>What stands between two offsets of the text.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End);
