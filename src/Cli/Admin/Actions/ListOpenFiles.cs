using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-listOpenFiles</c>: who writes what.</summary>
internal sealed class ListOpenFiles : AdminAction
{
    public override string Name => "-listOpenFiles";

    public override string Usage => "-listOpenFiles [-path <path>]";

    public override (int Fewest, int Most) Arguments => (0, 2);

    public override string Help => "Lists the files that somebody writes, all or those below a path, with the client's name and machine.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var path = args switch
        {
            [] => "/",
            ["-path", var below] => below,
            _ => throw new UsageException($"Unexpected argument: {args[0]}"),
        };
        shell.Out.Line($"{"Client Host",-20}\t{"Client Name",-20}\tOpen File Path");
        await foreach (var file in Hdfs(shell).Admin.ListOpenFilesAsync(path, shell.Cancellation).ConfigureAwait(false))
        {
            shell.Out.Line($"{file.ClientMachine,-20}\t{file.ClientName,-20}\t{file.Path,20}");
        }

        return ExitCodes.Ok;
    }
}
