using System.Globalization;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>Dates: <c>2020-02-29</c>, or the days of the wire. Source: Apache <c>SimpleDateSerializer</c>.</summary>
internal static class DateText
{
    private const long LeastYear = -5_877_641;
    private const long MostYear = 5_881_580;
    private const int MostDigits = 10;

    /// <summary>The number that the wire has: 2^31 is 1970-01-01.</summary>
    public static int Date(string text)
    {
        if (!text.AsSpan(text.StartsWith('-') ? 1 : 0).ContainsAnyExceptInRange('0', '9') && text.Length > 0)
        {
            return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                ? (int)days
                : throw ConstantText.Refused($"Unable to make unsigned int (for date) from: '{text}'");
        }

        var scanner = new TextScanner(text);
        var isNegative = scanner.Takes('-');
        if (scanner.Number(1, MostDigits, out var year) == 0 || !scanner.Takes('-') || scanner.Number(1, 2, out var month) == 0
            || !scanner.Takes('-') || scanner.Number(1, 2, out var day) == 0 || !scanner.AtEnd)
        {
            throw None(text);
        }

        year = isNegative ? -year : year;
        if (year is < LeastYear or > MostYear || !CivilDays.IsDay(year, (int)month, (int)day))
        {
            throw None(text);
        }

        var since = CivilDays.Of(year, (int)month, (int)day);
        return since is >= int.MinValue and <= int.MaxValue ? (int)since ^ int.MinValue : throw None(text);
    }

    private static Syntax.CqlException None(string text) =>
        ConstantText.Refused($"Unable to coerce '{text}' to a formatted date (long)");
}
