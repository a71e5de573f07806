using System.Globalization;
using System.Text;

namespace Hathi.Base;

/// <summary>Floating-point numbers as Java's <c>toString</c> prints them: 1.0, 0.001, 1.0E-4, 1.0E21.</summary>
public static class JavaNumber
{
    /// <summary>From here on there is an exponent.</summary>
    private const int PlainDigits = 7;

    /// <summary>So many zeros behind the point at most, and no exponent.</summary>
    private const int PlainZeros = 2;

    public static string Format(double value) =>
        Format(value.ToString("E16", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture));

    public static string Format(float value) =>
        Format(value.ToString("E8", CultureInfo.InvariantCulture), value.ToString("R", CultureInfo.InvariantCulture));

    // From the shortest text, which .NET gives with or without an exponent of its own.
    private static string Format(string scientific, string shortest)
    {
        switch (shortest)
        {
            case "NaN" or "Infinity" or "-Infinity":
                return shortest;
            case "∞":
                return "Infinity";
            case "-∞":
                return "-Infinity";
        }

        var sign = shortest[0] == '-' ? "-" : "";
        var digits = Digits(shortest);
        if (digits.Length == 0)
        {
            return sign + "0.0";
        }

        var exponent = Exponent(scientific, shortest);
        if (exponent is >= -PlainZeros - 1 and < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        if (exponent is >= 0 and < PlainDigits)
        {
            var whole = digits.PadRight(exponent + 1, '0');
            return $"{sign}{whole[..(exponent + 1)]}.{(whole.Length > exponent + 1 ? whole[(exponent + 1)..] : "0")}";
        }

        return $"{sign}{digits[0]}.{(digits.Length > 1 ? digits[1..] : "0")}E{exponent.ToString(CultureInfo.InvariantCulture)}";
    }

    // Without zeros at both ends.
    private static string Digits(string shortest)
    {
        var digits = new StringBuilder();
        foreach (var c in shortest)
        {
            if (c == 'E')
            {
                break;
            }

            if (char.IsAsciiDigit(c))
            {
                digits.Append(c);
            }
        }

        return digits.ToString().Trim('0');
    }

    // Of the first digit: from the text that has one, or where the point stands.
    private static int Exponent(string scientific, string shortest)
    {
        var source = shortest.Contains('E', StringComparison.Ordinal) ? shortest : scientific;
        return int.Parse(
            source.AsSpan(source.IndexOf('E', StringComparison.Ordinal) + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }
}
