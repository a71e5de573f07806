namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>Days since 1970 of the calendar, which goes on before and behind all that is used (a Core has no clock's types).</summary>
internal static class CivilDays
{
    private const int DaysOfEra = 146_097;
    private const int YearsOfEra = 400;
    private const int DaysTo1970 = 719_468;
    private const int MostMonths = 12;

    /// <summary>Whether there is such a day.</summary>
    public static bool IsDay(long year, int month, int day) =>
        month is >= 1 and <= MostMonths && day >= 1 && day <= DaysOf(year, month);

    /// <summary>Days since 1970.</summary>
    public static long Of(long year, int month, int day)
    {
        // Years begin in March, so that the leap day is the last.
        var shifted = month <= 2 ? year - 1 : year;
        var era = (shifted >= 0 ? shifted : shifted - (YearsOfEra - 1)) / YearsOfEra;
        var yearOfEra = shifted - era * YearsOfEra;
        var dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
        var dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear;
        return era * DaysOfEra + dayOfEra - DaysTo1970;
    }

    /// <summary>The day of the calendar.</summary>
    public static (long Year, int Month, int Day) From(long days)
    {
        var z = days + DaysTo1970;
        var era = (z >= 0 ? z : z - (DaysOfEra - 1)) / DaysOfEra;
        var dayOfEra = z - era * DaysOfEra;
        var yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        var dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        var shifted = (5 * dayOfYear + 2) / 153;
        var month = (int)(shifted < 10 ? shifted + 3 : shifted - 9);
        return (yearOfEra + era * YearsOfEra + (month <= 2 ? 1 : 0), month, (int)(dayOfYear - (153 * shifted + 2) / 5 + 1));
    }

    private static int DaysOf(long year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % YearsOfEra == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };
}
