using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-refreshNodes</c>: which DataNodes may come and which are to go.</summary>
internal sealed class RefreshNodes : AdminAction
{
    public override string Name => "-refreshNodes";

    public override string Help =>
        """
        Makes the NameNode read again which DataNodes may connect and which are to go: the files that dfs.hosts and dfs.hosts.exclude name.
        The hosts in dfs.hosts are those of the cluster; when there are any, only they may register.
        The hosts in dfs.hosts.exclude are decommissioned: they are done when everything they hold has been copied to others. They are
        not stopped then, and get no new replicas.
        """;

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await Hdfs(shell).Admin.RefreshNodesAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Refresh nodes successful");
        return ExitCodes.Ok;
    }
}
