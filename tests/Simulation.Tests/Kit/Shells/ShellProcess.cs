using System.Diagnostics;
using System.Text.Json;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>A process that runs some seeds of a scenario with shells, and what it says. One that does not get on is ended.</summary>
internal static class ShellProcess
{
    /// <summary>No seed takes longer. A thread that does not come back to its world says so itself after half of it.</summary>
    private static readonly TimeSpan s_longestSeed = 2 * Patience.Limit;

    /// <summary>Runs seeds.</summary>
    /// <param name="scenario">Which.</param>
    /// <param name="first">The first.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="until">Ends at a failure that says this; null: all are run.</param>
    /// <exception cref="SimulationFailedException">The process has ended early, or a seed of it does not come to an end.</exception>
    public static ShellSeedsResult Run(string scenario, ulong first, int step, int count, string? until) =>
        Run(scenario, first, step, count, until, s_longestSeed);

    /// <summary>The same, where a seed may take so long.</summary>
    public static ShellSeedsResult Run(string scenario, ulong first, int step, int count, string? until, TimeSpan longestSeed)
    {
        using var process = Process.Start(HowToStart(scenario, first, step, count, until))!;
        var error = process.StandardError.ReadToEndAsync();
        var seed = first;
        string? last = null;
        try
        {
            while (process.StandardOutput.ReadLineAsync().WaitAsync(longestSeed).GetAwaiter().GetResult() is { } line)
            {
                last = line;
                seed = ulong.TryParse(line, out var begun) ? begun : seed;
            }
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            throw new SimulationFailedException($"{scenario}: seed {seed} has not come to an end in {longestSeed.TotalSeconds} s", e);
        }

        process.WaitPatiently();
        return process.ExitCode == 0 && last is not null && JsonSerializer.Deserialize<ShellSeedsResult>(last) is { } result
            ? result
            : throw new SimulationFailedException(
                $"{scenario}: the process of seed {first} and those after it ended with {process.ExitCode} in seed {seed}: {error.Result}",
                null);
    }

    private static ProcessStartInfo HowToStart(string scenario, ulong first, int step, int count, string? until)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList = { ShellSeeds.Verb, scenario, $"{first}", $"{step}", $"{count}" },
        };
        if (until is not null)
        {
            start.ArgumentList.Add(until);
        }

        foreach (var (name, value) in HeldPool.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
