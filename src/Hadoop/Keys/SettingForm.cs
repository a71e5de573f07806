using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Hathi.Base;

namespace Hathi.Hadoop.Keys;

/// <summary>How values of a kind are read and written. Source: the getters of Apache's <c>Configuration</c>.</summary>
internal abstract class SettingForm<T>
{
    internal abstract string Kind { get; }

    internal abstract string Allowed { get; }

    internal virtual T? Least => default;

    internal virtual T? Most => default;

    internal virtual bool PassesOver => false;

    internal abstract bool TryRead(string text, [MaybeNullWhen(false)] out T value);

    internal abstract string Write(T value);
}

/// <summary>true or false.</summary>
internal sealed class SwitchForm : SettingForm<bool>
{
    internal static readonly SwitchForm Instance = new();

    internal override string Kind => "true or false";

    internal override string Allowed => "true or false";

    internal override bool PassesOver => true;

    internal override bool TryRead(string text, out bool value)
    {
        value = text.Equals("true", StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase);
    }

    internal override string Write(bool value) => value ? "true" : "false";
}

/// <summary>Whole numbers of 64 bits.</summary>
internal sealed class LongForm(long least, long most) : SettingForm<long>
{
    internal override long Least => least;

    internal override long Most => most;

    internal override string Kind => "whole number" + Ranges.Brief(least, most, long.MinValue, long.MaxValue);

    internal override string Allowed => "a whole number" + Ranges.Spoken(least, most, long.MinValue, long.MaxValue);

    internal override bool TryRead(string text, out long value) => Ranges.TryParse(text, out value) && value >= least && value <= most;

    internal override string Write(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whole numbers of 32 bits.</summary>
internal sealed class WholeForm(int least, int most) : SettingForm<int>
{
    internal override int Least => least;

    internal override int Most => most;

    internal override string Kind => "whole number" + Ranges.Brief(least, most, int.MinValue, int.MaxValue);

    internal override string Allowed => Ranges.Spoken(least, most, int.MinValue, int.MaxValue) is { Length: > 0 } range
        ? "a whole number" + range
        : "a whole number of 32 bits";

    internal override bool TryRead(string text, out int value)
    {
        var read = Ranges.TryParse(text, out var number) && number >= least && number <= most;
        value = read ? (int)number : 0;
        return read;
    }

    internal override string Write(int value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Numbers with a fraction, as Java reads them: 0.5, 1e3, 0.5f; a % behind one changes nothing.</summary>
internal sealed class NumberForm(double least, double most) : SettingForm<double>
{
    internal override double Least => least;

    internal override double Most => most;

    internal override string Kind => "number" + Ranges.Brief(least, most, double.MinValue, double.MaxValue);

    internal override string Allowed => "a number" + Ranges.Spoken(least, most, double.MinValue, double.MaxValue);

    internal override bool TryRead(string text, out double value)
    {
        var digits = text is [.., 'f' or 'F' or 'd' or 'D' or '%'] ? text.AsSpan(0, text.Length - 1) : text;
        return double.TryParse(digits, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value >= least && value <= most;
    }

    internal override string Write(double value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Bytes: 134217728 or 128m (k m g t p e, powers of 1024).</summary>
internal sealed class SizeForm(long least, long most) : SettingForm<long>
{
    internal override long Least => least;

    internal override long Most => most;

    internal override string Kind => "size in bytes" + Ranges.Brief(least, most, long.MinValue, long.MaxValue);

    internal override string Allowed => "a size such as 134217728 or 128m" + Ranges.Spoken(least, most, long.MinValue, long.MaxValue);

    internal override bool TryRead(string text, out long value)
    {
        try
        {
            value = ByteSize.Parse(text);
            return value >= least && value <= most;
        }
        catch (FormatException)
        {
            value = 0;
            return false;
        }
    }

    internal override string Write(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Text as it stands, trimmed.</summary>
internal sealed class TextForm(string kind) : SettingForm<string>
{
    internal override string Kind => kind;

    internal override string Allowed => kind;

    internal override bool TryRead(string text, out string value)
    {
        value = text;
        return true;
    }

    internal override string Write(string value) => value;
}

/// <summary>One of a few words, in either case.</summary>
internal sealed class ChoiceForm(string[] words) : SettingForm<string>
{
    internal override string Kind => string.Join(", ", words);

    internal override string Allowed => "one of " + string.Join(", ", words);

    // As the table spells it.
    internal override bool TryRead(string text, [MaybeNullWhen(false)] out string value)
    {
        value = Array.Find(words, w => w.Equals(text, StringComparison.OrdinalIgnoreCase));
        return value is not null;
    }

    internal override string Write(string value) => value;
}

/// <summary>Comma-separated parts, trimmed, without empty ones.</summary>
internal sealed class ListForm(string kind) : SettingForm<IReadOnlyList<string>>
{
    internal override string Kind => kind;

    internal override string Allowed => kind;

    internal override bool TryRead(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return true;
    }

    internal override string Write(IReadOnlyList<string> value) => string.Join(',', value);
}

/// <summary>Whole numbers as Apache writes them, and ranges in words.</summary>
internal static class Ranges
{
    /// <summary>Decimal, or 0x….</summary>
    internal static bool TryParse(string text, out long number) => text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
        ? long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number)
        : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    internal static string Spoken<T>(T least, T most, T lowest, T highest)
        where T : struct, IComparable<T>, IFormattable => (least.CompareTo(lowest) > 0, most.CompareTo(highest) < 0) switch
        {
            (true, true) => $" from {Text(least)} to {Text(most)}",
            (true, false) => $" of at least {Text(least)}",
            (false, true) => $" of at most {Text(most)}",
            _ => "",
        };

    internal static string Brief<T>(T least, T most, T lowest, T highest)
        where T : struct, IComparable<T>, IFormattable => (least.CompareTo(lowest) > 0, most.CompareTo(highest) < 0) switch
        {
            (true, true) => $", {Text(least)} … {Text(most)}",
            (true, false) => $", at least {Text(least)}",
            (false, true) => $", at most {Text(most)}",
            _ => "",
        };

    private static string Text<T>(T value)
        where T : struct, IFormattable => value.ToString(null, CultureInfo.InvariantCulture);
}
