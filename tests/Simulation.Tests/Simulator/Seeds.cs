using System.Globalization;

namespace Hathi.Simulation.Tests.Simulator;

/// <summary>Runs a scenario for many seeds. <c>HATHI_SEED=n</c> runs that seed alone, <c>HATHI_SEEDS=n</c> that many.</summary>
public static class Seeds
{
    private const int FailuresShown = 3;

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
                $"{name}: seeds {string.Join(", ", failures.Select(f => f.Seed))} failed; the first:\n{failures[0].Error}",
                failures[0].Error);
        }

        return report;
    }

    private static (ulong First, int Count) Range(int count)
    {
        if (Environment.GetEnvironmentVariable("HATHI_SEED") is { Length: > 0 } one)
        {
            return (ulong.Parse(one, CultureInfo.InvariantCulture), 1);
        }

        return Environment.GetEnvironmentVariable("HATHI_SEEDS") is { Length: > 0 } many
            ? (1UL, int.Parse(many, CultureInfo.InvariantCulture))
            : (1UL, count);
    }
}
