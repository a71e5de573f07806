using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-refreshUserToGroupsMappings</c>: who is in which group.</summary>
internal sealed class RefreshUserToGroupsMappings : AdminAction
{
    public override string Name => "-refreshUserToGroupsMappings";

    public override string Help => "Makes the NameNode forget which groups users are in; it looks again.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await NameNodeRefresh.UserToGroupsMappingsAsync(
            Hdfs(shell).Uri, shell.Configuration, CurrentUser.Name, shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Refresh user to groups mapping successful");
        return ExitCodes.Ok;
    }
}
