using System.Globalization;

namespace Hathi.Base;

/// <summary>
/// Sizes as Hadoop's configuration and shell write them, in powers of 1024.
/// Source: Apache Hadoop <c>Configuration.getLongBytes</c>, <c>StringUtils.TraditionalBinaryPrefix</c>.
/// </summary>
public static class ByteSize
{
    private const string Prefixes = "KMGTPE";

    /// <summary>Parses "134217728", "128m", "-1G": a whole number and at most one of k m g t p e in either case, nothing else.</summary>
    /// <exception cref="FormatException">The text is not such a size or does not fit in 64 bits; the message quotes it.</exception>
    public static long Parse(string text)
    {
        var s = text.AsSpan().Trim();
        if (s.IsEmpty)
        {
            throw new FormatException("A size is empty; write a number of bytes such as 134217728 or 128m.");
        }

        var last = s[^1];
        if (char.IsAsciiDigit(last))
        {
            return ParseNumber(s, text);
        }

        var prefix = Prefixes.IndexOf(char.ToUpperInvariant(last), StringComparison.Ordinal);
        if (prefix < 0)
        {
            throw new FormatException(
                $"Invalid size prefix '{last}' in '{text}'. Allowed prefixes are k, m, g, t, p, e (case insensitive).");
        }

        var shift = 10 * (prefix + 1);
        var number = ParseNumber(s[..^1], text);
        if (number > long.MaxValue >> shift || number < long.MinValue >> shift)
        {
            throw new FormatException($"The size '{text}' does not fit in 64 bits.");
        }

        return number << shift;
    }

    /// <summary>As <c>hdfs dfs -h</c> prints: "917", "1.5 K", "128 M". Exact multiples have no decimals, others one.</summary>
    public static string Format(long bytes) => Format(bytes, "", 1);

    /// <summary>As <c>hdfs dfsadmin -report</c> prints beside the plain number: "917 B", "1.50 KB".</summary>
    /// <param name="bytes">The size.</param>
    /// <param name="unit">Follows the prefix, or a space when there is none; "" for nothing.</param>
    /// <param name="decimals">Digits after the point when the division is not exact.</param>
    public static string Format(long bytes, string unit, int decimals)
    {
        if (bytes == long.MinValue)
        {
            return "-8 E" + unit;
        }

        var sign = bytes < 0 ? "-" : "";
        var n = Math.Abs(bytes);
        if (n < 1024)
        {
            return unit.Length == 0 ? $"{sign}{n}" : $"{sign}{n} {unit}";
        }

        var i = System.Numerics.BitOperations.Log2((ulong)n) / 10;
        if ((n & ((1L << (10 * i)) - 1)) == 0)
        {
            return $"{sign}{n >> (10 * i)} {Prefixes[i - 1]}{unit}";
        }

        var number = Decimals(n, i, decimals);
        if (number.StartsWith("1024", StringComparison.Ordinal))
        {
            number = Decimals(n, ++i, decimals);
        }

        return $"{sign}{number} {Prefixes[i - 1]}{unit}";
    }

    // Java's formatter rounds half up on the shortest decimal digits of the double, not on its exact value.
    private static string Decimals(long n, int prefix, int decimals)
    {
        var shortest = decimal.Parse(
            (n / (double)(1L << (10 * prefix))).ToString("R", CultureInfo.InvariantCulture),
            NumberStyles.Float,
            CultureInfo.InvariantCulture);
        return Math.Round(shortest, decimals, MidpointRounding.AwayFromZero).ToString("F" + decimals, CultureInfo.InvariantCulture);
    }

    private static long ParseNumber(ReadOnlySpan<char> digits, string text) =>
        long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"'{text}' is not a size: write a number of bytes such as 134217728 or 128m.");
}
