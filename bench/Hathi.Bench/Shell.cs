using System.Diagnostics;

namespace Hathi.Bench;

/// <summary>Runs whole commands and keeps what they print.</summary>
internal static class Shell
{
    /// <summary>No command of the bench takes longer; one that hangs is ended by its id.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <exception cref="BenchException">It failed; its output is in the message.</exception>
    public static (string Output, TimeSpan Elapsed) Run(
        IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new BenchException($"{program} {string.Join(' ', arguments)} did not end within {Limit}");
        }

        var elapsed = clock.Elapsed;
        var text = output.Result + error.Result;
        return process.ExitCode == 0
            ? (text, elapsed)
            : throw new BenchException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");
    }
}

/// <summary>A measurement could not be made; the message says why.</summary>
internal sealed class BenchException(string message) : Exception(message);
