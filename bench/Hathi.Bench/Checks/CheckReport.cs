using System.Globalization;
using System.Text;

namespace Hathi.Bench.Checks;

/// <summary>The comparison as a table.</summary>
internal static class CheckReport
{
    public static string Table(IEnumerable<Compared> rows)
    {
        var text = new StringBuilder();
        text.Append("| row | what | baseline | now | ratio | most | runs | |\n| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n");
        foreach (var row in rows)
        {
            var what = row.Now?.What ?? row.Baseline!.What;
            var (before, after) = (Time(row.Baseline?.Median.Seconds), Time(row.Now?.Median.Seconds));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Row} | {what} | {before} | {after} | {row.Ratio:0.00} | {row.Most:0.00} | {Spread(row)} | {Words(row)} |\n");
        }

        return text.ToString();
    }

    /// <summary>Seconds in the unit that reads best; nothing for none.</summary>
    public static string Time(double? seconds) => seconds switch
    {
        null => "",
        >= 1 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.00} s"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{1e3 * seconds:0.0} ms"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{1e6 * seconds:0.0} µs"),
    };

    private static string Spread(Compared row) => row.Now is { } now && row.Against(now.Lowest) is { } lowest
        ? string.Create(CultureInfo.InvariantCulture, $"{lowest:0.00} to {row.Against(now.Highest):0.00}")
        : "";

    private static string Words(Compared row) => row.Verdict switch
    {
        Verdict.Met => "met",
        Verdict.Faster => "faster: a new baseline would keep that",
        Verdict.Slower => "**slower**",
        Verdict.OtherWork => $"**the baseline is of {row.Baseline!.What}**",
        Verdict.NotInBaseline => "**not in the baseline**",
        _ => "**not measured**",
    };
}
