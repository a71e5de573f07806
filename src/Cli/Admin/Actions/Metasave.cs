using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-metasave</c>: what the NameNode is doing about blocks.</summary>
internal sealed class Metasave : AdminAction
{
    public override string Name => "-metasave";

    public override string Usage => "-metasave <filename>";

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override string Help =>
        """
        Makes the NameNode write its main data structures into a file of its log directory (hadoop.log.dir), which is
        replaced when it is there. It has a line for each
          1. DataNode that sends heartbeats
          2. block that waits to be replicated
          3. block that is being replicated
          4. block that waits to be deleted
        """;

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var hdfs = Hdfs(shell);
        await hdfs.Admin.MetaSaveAsync(args[0], shell.Cancellation).ConfigureAwait(false);
        shell.Out.Line($"Created metasave file {args[0]} in the log directory of namenode {hdfs.Uri.Scheme}://{hdfs.Uri.Authority}");
        return ExitCodes.Ok;
    }
}
