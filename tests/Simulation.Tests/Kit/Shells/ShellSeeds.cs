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
    /// <summary>The first argument of such a process: then come the words of its jobs.</summary>
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
    public static SimulationReport Run(string scenario, int count) => RunEach((scenario, count))[scenario].Whole;

    /// <summary>Runs seeds of several scenarios, in the same processes, and prints the reports.</summary>
    public static Dictionary<string, ShellSeedsOutcome> RunEach(params (string Scenario, int Count)[] worlds)
    {
        var processes = Math.Min(worlds.Max(static w => Seeds.Range(w.Count).Count), Environment.ProcessorCount);
        var results = new List<ShellSeedsResult>[processes];
        Parallel.For(0, processes, i => results[i] = ShellProcess.Run([.. worlds.Select(w => Share(w.Scenario, w.Count, i, processes))]));
        var outcomes = new Dictionary<string, ShellSeedsOutcome>(StringComparer.Ordinal);
        foreach (var (i, (scenario, _)) in worlds.Index())
        {
            var report = new SimulationReport();
            results.Select(r => r[i].Counts).ToList().ForEach(report.Add);
            Console.WriteLine($"Simulation: {scenario}: {report}");
            var failures = results.SelectMany(r => r[i].Failures).OrderBy(static f => f.Seed).ToList();
            outcomes.Add(scenario, new ShellSeedsOutcome(scenario, report, failures));
        }

        return outcomes;
    }

    /// <summary>
    /// Fails where a seed does not give the same run again, event by event: all are run in two processes, in one of them the other way
    /// round. Neither the moment, nor what a process makes of it, nor what was there before may be seen in a run.
    /// </summary>
    public static void AssertSame(int count, params string[] scenarios)
    {
        var (first, many) = Seeds.Range(count);
        List<ShellJob> jobs =
        [
            .. from scenario in scenarios
               from seed in Enumerable.Range(0, many)
               select new ShellJob(scenario, first + (ulong)seed, 1, 1),
        ];
        var there = new List<string>();
        var back = new List<string>();
        Parallel.Invoke(() => there = Runs(jobs), () => back = Runs([.. jobs.AsEnumerable().Reverse()]));
        back.Reverse();
        Assert.Equal(there, back);
    }

    /// <summary>
    /// Runs programs that make a mistake on purpose until a checker says so: one that cannot see it checks nothing. The seed that finds
    /// it finds it again, event by event, in another process and in other company.
    /// </summary>
    /// <param name="mostSeeds">So many of each are run at most.</param>
    /// <param name="mistakes">Which.</param>
    public static void AssertFound(int mostSeeds, params PlantedMistake[] mistakes)
    {
        var results = RunDealt(
            [.. mistakes.Select(m => new ShellJob(m.Scenario, m.First, 1, mostSeeds, m.Found))],
            static (job, _, processes) => job % processes);
        var wrong = new List<string>();
        var found = new List<ShellSeedFailure>();
        foreach (var (mistake, result) in mistakes.Zip(results))
        {
            var lines = result.Failures.ConvertAll(static f => $"{f.Seed}: {f.FirstLine}");
            if (IsFound(result.Failures, mistake.Found))
            {
                Console.WriteLine($"{mistake.Scenario} is found at seed {lines[^1]}");
                found.Add(result.Failures[^1]);
            }
            else
            {
                wrong.Add(
                    $"{mostSeeds} seeds of {mistake.Scenario}, and no checker says '{mistake.Found}'; said was:\n"
                    + string.Join('\n', lines));
            }
        }

        Assert.Empty(wrong);

        // The other way round, so that also where there is one process others were there before.
        var again = RunDealt(
            [.. mistakes.Zip(found, static (m, f) => new ShellJob(m.Scenario, f.Seed, 1, 1)).Reverse()],
            static (job, jobs, processes) => job * processes / jobs);
        again.Reverse();
        Assert.Equal(found.ConvertAll(static f => f.Message), again.ConvertAll(static r => Assert.Single(r.Failures).Message));
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
    /// Runs jobs in this process, whose pool has one worker, and writes each seed to its output when it begins, and at the end what came of
    /// them.
    /// </summary>
    public static int RunHere(IEnumerable<string> words)
    {
        var results = new List<ShellSeedsResult>();
        HeldPool.Hold(() =>
        {
            foreach (var job in ShellJob.Parse(words))
            {
                results.Add(RunHere(job, out var isLost));
                if (isLost)
                {
                    break;
                }
            }
        });
        Console.Out.WriteLine(JsonSerializer.Serialize(results));
        return 0;
    }

    private static ShellSeedsResult RunHere(ShellJob job, out bool isLost)
    {
        var scenario = s_scenarios.GetValueOrDefault(job.Scenario) ?? ShellKind.Scenario(job.Scenario);
        var report = new SimulationReport();
        var runs = new List<ShellSeedRun>();
        var failures = new List<ShellSeedFailure>();
        isLost = false;
        for (var i = 0; i < job.Count && !isLost && !IsEnough(failures, job.Until); i++)
        {
            var seed = job.First + (ulong)(i * job.Step);
            Console.Out.WriteLine($"{job.Scenario}: seed {seed}");
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
                isLost = e is LostThreadException;
            }
        }

        return new ShellSeedsResult(report.Counts(), runs, failures);
    }

    private static ShellJob Share(string scenario, int count, int process, int processes)
    {
        var (first, many) = Seeds.Range(count);
        return new ShellJob(scenario, first + (ulong)process, processes, Math.Max(0, many - process + processes - 1) / processes);
    }

    // Each job in the process that it is given to, and what came of them in their order.
    private static List<ShellSeedsResult> RunDealt(List<ShellJob> jobs, Func<int, int, int, int> processOf)
    {
        var processes = Math.Min(jobs.Count, Environment.ProcessorCount);
        var results = new ShellSeedsResult[jobs.Count];
        Parallel.For(0, processes, process =>
        {
            var mine = Enumerable.Range(0, jobs.Count).Where(i => processOf(i, jobs.Count, processes) == process).ToList();
            foreach (var (i, result) in mine.Zip(ShellProcess.Run(mine.ConvertAll(i => jobs[i]))))
            {
                results[i] = result;
            }
        });
        return [.. results];
    }

    private static List<string> Runs(List<ShellJob> jobs) =>
        [.. jobs.Zip(ShellProcess.Run(jobs), static (job, result) => $"{job.Scenario}: {Assert.Single(result.Runs)}")];

    private static bool IsEnough(List<ShellSeedFailure> failures, string until) =>
        until.Length > 0 ? IsFound(failures, until) : failures.Count == FailuresShown;

    private static bool IsFound(List<ShellSeedFailure> failures, string what) =>
        failures.Count > 0 && failures[^1].FirstLine.Contains(what, StringComparison.Ordinal);
}

/// <summary>A mistake that a checker is there for.</summary>
/// <param name="Scenario">Where it is found, with its name behind.</param>
/// <param name="Found">What the checker says.</param>
/// <param name="First">The seed that found it last.</param>
internal sealed record PlantedMistake(string Scenario, string Found, ulong First);

/// <summary>What came of a scenario's seeds.</summary>
internal sealed record ShellSeedsOutcome(string Scenario, SimulationReport Report, List<ShellSeedFailure> Failures)
{
    /// <summary>What was simulated.</summary>
    /// <exception cref="SimulationFailedException">A seed has failed.</exception>
    public SimulationReport Whole => Failures.Count == 0
        ? Report
        : throw new SimulationFailedException(
            $"{Scenario}: these seeds failed:\n{string.Join('\n', Failures.Select(static f => $"{f.Seed}: {f.FirstLine}"))}\nthe first:\n"
            + Failures[0].Text,
            null);
}

/// <summary>What came of the seeds of a job.</summary>
internal sealed record ShellSeedsResult(SimulationCounts Counts, List<ShellSeedRun> Runs, List<ShellSeedFailure> Failures);

/// <summary>What a seed's run was: the same only when all its events were.</summary>
internal sealed record ShellSeedRun(ulong Seed, string What);

/// <summary>A seed that failed, and how.</summary>
/// <param name="Seed">Which.</param>
/// <param name="Message">The same when the run was, with its last events.</param>
/// <param name="Text">With where it was thrown: which calls that shows is the compiler's affair.</param>
internal sealed record ShellSeedFailure(ulong Seed, string Message, string Text)
{
    /// <summary>What the checker says.</summary>
    public string FirstLine => Text.Split('\n', 2)[0];
}
