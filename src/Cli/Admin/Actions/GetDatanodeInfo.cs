using System.Globalization;
using Hathi.Base;
using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-getDatanodeInfo</c>: whether a DataNode answers, and what it says of itself.</summary>
internal sealed class GetDatanodeInfo : AdminAction
{
    public override string Name => "-getDatanodeInfo";

    public override string Usage => "-getDatanodeInfo <datanode_host:ipc_port>";

    public override string Help => "Asks a DataNode how long it runs, and which version: it answers when it is alive.";

    public override (int Fewest, int Most) Arguments => (1, 1);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        var node = DataNode(shell, args[0]);
        await using (node.ConfigureAwait(false))
        {
            var info = await AskAsync(node, shell.Cancellation).ConfigureAwait(false);
            shell.Out.Line(string.Create(
                CultureInfo.InvariantCulture,
                $"Uptime: {(long)info.Uptime.TotalSeconds}, Software version: {info.SoftwareVersion}, Config version: "
                + $"{info.ConfigurationVersion}"));
        }

        return ExitCodes.Ok;
    }

    private static async Task<DataNodeInformation> AskAsync(DataNodeAdmin node, CancellationToken cancellation)
    {
        try
        {
            return await node.GetInformationAsync(cancellation).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new EnvironmentException("Datanode unreachable. " + e.Message, e);
        }
    }
}
