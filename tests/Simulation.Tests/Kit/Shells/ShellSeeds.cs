using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hathi.Simulation.Tests.Kit.Shells.Tests;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// Runs a scenario with shells for many seeds, as <see cref="Seeds"/> does, but in processes of its own, one a processor: each has a thread pool of one
/// worker, which the world holds.
/// </summary>
internal static class ShellSeeds
{
    /// <summary>The first argument of such a process: then the scenario, its first seed, the step from one to the next, and how many.</summary>
    public const string Verb = "shell-world";

    private const int FailuresShown = 10;

    private static readonly Dictionary<string, Func<ulong, World>> s_scenarios = new(StringComparer.Ordinal)
    {
        [EchoScenario.Name] = EchoScenario.Run,
    };

    /// <summary>Runs seeds and prints the report, also when one fails.</summary>
    /// <param name="scenario">Of the table.</param>
    /// <param name="count">How many, unless the environment says otherwise.</param>
    public static SimulationReport Run(string scenario, int count)
    {
        var (first, many) = Seeds.Range(count);
        var processes = Math.Min(many, Environment.ProcessorCount);
        var results = new ShellSeedsResult[processes];
        Parallel.For(0, processes, i => results[i] = RunElsewhere(scenario, first + (ulong)i, processes, (many - i + processes - 1) / processes));
        var report = new SimulationReport();
        foreach (var result in results)
        {
            report.Add(result.Counts);
        }

        Console.WriteLine($"Simulation: {scenario}: {report}");
        var failures = results.SelectMany(static r => r.Failures).OrderBy(static f => f.Seed).ToList();
        return failures.Count == 0
            ? report
            : throw new SimulationFailedException(
                $"{scenario}: these seeds failed:\n{string.Join('\n', failures.Select(static f => $"{f.Seed}: {f.Text.Split('\n', 2)[0]}"))}\nthe first:\n{failures[0].Text}",
                null);
    }

    /// <summary>Runs seeds in this process, whose pool has one worker, and writes what came of them to its output.</summary>
    public static int RunHere(string[] args)
    {
        var scenario = s_scenarios[args[1]];
        var (first, step, count) = (ulong.Parse(args[2], CultureInfo.InvariantCulture), ulong.Parse(args[3], CultureInfo.InvariantCulture), int.Parse(args[4], CultureInfo.InvariantCulture));
        var report = new SimulationReport();
        var failures = new List<ShellSeedFailure>();
        HeldPool.Hold(() =>
        {
            for (var i = 0; i < count && failures.Count < FailuresShown; i++)
            {
                var seed = first + ((ulong)i * step);
                try
                {
                    report.Add(scenario(seed));
                }
                catch (Exception e)
                {
                    failures.Add(new ShellSeedFailure(seed, e.ToString()));
                }
            }
        });
        Console.Out.Write(JsonSerializer.Serialize(new ShellSeedsResult(report.Counts(), failures)));
        return 0;
    }

    private static ShellSeedsResult RunElsewhere(string scenario, ulong first, int step, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Verb, scenario, $"{first}", $"{step}", $"{count}" },
        };
        foreach (var (name, value) in HeldPool.Environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 && JsonSerializer.Deserialize<ShellSeedsResult>(output) is { } result
            ? result
            : throw new SimulationFailedException($"{scenario}: the process of seed {first} and those after it ended with {process.ExitCode}: {output} {error.Result}", null);
    }
}

/// <summary>What came of the seeds of one process.</summary>
internal sealed record ShellSeedsResult(SimulationCounts Counts, List<ShellSeedFailure> Failures);

/// <summary>A seed that failed, and how.</summary>
internal sealed record ShellSeedFailure(ulong Seed, string Text);
