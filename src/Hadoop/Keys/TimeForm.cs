using System.Globalization;

namespace Hathi.Hadoop.Keys;

/// <summary>What a time is for, which says what 0 and less mean.</summary>
public enum TimeUse
{
    /// <summary>Whoever reads it knows.</summary>
    Any,

    /// <summary>Between two things: 0 is not at all, less is refused; at most <see cref="Durations.NoTimeout"/>.</summary>
    Pause,

    /// <summary>How long something is waited for: 0 is without an end (<see cref="Durations.NoTimeout"/>), less is refused.</summary>
    Timeout,
}

/// <summary>Times: 30s, 500ms, 2m, 1h, 1d, 10us, 10ns, or a number alone in the unit that Apache's documentation of the key says.</summary>
/// <param name="plain">What 1 means.</param>
/// <param name="use">What 0 and less mean.</param>
internal sealed class TimeForm(TimeSpan plain, TimeUse use) : SettingForm<TimeSpan>
{
    internal override string Kind => $"time, a plain number is {Unit}";

    internal override string Allowed => use == TimeUse.Any
        ? "a time such as 30s, 500ms, 2m, 1h, 1d"
        : "a time of at least 0, such as 30s, 500ms, 2m, 1h, 1d";

    private string Unit => plain.Ticks switch
    {
        TimeSpan.TicksPerMillisecond => "ms",
        TimeSpan.TicksPerSecond => "s",
        TimeSpan.TicksPerMinute => "min",
        _ => "h",
    };

    internal override bool TryRead(string text, out TimeSpan value)
    {
        if (!Durations.TryParse(text, plain, out value) || (use != TimeUse.Any && value < TimeSpan.Zero))
        {
            return false;
        }

        if (use != TimeUse.Any && (value > Durations.NoTimeout || (use == TimeUse.Timeout && value == TimeSpan.Zero)))
        {
            value = Durations.NoTimeout;
        }

        return true;
    }

    internal override string Write(TimeSpan value) => value.Ticks % plain.Ticks == 0
        ? (value.Ticks / plain.Ticks).ToString(CultureInfo.InvariantCulture)
        : ((long)value.TotalMilliseconds).ToString(CultureInfo.InvariantCulture) + "ms";
}
