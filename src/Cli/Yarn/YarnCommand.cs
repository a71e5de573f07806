using Hathi.Cli.Kit;

namespace Hathi.Cli.Yarn;

/// <summary>
/// <c>hathi yarn</c>: applications, containers, nodes and queues of a cluster, with the options, output and exit codes of <c>yarn</c>.
/// </summary>
internal static class YarnCommand
{
    /// <summary>The commands that are options and nothing else, each with what may go with what.</summary>
    internal static readonly YarnCommandTable[] Tables =
    [
        ApplicationCommand.Table, AttemptCommand.Table, ContainerCommand.Table, NodeCommand.Table, QueueCommand.Table, LogsCommand.Table,
        TopCommand.Table,
    ];

    private static readonly (string Name, string Usage, Func<YarnShell, Task<int>> Run)[] Commands =
        [
            .. Tables.Select(static t => (t.Name, t.Usage, (Func<YarnShell, Task<int>>)t.RunAsync)),
            ("rmadmin", RmAdminCommand.Usage, RmAdminCommand.RunAsync),
        ];

    /// <summary>Runs one command with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi yarn</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, ShellStreams.OfProcess(), interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation)
    {
        var name = args.Count == 0 ? "" : args[0] == "app" ? "application" : args[0];
        if (Array.Find(Commands, c => c.Name == name) is not { Run: { } run } command)
        {
            return Task.FromResult(Unknown(name, streams));
        }

        return CommandFrame.RunAsync(name, [.. args.Skip(1)], streams, async options =>
        {
            var shell = new YarnShell(options, streams, cancellation);
            await using (shell.ConfigureAwait(false))
            {
                var code = options.Rest is [] && name != "top"
                    ? ShowUsage()
                    : await RunAsync(name, command.Usage, run, shell).ConfigureAwait(false);
                streams.Out.Flush();
                return code;

                int ShowUsage()
                {
                    shell.WriteUsage(name, command.Usage);
                    return ExitCodes.Usage;
                }
            }
        });
    }

    private static async Task<int> RunAsync(string name, string usage, Func<YarnShell, Task<int>> run, YarnShell shell)
    {
        try
        {
            return await run(shell).ConfigureAwait(false);
        }
        catch (InputException e)
        {
            shell.Streams.ErrorLine($"{name}: {e.Message}");
            return ExitCodes.Failed;
        }
        catch (UsageException e)
        {
            shell.Streams.ErrorLine($"{name}: {e.Message}");
            shell.WriteUsage(name, usage);
            return ExitCodes.Usage;
        }
    }

    private static int Unknown(string name, ShellStreams streams)
    {
        if (name.Length > 0 && name is not ("-help" or "--help"))
        {
            streams.ErrorLine($"yarn: '{name}' is no command; there are {string.Join(", ", Commands.Select(c => c.Name))}");
            return ExitCodes.Usage;
        }

        foreach (var (command, usage, _) in Commands)
        {
            streams.Out.Line($"usage: {command}");
            streams.Out.Line(usage);
        }

        streams.Out.Flush();
        return name.Length == 0 ? ExitCodes.Usage : ExitCodes.Ok;
    }
}
