using System.Globalization;

namespace Hathi.Cli.Kit.Text;

/// <summary>Bytes as Hadoop prints them for people. Source: Apache <c>StringUtils.TraditionalBinaryPrefix.long2String</c>.</summary>
internal static class HumanSize
{
    private const string Symbols = "KMGTPE";
    private const int BitsASymbol = 10;

    /// <summary>The number itself, or short: 0, 1023, 1 K, 1.5 K, 3.2 G.</summary>
    public static string Format(long bytes, bool human) => human ? Format(bytes) : bytes.ToString(CultureInfo.InvariantCulture);

    /// <summary>As -h prints it: 0, 1023, 1 K, 1.5 K, 3.2 G.</summary>
    public static string Format(long bytes) => Format(bytes, "", 1);

    /// <summary>As reports print it: 0 B, 1 KB, 1.50 KB, 3.20 GB.</summary>
    public static string Describe(long bytes) => Format(bytes, "B", 2);

    private static string Format(long bytes, string unit, int decimals)
    {
        if (bytes < 0)
        {
            return bytes == long.MinValue ? "-8 E" + unit : "-" + Format(-bytes, unit, decimals);
        }

        var power = bytes == 0 ? 0 : (int)(63 - long.LeadingZeroCount(bytes)) / BitsASymbol;
        if (power == 0)
        {
            var number = bytes.ToString(CultureInfo.InvariantCulture);
            return unit.Length == 0 ? number : $"{number} {unit}";
        }

        var one = 1L << (power * BitsASymbol);
        if ((bytes & (one - 1)) == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes / one} {Symbols[power - 1]}{unit}");
        }

        var text = JavaDecimals.Format(bytes / (double)one, decimals);
        if (text.StartsWith("1024", StringComparison.Ordinal))
        {
            // 1023.96 K is told as 1.0 M.
            power++;
            text = JavaDecimals.Format(bytes / (double)(one << BitsASymbol), decimals);
        }

        return $"{text} {Symbols[power - 1]}{unit}";
    }
}
