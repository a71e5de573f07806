using System.Diagnostics;
using Hathi.Cli.Tests.Transcripts;

namespace Hathi.Cli.Tests;

/// <summary>Runs another program's <c>dfs</c>.</summary>
internal static class ForeignProcess
{
    public static async Task<Answer> RunAsync(string command, IReadOnlyList<string> words, string input, string? user)
    {
        var program = command.Split(' ');
        var start = new ProcessStartInfo(program[0], [.. program[1..], .. words])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (user is not null)
        {
            start.Environment["HADOOP_USER_NAME"] = user;
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
