using System.Text.Json;
using Hathi.Base;
using Hathi.Cli.Dfs.Kit;
using Hathi.Cli.Kit;
using Hathi.Hdfs.Client;

namespace Hathi.Cli.Admin.Kit;

/// <summary>
/// <c>dfsadmin -report --json</c>: an array with one object, the cluster, with its DataNodes: of the kinds that are asked
/// for, else live and dead.
/// </summary>
internal static class ReportJson
{
    public static async Task WriteAsync(JsonOutput output, HdfsFileSystem hdfs, DataNodeReportType[] kinds, Shell shell)
    {
        var (json, admin, cancellation) = (output.Writer, hdfs.Admin, shell.Cancellation);
        var statistics = await admin.GetStatisticsAsync(cancellation).ConfigureAwait(false);
        var safeMode = await admin.SetSafeModeAsync(SafeModeAction.Get, cancellation).ConfigureAwait(false);
        var dead = await admin.GetDataNodeReportAsync(DataNodeReportType.Dead, cancellation).ConfigureAwait(false);
        var isDead = dead.Select(Key).ToHashSet();
        var nodes = new List<DataNodeReport>();
        foreach (var kind in kinds.Length == 0 ? [DataNodeReportType.Live, DataNodeReportType.Dead] : kinds)
        {
            nodes.AddRange(
                kind == DataNodeReportType.Dead ? dead : await admin.GetDataNodeReportAsync(kind, cancellation).ConfigureAwait(false));
        }

        json.WriteStartObject();
        json.WriteBoolean("safeMode", safeMode);
        json.WriteNumber("capacity", statistics.Capacity);
        json.WriteNumber("used", statistics.Used);
        json.WriteNumber("remaining", statistics.Remaining);
        json.WriteNumber("underReplicatedBlocks", statistics.UnderReplicated);
        json.WriteNumber("corruptBlocks", statistics.CorruptBlocks);
        json.WriteNumber("missingBlocks", statistics.MissingBlocks);
        json.WriteNumber("missingBlocksWithReplicationOne", statistics.MissingWithReplicationOne);
        json.WriteNumber("pendingDeletionBlocks", statistics.PendingDeletionBlocks);
        json.WriteString("checkpointFailure", await CheckpointNotice.ReadAsync(hdfs, shell).ConfigureAwait(false)); // null: none is known
        json.WriteStartArray("dataNodes");
        foreach (var node in nodes.DistinctBy(Key))
        {
            Write(json, node, isDead.Contains(Key(node)) ? "dead" : "live");
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    // Hosts that never came have no uuid.
    private static (string Uuid, string Name) Key(DataNodeReport node) => (node.Uuid, DataNodeText.Name(node));

    private static void Write(Utf8JsonWriter json, DataNodeReport node, string state)
    {
        json.WriteStartObject();
        json.WriteString("name", DataNodeText.Name(node));
        json.WriteString("hostName", node.HostName);
        json.WriteString("uuid", node.Uuid);
        json.WriteString("rack", node.Rack);
        json.WriteString("state", state);
        json.WriteString("adminState", DataNodeText.AdminState(node.State));
        json.WriteNumber("capacity", node.Capacity);
        json.WriteNumber("used", node.Used);
        json.WriteNumber("nonDfsUsed", node.NonDfsUsed);
        json.WriteNumber("remaining", node.Remaining);
        json.WriteNumber("transfers", node.Transfers);
        json.WriteNumber("blocks", node.BlockCount);
        json.WriteString("lastContact", UnixTimes.At(node.LastContact));
        json.WriteEndObject();
    }
}
