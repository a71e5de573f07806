using Hathi.Engine;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Web.Figures;
using Microsoft.AspNetCore.Http;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// <c>/jmx</c>: the FSNamesystem beans in the form of Apache's JMXJsonServlet, for scripts that wait for nodes or safe mode; behind them
/// one of our own about checkpoints, from which <c>hathi dfsadmin -report</c> knows that the last one could not be written.
/// </summary>
internal sealed class JmxServlet(NameNodeEngine engine)
{
    internal static readonly Caller Anonymous = new("dr.who", [], "127.0.0.1");

    public async Task AnswerAsync(HttpContext context)
    {
        var stats = await engine.AskAsync(new GetStatsRequest { Caller = Anonymous }).ConfigureAwait(false);
        await JmxReply.SendAsync(
            context, [StateOf(stats), JmxBean.Process("NameNode"), CheckpointsOf(engine.Checkpoints())]).ConfigureAwait(false);
    }

    private JmxBean StateOf(ClusterStats stats) => new(
        "Hadoop:service=NameNode,name=FSNamesystemState", "org.apache.hadoop.hdfs.server.namenode.FSNamesystem",
    [
        ("CapacityTotal", stats.Capacity),
        ("CapacityUsed", stats.Used),
        ("CapacityRemaining", stats.Remaining),
        ("BlocksTotal", stats.Blocks),
        ("UnderReplicatedBlocks", stats.LowRedundancy),
        ("PendingReplicationBlocks", stats.PendingReconstruction),
        ("ScheduledReplicationBlocks", stats.ScheduledReplication),
        ("PendingDeletionBlocks", stats.PendingDeletion),
        ("FSState", engine.InSafeMode ? "safeMode" : "Operational"),
        ("NumLiveDataNodes", stats.LiveNodes),
        ("NumDeadDataNodes", stats.DeadNodes),
        ("NumStaleDataNodes", stats.StaleNodes),
        ("NumDecommissioningDataNodes", stats.DecommissioningNodes),
    ]);

    private static JmxBean CheckpointsOf(CheckpointFigures figures)
    {
        List<(string Name, object Value)> attributes =
        [
            ("LastWritten", figures.LastWritten),
            ("EditsBehind", figures.EditsBehind),
            ("Failures", figures.Failures),
        ];
        if (figures.LastFailure is { } failure)
        {
            attributes.Add(("LastFailure", failure)); // not there: the last one was written
        }

        return new JmxBean("Hathi:service=NameNode,name=Checkpoints", "Checkpoints", attributes);
    }
}
