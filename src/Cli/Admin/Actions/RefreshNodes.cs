using Hathi.Cli.Dfs;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-refreshNodes</c>: which DataNodes may come and which are to go.</summary>
internal sealed class RefreshNodes : AdminAction
{
    public override string Name => "-refreshNodes";

    public override string Help => "Makes the NameNode read its lists of allowed and excluded DataNodes again.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await Hdfs(shell).Admin.RefreshNodesAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Refresh nodes successful");
        return ExitCodes.Ok;
    }
}
