using System.Globalization;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>
/// Runs a scenario for many seeds. <c>HATHI_SEED=n</c> runs that seed alone, <c>HATHI_SEEDS=n</c> that many; both: so
/// many from that one on.
/// </summary>
public static class Seeds
{
    private const int FailuresShown = 10;

    /// <summary>Runs seeds 1 … <paramref name="count"/> on all processors and prints the report, also when one fails.</summary>
    /// <param name="name">Says in the report what was simulated.</param>
    /// <param name="count">How many, unless the environment says otherwise.</param>
    /// <param name="scenario">Builds and runs the world of a seed; throws <see cref="SimulationFailedException"/>.</param>
    public static SimulationReport Run(string name, int count, Func<ulong, World> scenario)
    {
        var (first, many) = Range(count);
        var report = new SimulationReport();
        var failures = new List<(ulong Seed, Exception Error)>();
        Parallel.For(0, many, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, (i, loop) =>
        {
            var seed = first + (ulong)i;
            try
            {
                report.Add(scenario(seed));
            }
            catch (Exception e)
            {
                lock (failures)
                {
                    failures.Add((seed, e));
                    if (failures.Count >= FailuresShown)
                    {
                        loop.Stop();
                    }
                }
            }
        });
        Console.WriteLine($"Simulation: {name}: {report}");
        if (failures.Count > 0)
        {
            failures.Sort((a, b) => a.Seed.CompareTo(b.Seed));
            throw new SimulationFailedException(
                $"{name}: these seeds failed:\n{string.Join('\n', failures.Select(f => $"{f.Seed}: {FirstLine(f.Error.Message)}"))}\n"
                + $"the first:\n{failures[0].Error}",
                failures[0].Error);
        }

        return report;
    }

    private static string FirstLine(string text) => text.Split('\n', 2)[0];

    /// <summary>The first seed and how many, as the environment says.</summary>
    internal static (ulong First, int Count) Range(int count)
    {
        var one = Number("HATHI_SEED");
        var many = Number("HATHI_SEEDS");
        return ((ulong)(one ?? 1), many ?? (one is null ? count : 1));
    }

    private static int? Number(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
