using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hathi.Simulation.Tests.Hdfs;
using Hathi.Simulation.Tests.Hdfs.Shells;
using Hathi.Simulation.Tests.Kit.Shells.Tests;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// Runs a scenario with shells for many seeds, as <see cref="Seeds"/> does, but in processes of its own, one a processor: each has a thread
/// pool of one worker, which the world holds.
/// </summary>
internal static class ShellSeeds
{
    /// <summary>
    /// The first argument of such a process: then the scenario, its first seed, the step from one to the next, and how many.
    /// </summary>
    public const string Verb = "shell-world";

    private const int FailuresShown = 10;

    private static readonly Dictionary<string, Func<ulong, World>> s_scenarios = new(StringComparer.Ordinal)
    {
        [EchoScenario.Name] = EchoScenario.Run,
        [ShellScenario.Name] = static seed => ShellScenario.Run(seed, HdfsMutant.None),
    };

    /// <summary>Runs seeds and prints the report, also when one fails.</summary>
    /// <param name="scenario">Of the table.</param>
    /// <param name="count">How many, unless the environment says otherwise.</param>
    public static SimulationReport Run(string scenario, int count) => Run(scenario, count, Environment.ProcessorCount);

    /// <summary>The same in so many processes.</summary>
    public static SimulationReport Run(string scenario, int count, int processes)
    {
        var (first, many) = Seeds.Range(count);
        processes = Math.Min(many, processes);
        var results = new ShellSeedsResult[processes];
        int Share(int i) => (many - i + processes - 1) / processes;
        Parallel.For(0, processes, i => results[i] = RunElsewhere(scenario, first + (ulong)i, processes, Share(i), null));
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
                $"{scenario}: these seeds failed:\n"
                + $"{string.Join('\n', failures.Select(static f => $"{f.Seed}: {f.Text.Split('\n', 2)[0]}"))}\nthe first:\n"
                + $"{failures[0].Text}",
                null);
    }

    /// <summary>Runs a scenario that makes a mistake on purpose until a checker says so: one that cannot see it checks nothing.</summary>
    /// <param name="scenario">With its mistake.</param>
    /// <param name="found">What the checker says that is there for it.</param>
    /// <param name="mostSeeds">Seeds 1 … so many are run.</param>
    public static void AssertFound(string scenario, string found, int mostSeeds)
    {
        var result = RunElsewhere(scenario, 1, 1, mostSeeds, found);
        var lines = result.Failures.ConvertAll(static f => $"{f.Seed}: {f.Text.Split('\n', 2)[0]}");
        Assert.True(
            IsFound(result.Failures, found),
            $"{mostSeeds} seeds of {scenario}, and no checker says '{found}'; said was:\n{string.Join('\n', lines)}");
        Console.WriteLine($"{scenario} is found at seed {lines[^1]}");
    }

    /// <summary>Runs seeds in this process, whose pool has one worker, and writes what came of them to its output.</summary>
    public static int RunHere(string[] args)
    {
        var scenario = Scenario(args[1]);
        var (first, step, count) = (ulong.Parse(args[2], CultureInfo.InvariantCulture), ulong.Parse(args[3], CultureInfo.InvariantCulture),
            int.Parse(args[4], CultureInfo.InvariantCulture));
        var report = new SimulationReport();
        var failures = new List<ShellSeedFailure>();
        HeldPool.Hold(() =>
        {
            for (var i = 0; i < count && !(args.Length > 5 ? IsFound(failures, args[5]) : failures.Count == FailuresShown); i++)
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

    // "NAME, MISTAKE" is a cluster that makes a mistake.
    private static Func<ulong, World> Scenario(string name) => s_scenarios.TryGetValue(name, out var scenario) ? scenario
        : seed => ShellScenario.Run(seed, Enum.Parse<HdfsMutant>(name[(ShellScenario.Name.Length + 2)..]));

    private static bool IsFound(List<ShellSeedFailure> failures, string what) =>
        failures.Count > 0 && failures[^1].Text.Split('\n', 2)[0].Contains(what, StringComparison.Ordinal);

    private static ShellSeedsResult RunElsewhere(string scenario, ulong first, int step, int count, string? until)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { Verb, scenario, $"{first}", $"{step}", $"{count}" },
        };
        if (until is not null)
        {
            start.ArgumentList.Add(until);
        }

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
            : throw new SimulationFailedException(
                $"{scenario}: the process of seed {first} and those after it ended with {process.ExitCode}: {output} {error.Result}", null);
    }
}

/// <summary>What came of the seeds of one process.</summary>
internal sealed record ShellSeedsResult(SimulationCounts Counts, List<ShellSeedFailure> Failures);

/// <summary>A seed that failed, and how.</summary>
internal sealed record ShellSeedFailure(ulong Seed, string Text);
