using System.Globalization;
using Hathi.Cli.Admin.Kit;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Cli.Kit.Text;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Actions;

/// <summary><c>-report</c>: the cluster, its blocks in trouble, its DataNodes. Source: Apache <c>DFSAdmin.report</c>.</summary>
internal sealed class Report : AdminAction
{
    private static readonly (string Flag, DataNodeReportType Type, string Title)[] Kinds =
    [
        ("-live", DataNodeReportType.Live, "Live"),
        ("-dead", DataNodeReportType.Dead, "Dead"),
        ("-decommissioning", DataNodeReportType.Decommissioning, "Decommissioning"),
        ("-enteringmaintenance", DataNodeReportType.EnteringMaintenance, "Entering maintenance"),
        ("-inmaintenance", DataNodeReportType.InMaintenance, "In maintenance"),
    ];

    public override string Name => "-report";

    public override string Usage => "-report [-live] [-dead] [-decommissioning] [-enteringmaintenance] [-inmaintenance] [--json]";

    public override string Help =>
        """
        Reports how full the cluster is, which blocks are in trouble, and every DataNode.
        What is used here may differ from what du shows: this is raw space on the DataNodes, with replicas, checksums, snapshots
        and the like.
          -live -dead -decommissioning -enteringmaintenance -inmaintenance  only DataNodes of these kinds
          --json  as a JSON array
        """;

    public override (int Fewest, int Most) Arguments => (0, 6);

    public override async Task<int> RunAsync(Shell shell, List<string> args)
    {
        using var json = JsonOutput.Take(args);
        var unknown = args.Find(arg => !Array.Exists(Kinds, k => k.Flag == arg));
        if (unknown is not null)
        {
            throw new UsageException("Illegal option " + unknown);
        }

        var hdfs = Hdfs(shell);
        if (json is not null)
        {
            await ReportJson.WriteAsync(
                json, hdfs, [.. Kinds.Where(k => args.Contains(k.Flag)).Select(static k => k.Type)], shell).ConfigureAwait(false);
            json.WriteTo(shell.Out);
            return ExitCodes.Ok;
        }

        await WriteClusterAsync(shell, hdfs).ConfigureAwait(false);
        shell.Out.Flush();
        foreach (var kind in Kinds)
        {
            var asked = args.Contains(kind.Flag);
            if (asked || args.Count == 0)
            {
                await WriteNodesAsync(shell, hdfs.Admin, kind.Type, kind.Title, asked).ConfigureAwait(false);
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task WriteClusterAsync(Shell shell, HdfsFileSystem hdfs)
    {
        var to = shell.Out;
        var status = await hdfs.GetStatusAsync(shell.Cancellation).ConfigureAwait(false);
        var replicated = await hdfs.Admin.GetReplicatedBlockStatisticsAsync(shell.Cancellation).ConfigureAwait(false);
        var coded = await hdfs.Admin.GetErasureCodedBlockStatisticsAsync(shell.Cancellation).ConfigureAwait(false);
        if (await hdfs.Admin.SetSafeModeAsync(SafeModeAction.Get, shell.Cancellation).ConfigureAwait(false))
        {
            WriteSafeMode(to, replicated.BytesInFuture + coded.BytesInFuture);
        }

        if (await CheckpointNotice.ReadAsync(hdfs, shell).ConfigureAwait(false) is { } failure)
        {
            to.Line("The last checkpoint could not be written: " + failure);
        }

        var present = status.Used + status.Remaining;
        DataNodeText.Size(to, "Configured Capacity", status.Capacity);
        DataNodeText.Size(to, "Present Capacity", present);
        DataNodeText.Size(to, "DFS Remaining", status.Remaining);
        DataNodeText.Size(to, "DFS Used", status.Used);
        to.Line($"DFS Used%: {JavaDecimals.Format(present == 0 ? 0 : status.Used / (double)present * 100, 2)}%");
        to.Line("Replicated Blocks:");
        Number(to, "Under replicated blocks", replicated.LowRedundancy);
        Number(to, "Blocks with corrupt replicas", replicated.Corrupt);
        Number(to, "Missing blocks", replicated.Missing);
        Number(to, "Missing blocks (with replication factor 1)", replicated.MissingWithReplicationOne);
        WriteRest(to, replicated);
        to.Line("Erasure Coded Block Groups: ");
        Number(to, "Low redundancy block groups", coded.LowRedundancy);
        Number(to, "Block groups with corrupt internal blocks", coded.Corrupt);
        Number(to, "Missing block groups", coded.Missing);
        WriteRest(to, coded);
        to.Line("");
        to.Line("-------------------------------------------------");
    }

    private static void WriteSafeMode(ShellWriter to, long bytesInFuture)
    {
        to.Line("Safe mode is ON");
        if (bytesInFuture > 0)
        {
            to.Line("\nWARNING: ");
            to.Line("Name node has detected blocks with generation stamps in future.");
            to.Line(string.Create(
                CultureInfo.InvariantCulture, $"Forcing exit from safemode will cause {bytesInFuture} byte(s) to be deleted."));
            to.Line("If you are sure that the NameNode was started with the correct metadata files then you may proceed with '-safemode "
                + "forceExit'\n");
        }
    }

    private static void WriteRest(ShellWriter to, BlockStatistics blocks)
    {
        if (blocks.BadlyDistributed is { } badly)
        {
            Number(to, "Badly Distributed Blocks", badly);
        }

        if (blocks.HighestPriority is { } highest)
        {
            Number(to, "Low redundancy blocks with highest priority to recover", highest);
        }

        Number(to, "Pending deletion blocks", blocks.PendingDeletion);
    }

    private static void Number(ShellWriter to, string what, long number) =>
        to.Line(string.Create(CultureInfo.InvariantCulture, $"\t{what}: {number}"));

    private static async Task WriteNodesAsync(Shell shell, HdfsAdmin admin, DataNodeReportType type, string title, bool asked)
    {
        var nodes = await admin.GetDataNodeReportAsync(type, shell.Cancellation).ConfigureAwait(false);
        if (nodes.Count > 0 || asked)
        {
            shell.Out.Line(string.Create(CultureInfo.InvariantCulture, $"{title} datanodes ({nodes.Count}):\n"));
        }

        var names = await HostNames.OfAsync(nodes, shell.Cancellation).ConfigureAwait(false);
        foreach (var node in nodes)
        {
            DataNodeText.Write(node, names[node.Address], shell.Out);
            shell.Out.Line("\n");
        }
    }
}
