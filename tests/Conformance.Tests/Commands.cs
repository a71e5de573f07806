using System.Diagnostics;

namespace Hathi.Conformance.Tests;

/// <summary>What a command printed and how it ended.</summary>
public sealed record CommandResult(string Command, int ExitCode, string Output, string Error)
{
    /// <summary>Fails the test with everything the command said unless it ended with 0.</summary>
    public CommandResult Ok()
    {
        Assert.True(ExitCode == 0, $"{Command} ended with {ExitCode}\nstdout: {Output}\nstderr: {Error}");
        return this;
    }
}

/// <summary>Runs real programs, with a limit on each.</summary>
public static class Commands
{

    public static CommandResult Run(IReadOnlyDictionary<string, string> environment, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Close();
        var command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        if (!process.WaitForExit(ClusterPatience.Command))
        {
            process.Kill(entireProcessTree: true);
            return new CommandResult(command, -1, output.Result, $"did not end within {ClusterPatience.Command}\n{error.Result}");
        }

        return new CommandResult(command, process.ExitCode, output.Result, error.Result);
    }
}
