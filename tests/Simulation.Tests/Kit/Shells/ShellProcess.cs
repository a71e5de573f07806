using System.Diagnostics;
using System.Text.Json;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>A process that runs some seeds of a scenario with shells, and what it says. One that does not get on is ended.</summary>
internal static class ShellProcess
{
    /// <summary>No seed takes so much of a processor.</summary>
    private static readonly TimeSpan s_mostProcessor = 2 * Patience.Limit;

    /// <summary>
    /// A process that says nothing is looked at so often. Longer than a world waits for a thread, which it says itself.
    /// </summary>
    private static readonly TimeSpan s_look = 1.5 * Patience.Limit;

    /// <summary>Runs jobs one after the other in one process.</summary>
    /// <exception cref="SimulationFailedException">The process has ended early, or a seed of it does not come to an end.</exception>
    public static List<ShellSeedsResult> Run(IReadOnlyList<ShellJob> jobs) => Run(jobs, s_look);

    /// <summary>The same, where the process is looked at so often.</summary>
    public static List<ShellSeedsResult> Run(IReadOnlyList<ShellJob> jobs, TimeSpan look)
    {
        using var process = Process.Start(HowToStart(jobs))!;
        var error = process.StandardError.ReadToEndAsync();
        var begun = jobs[0].Scenario;
        List<ShellSeedsResult> results = [];
        try
        {
            while (NextLine(process, look) is { } line)
            {
                if (line.StartsWith('['))
                {
                    results = JsonSerializer.Deserialize<List<ShellSeedsResult>>(line)!;
                }
                else
                {
                    begun = line;
                }
            }
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            throw new SimulationFailedException($"{begun} does not come to an end", e);
        }

        process.WaitPatiently();
        return process.ExitCode == 0 && results.Count == jobs.Count
            ? results
            : throw new SimulationFailedException(
                $"a process ended with {process.ExitCode} in {begun}: {results.LastOrDefault()?.Failures.LastOrDefault()?.Text}\n"
                + error.Result,
                null);
    }

    // Beside others a seed may take as long as it likes. What hangs is seen by that it uses no processor, what runs in a circle by that
    // it uses more than any seed.
    private static string? NextLine(Process process, TimeSpan look)
    {
        var line = process.StandardOutput.ReadLineAsync();
        for (TimeSpan? begun = null, before = null; ;)
        {
            try
            {
                return line.WaitAsync(look).GetAwaiter().GetResult();
            }
            catch (TimeoutException)
            {
                process.Refresh();
                var used = process.TotalProcessorTime;
                if (used - before < look / 1_000 || used - begun > s_mostProcessor)
                {
                    throw;
                }

                (begun, before) = (begun ?? used, used);
            }
        }
    }

    private static ProcessStartInfo HowToStart(IReadOnlyList<ShellJob> jobs)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { ShellSeeds.Verb },
        };
        foreach (var word in jobs.SelectMany(static j => j.ToWords()))
        {
            start.ArgumentList.Add(word);
        }

        foreach (var (name, value) in HeldPool.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
