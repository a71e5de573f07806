using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin;

/// <summary>
/// <c>hathi dfsadmin</c>: the state of the cluster and how to steer it, with the actions, output and exit codes of <c>hdfs dfsadmin</c>.
/// </summary>
internal static class DfsAdminCommand
{
    /// <summary>Runs one command with the streams of this process.</summary>
    /// <param name="args">What follows <c>hathi dfsadmin</c>.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, ShellStreams.OfProcess(), interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Runs one command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> args, ShellStreams streams, CancellationToken cancellation) =>
        CommandFrame.RunAsync("dfsadmin", args, streams, options => RunActionAsync(options, streams, cancellation));

    private static async Task<int> RunActionAsync(GenericOptions options, ShellStreams streams, CancellationToken cancellation)
    {
        var rest = options.Rest;
        if (rest.Count == 0 || AdminTable.Find(rest[0]) is not { } action)
        {
            return Unknown(rest.Count == 0 ? null : rest[0], streams);
        }

        rest.RemoveAt(0);
        if (!(action is Actions.Report && rest.Contains(JsonOutput.Flag))
            && (rest.Count < action.Arguments.Fewest || rest.Count > action.Arguments.Most))
        {
            streams.ErrorLine(AdminUsage.Of(action));
            return ExitCodes.Usage;
        }

        var shell = new Shell(options.Configure(), streams, cancellation);
        await using (shell.ConfigureAwait(false))
        {
            return await RunActionAsync(action, shell, rest).ConfigureAwait(false);
        }
    }

    /// <summary>Every failure is -1 here, as in Apache's.</summary>
    private static async Task<int> RunActionAsync(AdminAction action, Shell shell, List<string> args)
    {
        try
        {
            var code = await action.RunAsync(shell, args).ConfigureAwait(false);
            shell.Out.Flush();
            return code;
        }
        catch (UsageException e)
        {
            shell.Streams.ErrorLine($"{action.Name[1..]}: {e.Message}");
            shell.Streams.ErrorLine(AdminUsage.Of(action));
        }
        catch (Exception e) when (Failures.IsReportable(e))
        {
            shell.Streams.ErrorLine($"{action.Name[1..]}: {Failures.Describe(e)}");
        }

        return ExitCodes.Usage;
    }

    private static int Unknown(string? name, ShellStreams streams)
    {
        if (name is not null && AdminTable.IsPlanned(name))
        {
            streams.ErrorLine($"{name[1..]}: This action is not there yet. `hathi dfsadmin -help` lists those that are.");
            return ExitCodes.Usage;
        }

        if (name is not null)
        {
            streams.ErrorLine($"{name.TrimStart('-')}: Unknown command");
        }

        AdminUsage.WriteAll(streams.Error);
        return ExitCodes.Usage;
    }
}
