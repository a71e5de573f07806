using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Core.Meaning.Constants;

/// <summary>
/// Durations in their three spellings: <c>1h30m</c>, <c>P1Y2M3DT4H5M6S</c> (or <c>P1W</c>), <c>P0001-02-03T04:05:06</c>. Source: Apache
/// <c>Duration</c>.
/// </summary>
internal static class DurationText
{
    private const int MostDigits = 18;
    private const long Second = 1_000_000_000;

    // From the largest to the smallest: that is the order in which they may stand.
    private static readonly (string Text, string Name, int Months, int Days, long Nanoseconds)[] s_units =
    [
        ("y", "years", 12, 0, 0), ("mo", "months", 1, 0, 0), ("w", "weeks", 0, 7, 0), ("d", "days", 0, 1, 0),
        ("h", "hours", 0, 0, 3600 * Second), ("m", "minutes", 0, 0, 60 * Second), ("s", "seconds", 0, 0, Second),
        ("ms", "milliseconds", 0, 0, 1_000_000), ("us", "microseconds", 0, 0, 1000), ("ns", "nanoseconds", 0, 0, 1),
    ];

    public static byte[] Bytes(string text)
    {
        var isNegative = text.StartsWith('-');
        var rest = text.AsSpan(isNegative ? 1 : 0);
        var sum = default(Sum);
        if (!(rest.StartsWith("P", StringComparison.Ordinal) ? TryIso(rest[1..], ref sum) : TryUnits(rest, ref sum)))
        {
            throw ConstantText.Refused($"Unable to convert '{text}' to a duration");
        }

        var duration = isNegative
            ? new CqlDuration((int)-sum.Months, (int)-sum.Days, -sum.Nanoseconds)
            : new CqlDuration((int)sum.Months, (int)sum.Days, sum.Nanoseconds);
        Span<byte> bytes = stackalloc byte[CqlDuration.MaxBytes];
        return bytes[..duration.Write(bytes)].ToArray();
    }

    private static bool TryUnits(ReadOnlySpan<char> text, ref Sum sum)
    {
        var last = -1;
        var scanner = new TextScanner(text);
        while (!scanner.AtEnd)
        {
            if (scanner.Number(1, MostDigits, out var number) == 0)
            {
                return false;
            }

            var unit = TakeUnit(ref scanner);
            if (unit < 0)
            {
                return false;
            }

            sum.Add(number, unit, ref last);
        }

        return last >= 0;
    }

    // "mo" and "ms" before "m"; micro with its sign, too; in any case of letters.
    private static int TakeUnit(ref TextScanner scanner)
    {
        switch (char.ToLowerInvariant(scanner.Next))
        {
            case 'm':
                Skip(ref scanner);
                return char.ToLowerInvariant(scanner.Next) switch
                {
                    'o' => Taken(ref scanner, 1),
                    's' => Taken(ref scanner, 7),
                    _ => 5,
                };
            case 'y':
                return Taken(ref scanner, 0);
            case 'w':
                return Taken(ref scanner, 2);
            case 'd':
                return Taken(ref scanner, 3);
            case 'h':
                return Taken(ref scanner, 4);
            case 's':
                return Taken(ref scanner, 6);
            case 'u' or 'µ' or 'μ':
                Skip(ref scanner);
                return Taken(ref scanner, 8);
            case 'n':
                Skip(ref scanner);
                return Taken(ref scanner, 9);
            default:
                return -1;
        }
    }

    private static void Skip(ref TextScanner scanner) => scanner.Takes(scanner.Next);

    private static int Taken(ref TextScanner scanner, int unit)
    {
        Skip(ref scanner);
        return unit;
    }

    private static bool TryIso(ReadOnlySpan<char> text, ref Sum sum)
    {
        if (text.Length > 4 && text[4] == '-')
        {
            return TryAlternative(text, ref sum);
        }

        var (last, isTime) = (-1, false);
        var scanner = new TextScanner(text);
        while (!scanner.AtEnd)
        {
            isTime |= scanner.Takes('T');
            if (scanner.Number(1, MostDigits, out var number) == 0)
            {
                return false;
            }

            var unit = (scanner.Next, isTime) switch
            {
                ('Y', false) => 0,
                ('M', false) => 1,
                ('W', false) => 2,
                ('D', false) => 3,
                ('H', true) => 4,
                ('M', true) => 5,
                ('S', true) => 6,
                _ => -1,
            };
            if (unit < 0)
            {
                return false;
            }

            Skip(ref scanner);
            sum.Add(number, unit, ref last);
        }

        return last >= 0;
    }

    private static bool TryAlternative(ReadOnlySpan<char> text, ref Sum sum)
    {
        ReadOnlySpan<char> signs = "--T::";
        ReadOnlySpan<int> units = [0, 1, 3, 4, 5, 6];
        var last = -1;
        var scanner = new TextScanner(text);
        for (var i = 0; i < units.Length; i++)
        {
            if ((i > 0 && !scanner.Takes(signs[i - 1])) || scanner.Number(1, MostDigits, out var number) == 0)
            {
                return false;
            }

            sum.Add(number, units[i], ref last);
        }

        return scanner.AtEnd;
    }

    private struct Sum
    {
        internal long Months;
        internal long Days;
        internal long Nanoseconds;

        internal void Add(long number, int unit, ref int last)
        {
            if (unit <= last)
            {
                throw ConstantText.Refused(
                    unit == last
                        ? $"Invalid duration. The {s_units[unit].Name} are specified multiple times"
                        : $"Invalid duration. The {s_units[last].Name} should be after {s_units[unit].Name}");
            }

            last = unit;
            var (_, _, months, days, nanoseconds) = s_units[unit];
            Months = Checked(Months, number, months, int.MaxValue, "months");
            Days = Checked(Days, number, days, int.MaxValue, "days");
            Nanoseconds = Checked(Nanoseconds, number, nanoseconds, long.MaxValue, "nanoseconds");
        }

        private static long Checked(long before, long number, long factor, long most, string name) =>
            (Int128)number * factor + before is var sum && sum <= most
                ? (long)sum
                : throw ConstantText.Refused($"Invalid duration. The total number of {name} must be less or equal to {most}");
    }
}
