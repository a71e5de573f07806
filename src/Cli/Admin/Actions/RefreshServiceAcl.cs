using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-refreshServiceAcl</c>: who may call which protocol.</summary>
internal sealed class RefreshServiceAcl : AdminAction
{
    public override string Name => "-refreshServiceAcl";

    public override string Help =>
        "Makes the NameNode read again who may call which of its protocols (hadoop-policy.xml), where hadoop.security.authorization is on.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await NameNodeRefresh.ServiceAclAsync(
            Hdfs(shell).Uri, shell.Configuration, CurrentUser.Name, shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Refresh service acl successful");
        return ExitCodes.Ok;
    }
}
