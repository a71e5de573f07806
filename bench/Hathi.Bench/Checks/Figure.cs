namespace Hathi.Bench.Checks;

/// <summary>What an operation costs, with the speed of the machine at that moment.</summary>
/// <param name="Row">put, get, …: what <c>--only</c> names.</param>
/// <param name="What">The work; figures of different work are not compared.</param>
/// <param name="Seconds">Processor seconds an operation, user and system, of all processes involved.</param>
/// <param name="Calibration">Processor seconds that <see cref="Checks.Calibration"/> took beside it.</param>
internal sealed record Figure(string Row, string What, double Seconds, double Calibration);

/// <summary>One run of an operation.</summary>
/// <param name="Seconds">Processor seconds an operation.</param>
/// <param name="Calibration">Processor seconds of the fixed work, before and after it.</param>
internal readonly record struct Run(double Seconds, double Calibration)
{
    /// <summary>What is compared: the machine's speed is not in it.</summary>
    public double Calibrated => Seconds / Calibration;
}

/// <summary>An operation that was run several times.</summary>
/// <param name="Row">Its name.</param>
/// <param name="What">The work.</param>
/// <param name="Runs">At least one.</param>
internal sealed record Measured(string Row, string What, IReadOnlyList<Run> Runs)
{
    /// <summary>The run in the middle; of an even number the cheaper of the two there, so that its two figures are of one run.</summary>
    public Run Median => Runs.OrderBy(static r => r.Calibrated).ElementAt((Runs.Count - 1) / 2);

    public double Lowest => Runs.Min(static r => r.Calibrated);

    public double Highest => Runs.Max(static r => r.Calibrated);

    /// <summary>As a baseline keeps it.</summary>
    public Figure Figure => new(Row, What, Median.Seconds, Median.Calibration);
}
