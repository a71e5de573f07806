using Hathi.Cli.Dfs;

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

        if (args is not ["job", ..])
        {
            streams.ErrorLine(args.Count == 0 || args[0] is "-help" or "--help" ? JobCommand.Usage : $"mapred: '{args[0]}' is no command; there are job and streaming\n{JobCommand.Usage}");
            return Task.FromResult(args.Count > 0 && args[0] is "-help" or "--help" ? ExitCodes.Ok : ExitCodes.Usage);
        }

        return CommandFrame.RunAsync("job", [.. args.Skip(1)], streams, async options =>
        {
            var command = new JobCommand(options.Configure(), streams, cancellation);
            await using (command.ConfigureAwait(false))
            {
                var code = await command.RunAsync(options.Rest).ConfigureAwait(false);
                streams.Out.Flush();
                return code;
            }
        });
    }
}
