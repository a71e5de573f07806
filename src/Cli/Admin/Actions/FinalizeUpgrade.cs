using Hathi.Cli.Dfs;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-finalizeUpgrade</c>: what was kept for a downgrade goes.</summary>
internal sealed class FinalizeUpgrade : AdminAction
{
    public override string Name => "-finalizeUpgrade";

    public override string Help => "Gives up what was kept to go back to the version before an upgrade.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        await Hdfs(shell).Admin.FinalizeUpgradeAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Finalize upgrade successful");
        return ExitCodes.Ok;
    }
}
