using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-printTopology</c>: the racks and their DataNodes.</summary>
internal sealed class PrintTopology : AdminAction
{
    public override string Name => "-printTopology";

    public override string Help => "Prints the racks with the DataNodes in each, as the NameNode knows them.";

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var nodes = await Hdfs(shell).Admin.GetDataNodeReportAsync(DataNodeReportType.All, shell.Cancellation).ConfigureAwait(false);
        var names = await HostNames.OfAsync(nodes, shell.Cancellation).ConfigureAwait(false);
        foreach (var rack in nodes.GroupBy(n => n.Rack).OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            shell.Out.Line("Rack: " + rack.Key);
            foreach (var node in JavaHashOrder.Of(rack.ToList(), DataNodeText.Name))
            {
                shell.Out.Line($"   {DataNodeText.Name(node)} ({names[node.Address]}) {DataNodeText.AdminState(node.State)}");
            }

            shell.Out.Line("");
        }

        return ExitCodes.Ok;
    }
}
