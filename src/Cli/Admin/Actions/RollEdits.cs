using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-rollEdits</c>: a new segment of the edit log.</summary>
internal sealed class RollEdits : AdminAction
{
    public override string Name => "-rollEdits";

    public override string Help => "Makes the NameNode begin a new segment of its edit log.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var first = await Hdfs(shell).Admin.RollEditsAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line("Successfully rolled edit logs.");
        shell.Out.Line($"New segment starts at txid {first}");
        return ExitCodes.Ok;
    }
}
