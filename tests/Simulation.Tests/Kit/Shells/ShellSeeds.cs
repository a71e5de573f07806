using System.Globalization;
using System.Text.Json;
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
        [StuckScenario.Name] = StuckScenario.Run,
    };

    /// <summary>Runs seeds and prints the report, also when one fails.</summary>
    /// <param name="scenario">Of the table.</param>
    /// <param name="count">How many, unless the environment says otherwise.</param>
    public static SimulationReport Run(string scenario, int count)
    {
        var results = RunAll(scenario, count, Environment.ProcessorCount);
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

    /// <summary>
    /// Fails where a seed does not give the same run again, event by event: each is run in a process of its own, and all in one, where
    /// others have run before. Neither the moment, nor what a process makes of it, nor what was there before may be seen in a run.
    /// </summary>
    public static void AssertSame(string scenario, int count) => Assert.Equal(Runs(scenario, count, count), Runs(scenario, count, 1));

    /// <summary>
    /// Runs a scenario that makes a mistake on purpose until a checker says so: one that cannot see it checks nothing. The seed that finds
    /// it finds it again, event by event.
    /// </summary>
    /// <param name="scenario">Where.</param>
    /// <param name="mistake">Which.</param>
    /// <param name="found">What the checker says that is there for it.</param>
    /// <param name="first">The seed that found it last.</param>
    /// <param name="mostSeeds">So many from that one on are run.</param>
    public static void AssertFound(string scenario, string mistake, string found, ulong first, int mostSeeds)
    {
        var mistaken = $"{scenario}, {mistake}";
        var result = ShellProcess.Run(mistaken, first, 1, mostSeeds, found);
        var lines = result.Failures.ConvertAll(static f => $"{f.Seed}: {f.Text.Split('\n', 2)[0]}");
        Assert.True(
            IsFound(result.Failures, found),
            $"{mostSeeds} seeds of {mistaken}, and no checker says '{found}'; said was:\n{string.Join('\n', lines)}");
        Console.WriteLine($"{mistaken} is found at seed {lines[^1]}");

        var failure = result.Failures[^1];
        var again = ShellProcess.Run(mistaken, failure.Seed, 1, 1, null);
        Assert.Equal(failure.Message, Assert.Single(again.Failures).Message);
    }

    /// <summary>
    /// Fails where something happens less than half as often as it did: a fault that no change meant to take away has gone then. Other
    /// runs of the same differ less.
    /// </summary>
    /// <param name="report">Of all seeds of a test.</param>
    /// <param name="seen">A <see cref="Fault"/> or a thing that is counted, and how often it was seen.</param>
    public static void AssertStillHappens(SimulationReport report, params (string What, long Times)[] seen)
    {
        var rare = new List<string>();
        foreach (var (what, times) in seen)
        {
            var now = Enum.TryParse<Fault>(what, out var fault) ? report[fault] : report.Count(what);
            if (now == 0 || 2 * now < times)
            {
                rare.Add($"{what}: {now}, and {times} before");
            }
        }

        Assert.Empty(rare);
    }

    /// <summary>
    /// Runs seeds in this process, whose pool has one worker, and writes each to its output when it begins, and at the end what came of
    /// them.
    /// </summary>
    public static int RunHere(string[] args)
    {
        var scenario = s_scenarios.GetValueOrDefault(args[1]) ?? ShellKind.Scenario(args[1]);
        var (first, step, count) = (ulong.Parse(args[2], CultureInfo.InvariantCulture), ulong.Parse(args[3], CultureInfo.InvariantCulture),
            int.Parse(args[4], CultureInfo.InvariantCulture));
        var report = new SimulationReport();
        var runs = new List<ShellSeedRun>();
        var failures = new List<ShellSeedFailure>();
        HeldPool.Hold(() =>
        {
            for (var i = 0; i < count && !(args.Length > 5 ? IsFound(failures, args[5]) : failures.Count == FailuresShown); i++)
            {
                var seed = first + ((ulong)i * step);
                Console.Out.WriteLine(seed);
                try
                {
                    var world = scenario(seed);
                    report.Add(world);
                    runs.Add(new ShellSeedRun(seed, $"{world.EventCount} events {world.Trace.Fingerprint:x16}"));
                }
                catch (Exception e)
                {
                    runs.Add(new ShellSeedRun(seed, e.Message));
                    failures.Add(new ShellSeedFailure(seed, e.Message, e.ToString()));
                    if (e is LostThreadException)
                    {
                        break;
                    }
                }
            }
        });
        Console.Out.WriteLine(JsonSerializer.Serialize(new ShellSeedsResult(report.Counts(), runs, failures)));
        return 0;
    }

    private static ShellSeedsResult[] RunAll(string scenario, int count, int processes)
    {
        var (first, many) = Seeds.Range(count);
        processes = Math.Min(many, processes);
        var results = new ShellSeedsResult[processes];
        int Share(int i) => (many - i + processes - 1) / processes;
        Parallel.For(0, processes, i => results[i] = ShellProcess.Run(scenario, first + (ulong)i, processes, Share(i), null));
        return results;
    }

    private static List<ShellSeedRun> Runs(string scenario, int count, int processes) =>
        [.. RunAll(scenario, count, processes).SelectMany(static r => r.Runs).OrderBy(static r => r.Seed)];

    private static bool IsFound(List<ShellSeedFailure> failures, string what) =>
        failures.Count > 0 && failures[^1].Text.Split('\n', 2)[0].Contains(what, StringComparison.Ordinal);
}

/// <summary>What came of the seeds of one process.</summary>
internal sealed record ShellSeedsResult(SimulationCounts Counts, List<ShellSeedRun> Runs, List<ShellSeedFailure> Failures);

/// <summary>What a seed's run was: the same only when all its events were.</summary>
internal sealed record ShellSeedRun(ulong Seed, string What);

/// <summary>A seed that failed, and how.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Message">The same when the run was, with its last events.</param>
/// <param name="Text">With where it was thrown: which calls that shows is the compiler's affair.</param>
internal sealed record ShellSeedFailure(ulong Seed, string Message, string Text);
