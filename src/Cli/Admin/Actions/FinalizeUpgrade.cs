using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-finalizeUpgrade</c>: what was kept for a downgrade goes.</summary>
internal sealed class FinalizeUpgrade : AdminAction
{
    public override string Name => "-finalizeUpgrade";

    public override string Help =>
        """
        Ends an upgrade of HDFS: the DataNodes delete what they kept of the version before, then the NameNode does.
        There is no way back behind it.
        """;

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await Hdfs(shell).Admin.FinalizeUpgradeAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Finalize upgrade successful");
        return ExitCodes.Ok;
    }
}
