using System.Text.Json.Serialization;

namespace Hathi.Bench.Checks;

/// <summary>What an operation costs, seen several times.</summary>
/// <param name="Row">put, get, …: what <c>--only</c> names.</param>
/// <param name="What">The work; figures of different work are not compared.</param>
/// <param name="Runs">
/// At least one. Of a measurement: its runs. Of a baseline: of each measurement that went into it the run in the middle, for what one
/// lab costs and what the next one does lie further apart than the runs on one.
/// </param>
internal sealed record Figure(string Row, string What, IReadOnlyList<Run> Runs)
{
    /// <summary>The run in the middle; of an even number the cheaper of the two there, so that its two figures are of one run.</summary>
    [JsonIgnore]
    public Run Median => Runs.OrderBy(static r => r.Calibrated).ElementAt((Runs.Count - 1) / 2);

    [JsonIgnore]
    public double Lowest => Runs.Min(static r => r.Calibrated);

    [JsonIgnore]
    public double Highest => Runs.Max(static r => r.Calibrated);
}

/// <summary>One run of an operation.</summary>
/// <param name="Seconds">Processor seconds an operation, user and system, of all processes involved.</param>
/// <param name="Calibration">Processor seconds that <see cref="Checks.Calibration"/> took before and after it.</param>
[method: JsonConstructor]
internal readonly record struct Run(double Seconds, double Calibration)
{
    /// <summary>What is compared: the machine's speed is not in it.</summary>
    [JsonIgnore]
    public double Calibrated => Seconds / Calibration;
}
