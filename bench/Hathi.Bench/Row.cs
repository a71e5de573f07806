using System.Globalization;

namespace Hathi.Bench;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Unit">s, /s, MiB, CPU s.</param>
/// <param name="Ours">A figure a round.</param>
/// <param name="Theirs">A figure a round.</param>
/// <param name="HigherIsBetter">Rates; otherwise times and sizes.</param>
/// <param name="Bar">
/// The ratio to reach (rates: ours/theirs at least; times: theirs/ours at least; sizes and CPU: ours/theirs at most).
/// </param>
/// <param name="AtMost">The bar is a ceiling on ours/theirs.</param>
internal sealed record Row(
    string What, string Unit, IReadOnlyList<double> Ours, IReadOnlyList<double> Theirs, bool HigherIsBetter, double Bar, bool AtMost)
{
    public double OurMedian => Median(Ours);

    public double TheirMedian => Median(Theirs);

    /// <summary>In the direction that the bar is given in.</summary>
    public double Ratio => AtMost || HigherIsBetter ? OurMedian / TheirMedian : TheirMedian / OurMedian;

    /// <summary>Where the bar is a figure of ours rather than a ratio: the most that it may be, in <see cref="Unit"/>.</summary>
    public double? Limit { get; init; }

    /// <summary>How the bar reads.</summary>
    public string BarText => Limit is { } limit
        ? string.Create(CultureInfo.InvariantCulture, $"≤ {limit} {Unit}")
        : string.Create(CultureInfo.InvariantCulture, $"{(AtMost ? "≤" : "≥")} {Bar:0.###}");

    public bool Met => Limit is { } limit ? OurMedian <= limit : AtMost ? Ratio <= Bar : Ratio >= Bar;

    private static double Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
