namespace Hathi.Cli.Kit;

/// <summary>What all commands with Hadoop's syntax share: generic options before the rest, and a line for whatever goes wrong.</summary>
internal static class CommandFrame
{
    /// <param name="command">For messages: dfs, dfsadmin or fsck.</param>
    /// <param name="args">What follows it.</param>
    /// <param name="streams">Of this run.</param>
    /// <param name="run">The command itself.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        string command, IReadOnlyList<string> args, ShellStreams streams, Func<GenericOptions, Task<int>> run)
    {
        int code;
        try
        {
            var options = GenericOptions.Parse(args, filesIsGeneric: command != "fsck");
            options.Warn = streams.ErrorLine;
            code = await run(options).ConfigureAwait(false);
        }
        catch (UsageException e)
        {
            streams.ErrorLine($"{command}: {e.Message}");
            code = ExitCodes.Usage;
        }
        catch (OperationCanceledException)
        {
            streams.ErrorLine($"{command}: Interrupted");
            code = ExitCodes.Interrupted;
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            streams.ErrorLine($"{command}: {Failures.Describe(e)}");
            code = ExitCodes.Failed;
        }
        catch (Exception e)
        {
            // We are wrong. The user gets a line that can be reported, and the exit code of Apache's "Fatal internal error".
            streams.ErrorLine($"{command}: Fatal internal error, please report it: {e.GetType().Name}: {Failures.Describe(e)}");
            code = ExitCodes.Usage;
        }

        streams.FlushError();
        return code;
    }
}
