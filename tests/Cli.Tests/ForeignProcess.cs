using System.Diagnostics;
using Hathi.Tests.Cases.Verbs;

namespace Hathi.Cli.Tests;

/// <summary>Runs another's program.</summary>
internal static class ForeignProcess
{
    public static async Task<Answer> RunAsync(
        string command, IReadOnlyList<string> words, string input, IReadOnlyDictionary<string, string> environment)
    {
        var program = command.Split(' ');
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).Patiently();
        return new Answer(await output, await error, process.ExitCode);
    }
}
