using Hathi.Cli.Dfs;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-metasave</c>: what the NameNode is doing about blocks.</summary>
internal sealed class Metasave : AdminAction
{
    public override string Name => "-metasave";

    public override string Usage => "-metasave filename";

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override string Help => "Makes the NameNode write what it knows of blocks in trouble into a file of its log directory.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var hdfs = Hdfs(shell);
        await hdfs.Admin.MetaSaveAsync(args[0], shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line($"Created metasave file {args[0]} in the log directory of namenode {hdfs.Uri.Scheme}://{hdfs.Uri.Authority}");
        return ExitCodes.Ok;
    }
}
