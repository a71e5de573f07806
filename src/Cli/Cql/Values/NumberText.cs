using System.Globalization;
using System.Numerics;
using Hathi.Ring.Data.Values;

namespace Hathi.Cli.Cql.Values;

/// <summary>
/// Numbers as <c>cqlsh</c> shows them: floating ones with five digits behind what is before the point, as C's <c>%g</c> has them.
/// </summary>
internal static class NumberText
{
    private const int Precision = 5;
    private const int LeastPlainExponent = -4;
    private const int LeastPlainDecimal = -6;
    private const double Epsilon = 2.220446049250313e-16;

    public static string Of(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
        }

        // Where there is no exponent to be shown, the digits before the point do not count.
        var exponent = Math.Abs(value) > Epsilon ? (int)Math.Log10(Math.Abs(value)) : int.MinValue;
        return General(value, exponent is >= LeastPlainExponent and < Precision ? Math.Max(1, Precision + exponent + 1) : Precision);
    }

    /// <summary>A decimal with all of its digits; far from the point with an exponent.</summary>
    public static string Of(in CqlDecimal value)
    {
        var digits = BigInteger.Abs(value.Unscaled).ToString(CultureInfo.InvariantCulture);
        var sign = value.Unscaled.Sign < 0 ? "-" : "";
        var first = digits.Length - (long)value.Scale;
        if (value.Scale >= 0 && first > LeastPlainDecimal)
        {
            return value.Scale == 0 ? sign + digits
                : first > 0 ? $"{sign}{digits[..(int)first]}.{digits[(int)first..]}"
                : $"{sign}0.{new string('0', (int)-first)}{digits}";
        }

        var exponent = first - 1;
        var rest = digits.Length > 1 ? "." + digits[1..] : "";
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{digits[0]}{rest}E{(exponent < 0 ? "" : "+")}{exponent}");
    }

    private static string General(double value, int digits)
    {
        var text = value.ToString($"E{digits - 1}", CultureInfo.InvariantCulture);
        var at = text.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(text.AsSpan(at + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        if (exponent < LeastPlainExponent || exponent >= digits)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"{Trim(text[..at])}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        return Trim(value.ToString($"F{digits - 1 - exponent}", CultureInfo.InvariantCulture));
    }

    private static string Trim(string number) =>
        number.Contains('.', StringComparison.Ordinal) ? number.TrimEnd('0').TrimEnd('.') : number;
}
