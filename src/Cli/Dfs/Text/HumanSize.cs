using System.Globalization;

namespace Hathi.Cli.Dfs.Text;

/// <summary>Bytes as Hadoop prints them with -h: 0, 1023, 1 K, 1.5 K, 3.2 G. Source: Apache <c>TraditionalBinaryPrefix.long2String</c>.</summary>
internal static class HumanSize
{
    private const string Symbols = "KMGTPE";
    private const int BitsASymbol = 10;

    /// <summary>The number itself, or short.</summary>
    public static string Format(long bytes, bool human) => human ? Format(bytes) : bytes.ToString(CultureInfo.InvariantCulture);

    public static string Format(long bytes)
    {
        if (bytes < 0)
        {
            return bytes == long.MinValue ? "-8 E" : "-" + Format(-bytes);
        }

        var power = bytes == 0 ? 0 : (63 - long.LeadingZeroCount(bytes)) / BitsASymbol;
        if (power == 0)
        {
            return bytes.ToString(CultureInfo.InvariantCulture);
        }

        var unit = 1L << (int)(power * BitsASymbol);
        if ((bytes & (unit - 1)) == 0)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{bytes / unit} {Symbols[(int)power - 1]}");
        }

        var text = (bytes / (double)unit).ToString("F1", CultureInfo.InvariantCulture);

        // 1023.96 K is told as 1.0 M.
        return text.StartsWith("1024", StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(unit << BitsASymbol):F1} {Symbols[(int)power]}")
            : $"{text} {Symbols[(int)power - 1]}";
    }
}
