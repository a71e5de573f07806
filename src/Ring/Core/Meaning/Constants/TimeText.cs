using System.Globalization;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>Times of a day: <c>12:34:56.789</c>, or nanoseconds. Source: Apache <c>TimeSerializer</c>.</summary>
internal static class TimeText
{
    private const int MostFraction = 9;

    public static long Time(string text)
    {
        if (text.Length > 0 && !text.AsSpan(text.StartsWith('-') ? 1 : 0).ContainsAnyExceptInRange('0', '9'))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number is >= 0 and < NativeValues.NanosecondsOfDay
                ? number
                : throw ConstantText.Refused($"Unable to make long (for time) from: '{text}'");
        }

        var scanner = new TextScanner(text);
        if (scanner.Number(1, 2, out var hours) == 0 || !scanner.Takes(':') || scanner.Number(1, 2, out var minutes) == 0
            || !scanner.Takes(':') || scanner.Number(1, 2, out var seconds) == 0 || hours > 23 || minutes > 59 || seconds > 59)
        {
            throw None(text);
        }

        var nanoseconds = 0L;
        if (scanner.Takes('.'))
        {
            var digits = scanner.Number(1, MostFraction, out nanoseconds);
            if (digits == 0)
            {
                throw None(text);
            }

            for (; digits < MostFraction; digits++)
            {
                nanoseconds *= 10;
            }
        }

        return scanner.AtEnd ? ((hours * 60 + minutes) * 60 + seconds) * 1_000_000_000 + nanoseconds : throw None(text);
    }

    private static Syntax.CqlException None(string text) =>
        ConstantText.Refused($"(TimeType) Unable to coerce '{text}' to a formatted time (long)");
}
