using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-saveNamespace</c>: a checkpoint of the name space.</summary>
internal sealed class SaveNamespace : AdminAction
{
    public override string Name => "-saveNamespace";

    public override string Help =>
        "Makes the NameNode write its name space into its directory: the edits before it are not replayed again. It must be in safe mode.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var saved = await Hdfs(shell).Admin.SaveNamespaceAsync(shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line(saved ? "Save namespace successful" : "No extra checkpoint has been made");
        return ExitCodes.Ok;
    }
}
