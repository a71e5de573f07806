using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Dfs;

/// <summary><c>hathi dfs</c>: files and directories, with the verbs, flags, output and exit codes of <c>hdfs dfs</c>.</summary>
internal static class DfsCommand
{
    /// <summary>Runs one command with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi dfs</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, ShellStreams.OfProcess(), interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation) =>
        CommandFrame.RunAsync("dfs", args, streams, options => RunVerbAsync(options, streams, cancellation));

    private static async Task<int> RunVerbAsync(GenericOptions options, ShellStreams streams, CancellationToken cancellation)
    {
        if (options.Rest.Count == 0)
        {
            UsageText.WriteAll(streams.Error, help: false);
            return ExitCodes.Usage;
        }

        var name = options.Rest[0];
        if (VerbTable.Find(name) is not { } verb)
        {
            return Unknown(name, streams);
        }

        var shell = new Shell(options.Configure(), streams, cancellation);
        await using (shell.ConfigureAwait(false))
        {
            try
            {
                return await verb.RunAsync(shell, options.Rest.GetRange(1, options.Rest.Count - 1)).ConfigureAwait(false);
            }
            catch (UsageException e)
            {
                streams.ErrorLine($"{name}: {e.Message}");
                streams.Error.Line(UsageText.Of(verb));
                return ExitCodes.Usage;
            }
            catch (ArgumentException e)
            {
                // A setting that the file system cannot work with, such as a block size.
                streams.ErrorLine($"{name}: {Failures.Describe(e)}");
                return ExitCodes.Usage;
            }
        }
    }

    private static int Unknown(string name, ShellStreams streams)
    {
        if (VerbTable.IsPlanned(name))
        {
            streams.ErrorLine($"{name}: This verb is not there yet. `hathi dfs -usage` lists those that are.");
            return ExitCodes.Usage;
        }

        streams.ErrorLine($"{name}: Unknown command");
        if (!name.StartsWith('-') && VerbTable.Find("-" + name) is not null)
        {
            streams.ErrorLine($"Did you mean -{name}?  This command begins with a dash.");
        }

        UsageText.WriteAll(streams.Error, help: false);
        return ExitCodes.Usage;
    }
}
