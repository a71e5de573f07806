using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-refreshSuperUserGroupsConfiguration</c>: who may act for whom.</summary>
internal sealed class RefreshSuperUserGroups : AdminAction
{
    public override string Name => "-refreshSuperUserGroupsConfiguration";

    public override string Help =>
        "Makes the NameNode read again which users may act for others, of which groups and from which hosts (hadoop.proxyuser.*).";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await NameNodeRefresh.SuperUserGroupsAsync(
            Hdfs(shell).Uri, shell.Configuration, CurrentUser.Name, shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Refresh super user groups configuration successful");
        return ExitCodes.Ok;
    }
}
