using System.Globalization;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>IP addresses as texts. Names of hosts are none: nobody is asked.</summary>
internal static class InetText
{
    private const int Groups = 8;
    private const int Bytes4 = 4;
    private const int MostDigits = 4;

    /// <summary>The bytes of an address; null: it is none.</summary>
    public static byte[]? TryParse(ReadOnlySpan<char> text) => text.Contains(':') ? TryParse6(text) : TryParse4(text);

    private static byte[]? TryParse4(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Bytes4];
        var count = 0;
        foreach (var range in text.Split('.'))
        {
            if (count == Bytes4 || !byte.TryParse(text[range], NumberStyles.None, CultureInfo.InvariantCulture, out bytes[count]))
            {
                return null;
            }

            count++;
        }

        return count == Bytes4 ? bytes : null;
    }

    // Groups of hexadecimal digits; two colons stand for as many zeros as are missing; the last four bytes may be as of version 4.
    private static byte[]? TryParse6(ReadOnlySpan<char> text)
    {
        var bytes = new byte[2 * Groups];
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            return TryFill(text, bytes) == bytes.Length ? Mapped(bytes) : null;
        }

        var tail = new byte[2 * Groups];
        var before = TryFill(text[..gap], bytes);
        var behind = TryFill(text[(gap + 2)..], tail);
        if (before < 0 || behind < 0 || before + behind >= bytes.Length)
        {
            return null;
        }

        bytes.AsSpan(before).Clear();
        tail.AsSpan(0, behind).CopyTo(bytes.AsSpan(bytes.Length - behind));
        return Mapped(bytes);
    }

    // As Java has it: an address of version 4 within one of 6 is one of version 4.
    private static byte[] Mapped(byte[] bytes) =>
        !bytes.AsSpan(0, 10).ContainsAnyExcept((byte)0) && bytes[10] == 0xFF && bytes[11] == 0xFF ? bytes[12..] : bytes;

    private static int TryFill(ReadOnlySpan<char> text, Span<byte> target)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        var length = 0;
        foreach (var range in text.Split(':'))
        {
            var group = text[range];
            if (group.Contains('.') && range.End.GetOffset(text.Length) == text.Length)
            {
                var last = TryParse4(group);
                if (last is null || length + Bytes4 > target.Length)
                {
                    return -1;
                }

                last.CopyTo(target[length..]);
                return length + Bytes4;
            }

            if (length + 2 > target.Length || group.Length > MostDigits
                || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number))
            {
                return -1;
            }

            target[length++] = (byte)(number >> 8);
            target[length++] = (byte)number;
        }

        return length;
    }
}
