using System.Globalization;
using System.Numerics;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>Decimals as texts: digits, a point, an exponent. Source: Java's <c>BigDecimal</c>.</summary>
internal static class DecimalText
{
    private const string Digits = "0123456789";

    public static byte[] Bytes(string text)
    {
        var mantissa = text.AsSpan();
        var exponent = 0L;
        var e = mantissa.IndexOfAny('e', 'E');
        if (e >= 0)
        {
            if (!long.TryParse(mantissa[(e + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            {
                throw None(text);
            }

            mantissa = mantissa[..e];
        }

        var point = mantissa.IndexOf('.');
        var scale = point < 0 ? 0 : mantissa.Length - point - 1;
        var digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        var isNegative = digits.StartsWith('-');
        if (digits.AsSpan(isNegative ? 1 : 0).ContainsAnyExcept(Digits) || digits.Length == (isNegative ? 1 : 0)
            || digits.Length > ValueLimits.MaxNumberBytes)
        {
            throw None(text);
        }

        var power = scale - exponent;
        var bytes = power is >= int.MinValue and <= int.MaxValue
            ? new CqlDecimal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), (int)power).Write()
            : throw None(text);
        return bytes.Length <= ValueLimits.MaxDecimalBytes ? bytes
            : throw ConstantText.Refused($"Expected at most {ValueLimits.MaxDecimalBytes} bytes ({bytes.Length})");
    }

    private static Syntax.CqlException None(string text) => ConstantText.Refused($"unable to make BigDecimal from '{text}'");
}
