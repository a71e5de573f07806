using System.Buffers;

namespace Hathi.Ring.Core.Lexing;

/// <summary>In both cases of letters.</summary>
internal static class HexDigits
{
    public static SearchValues<byte> Values { get; } = SearchValues.Create("0123456789abcdefABCDEF"u8);
}
