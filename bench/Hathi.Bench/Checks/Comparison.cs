namespace Hathi.Bench.Checks;

/// <summary>What came of one row.</summary>
internal enum Verdict
{
    Met,

    /// <summary>By as much as a row may at most be slower: the baseline is out of date, which is no fault.</summary>
    Faster,

    Slower,

    /// <summary>The baseline's figure is of another size.</summary>
    OtherWork,

    NotInBaseline,

    NotMeasured,
}

/// <summary>One row of the comparison.</summary>
/// <param name="Row">Its name.</param>
/// <param name="Baseline">Null: the file has none.</param>
/// <param name="Now">Null: it was not measured.</param>
/// <param name="Verdict">What came of it.</param>
internal sealed record Compared(string Row, Figure? Baseline, Figure? Now, Verdict Verdict)
{
    public bool Failed => Verdict is not (Verdict.Met or Verdict.Faster);

    /// <summary>
    /// A figure against that in the baseline's middle, both in units of their calibration; null: they are not of the same work.
    /// </summary>
    public double? Against(double calibrated) => IsOfOneWork ? calibrated / Baseline!.Median.Calibrated : null;

    /// <summary>As <see cref="Ratio"/>: more is too much. Null as there.</summary>
    public double? Most => IsOfOneWork ? Against(Baseline!.Highest * Comparison.Limit) : null;

    /// <summary>As <see cref="Ratio"/>: less, and the baseline is out of date.</summary>
    public double? Least => IsOfOneWork ? Against(Baseline!.Lowest / Comparison.Limit) : null;

    private bool IsOfOneWork => Now is not null && Baseline?.What == Now.What;

    public double? Ratio => Now is null ? null : Against(Now.Median.Calibrated);
}

/// <summary>Figures of now beside those of a baseline.</summary>
internal static class Comparison
{
    /// <summary>An operation may cost so many times the most that the baseline has seen.</summary>
    public const double Limit = 1.15;

    /// <summary>A row that stands on one side only fails, whichever it is: a row that was renamed is not checked any more.</summary>
    /// <param name="baseline">No two of one name.</param>
    /// <param name="now">No two of one name.</param>
    /// <param name="isAsked">Rows that are left out on purpose are in neither.</param>
    public static IReadOnlyList<Compared> Compare(IReadOnlyList<Figure> baseline, IReadOnlyList<Figure> now, Func<string, bool> isAsked)
    {
        var before = baseline.ToDictionary(static f => f.Row, StringComparer.Ordinal);
        var after = now.ToDictionary(static m => m.Row, StringComparer.Ordinal);
        return
        [
            .. now.Select(static m => m.Row).Concat(baseline.Select(static f => f.Row))
                .Distinct(StringComparer.Ordinal)
                .Where(isAsked)
                .Select(row => Of(row, before.GetValueOrDefault(row), after.GetValueOrDefault(row))),
        ];
    }

    private static Compared Of(string row, Figure? baseline, Figure? now)
    {
        var compared = new Compared(row, baseline, now, Verdict.Met);
        return compared with
        {
            Verdict = (baseline, now, compared.Ratio) switch
            {
                (null, _, _) => Verdict.NotInBaseline,
                (_, null, _) => Verdict.NotMeasured,
                (_, _, null) => Verdict.OtherWork,
                (_, _, { } ratio) when ratio > compared.Most => Verdict.Slower,
                (_, _, { } ratio) when ratio < compared.Least => Verdict.Faster,
                _ => Verdict.Met,
            },
        };
    }
}
