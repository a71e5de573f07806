using System.Globalization;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary><c>/metrics</c>: the cluster's totals in Prometheus text format 0.0.4.</summary>
internal sealed class MetricsServlet(NameNodeEngine engine)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var s = await engine.AskAsync(new GetStatsRequest { Caller = JmxServlet.Anonymous }).ConfigureAwait(false);
        using var text = new TextReply(context, TextReply.Figures);
        Gauge(text, "hathi_hdfs_capacity_bytes", s.Capacity);
        Gauge(text, "hathi_hdfs_used_bytes", s.Used);
        Gauge(text, "hathi_hdfs_remaining_bytes", s.Remaining);
        Gauge(text, "hathi_hdfs_blocks", s.Blocks);
        Gauge(text, "hathi_hdfs_blocks_low_redundancy", s.LowRedundancy);
        Gauge(text, "hathi_hdfs_blocks_missing", s.Missing);
        Gauge(text, "hathi_hdfs_replicas_corrupt", s.CorruptReplicas);
        Gauge(text, "hathi_hdfs_datanodes_live", s.LiveNodes);
        Gauge(text, "hathi_hdfs_datanodes_dead", s.DeadNodes);
        Gauge(text, "hathi_hdfs_datanodes_stale", s.StaleNodes);
        Gauge(text, "hathi_hdfs_last_edit", engine.LastIndex);
        var checkpoints = engine.Checkpoints();
        Gauge(text, "hathi_hdfs_checkpoint_last_written_seconds", checkpoints.LastWritten / 1000);
        Gauge(text, "hathi_hdfs_checkpoint_edits_behind", checkpoints.EditsBehind);
        Gauge(text, "hathi_hdfs_checkpoint_failures", checkpoints.Failures);
        Gauge(text, "hathi_hdfs_safe_mode", engine.InSafeMode ? 1 : 0);
        await text.SendAsync().ConfigureAwait(false);
    }

    private static void Gauge(TextReply text, string name, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# TYPE {name} gauge\n{name} {value}\n");
}
