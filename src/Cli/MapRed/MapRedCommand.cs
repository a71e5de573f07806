using Hathi.Cli.Kit;
using Hathi.Cli.Yarn;
using Hathi.MapReduce.Streaming;

namespace Hathi.Cli.MapRed;

/// <summary><c>hathi mapred</c>: jobs, with the options, output and exit codes of <c>mapred</c>.</summary>
internal static class MapRedCommand
{
    /// <summary>Runs one command with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi mapred</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, ShellStreams.OfProcess(), interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation)
    {
        if (args is ["streaming", ..])
        {
            return StreamingCommand.RunAsync([.. args.Skip(1)], streams, cancellation);
        }

        if (args is not ["job" or "queue", ..])
        {
            var usage = $"{MapRedVerbs.Usage("job", JobCommand.Verbs)}\n{MapRedVerbs.Usage("queue", JobQueueCommand.Verbs)}\n"
                + $"{StreamingCommandLine.Usage}";
            if (args is ["-help" or "--help", ..])
            {
                streams.Out.Line(usage);
                streams.Out.Flush();
                return Task.FromResult(ExitCodes.Ok);
            }

            streams.ErrorLine(args.Count == 0 ? usage : $"mapred: '{args[0]}' is no command; there are job, queue and streaming\n{usage}");
            return Task.FromResult(ExitCodes.Usage);
        }

        return CommandFrame.RunAsync(args[0], [.. args.Skip(1)], streams, async options =>
        {
            var shell = new YarnShell(options, streams, cancellation);
            await using (shell.ConfigureAwait(false))
            {
                var code = await (args[0] == "queue"
                    ? new JobQueueCommand(shell).RunAsync(options.Rest)
                    : JobAsync(shell, options.Rest)).ConfigureAwait(false);
                streams.Out.Flush();
                return code;
            }
        });
    }

    private static async Task<int> JobAsync(YarnShell shell, IReadOnlyList<string> words)
    {
        var command = new JobCommand(shell);
        await using (command.ConfigureAwait(false))
        {
            return await command.RunAsync(words).ConfigureAwait(false);
        }
    }
}
