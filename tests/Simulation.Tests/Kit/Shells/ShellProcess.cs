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

    /// <summary>Runs seeds.</summary>
    /// <param name="scenario">Which.</param>
    /// <param name="first">The first.</param>
    /// <param name="step">From one to the next.</param>
    /// <param name="count">How many.</param>
    /// <param name="until">Ends at a failure that says this; null: all are run.</param>
    /// <exception cref="SimulationFailedException">The process has ended early, or a seed of it does not come to an end.</exception>
    public static ShellSeedsResult Run(string scenario, ulong first, int step, int count, string? until) =>
        Run(scenario, first, step, count, until, s_look);

    /// <summary>The same, where the process is looked at so often.</summary>
    public static ShellSeedsResult Run(string scenario, ulong first, int step, int count, string? until, TimeSpan look)
    {
        using var process = Process.Start(HowToStart(scenario, first, step, count, until))!;
        var error = process.StandardError.ReadToEndAsync();
        var seed = first;
        string? last = null;
        try
        {
            while (NextLine(process, look) is { } line)
            {
                last = line;
                seed = ulong.TryParse(line, out var begun) ? begun : seed;
            }
        }
        catch (TimeoutException e)
        {
            process.Kill(entireProcessTree: true);
            throw new SimulationFailedException($"{scenario}: seed {seed} does not come to an end", e);
        }

        process.WaitPatiently();
        return process.ExitCode == 0 && last is not null && JsonSerializer.Deserialize<ShellSeedsResult>(last) is { } result
            ? result
            : throw new SimulationFailedException(
                $"{scenario}: the process of seed {first} and those after it ended with {process.ExitCode} in seed {seed}: {error.Result}",
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
