using System.Text.Json;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Web;
using Microsoft.AspNetCore.Http;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary><c>/jmx</c>: the FSNamesystem beans in the form of Apache's JMXJsonServlet, for scripts that wait for nodes or safe mode.</summary>
internal sealed class JmxServlet(CallSite site)
{
    internal static readonly Caller Anonymous = new("dr.who", [], "127.0.0.1");

    public async Task AnswerAsync(HttpContext context)
    {
        var stats = await site.Engine.AskAsync<ClusterStats>(new GetStatsRequest { Ticket = 1, Caller = Anonymous, Key = CallKey.None }).ConfigureAwait(false);
        await JsonReply.SendAsync(context, indented: true, json => Write(json, stats)).ConfigureAwait(false);
    }

    private void Write(Utf8JsonWriter json, ClusterStats stats)
    {
        json.WriteStartObject();
        json.WriteStartArray("beans");
        json.WriteStartObject();
        json.WriteString("name", "Hadoop:service=NameNode,name=FSNamesystemState");
        json.WriteNumber("CapacityTotal", stats.Capacity);
        json.WriteNumber("CapacityUsed", stats.Used);
        json.WriteNumber("CapacityRemaining", stats.Remaining);
        json.WriteNumber("BlocksTotal", stats.Blocks);
        json.WriteNumber("UnderReplicatedBlocks", stats.LowRedundancy);
        json.WriteNumber("PendingReplicationBlocks", stats.PendingReconstruction);
        json.WriteNumber("ScheduledReplicationBlocks", stats.ScheduledReplication);
        json.WriteNumber("PendingDeletionBlocks", stats.PendingDeletion);
        json.WriteString("FSState", site.Engine.InSafeMode ? "safeMode" : "Operational");
        json.WriteNumber("NumLiveDataNodes", stats.LiveNodes);
        json.WriteNumber("NumDeadDataNodes", stats.DeadNodes);
        json.WriteNumber("NumStaleDataNodes", stats.StaleNodes);
        json.WriteNumber("NumDecommissioningDataNodes", stats.DecommissioningNodes);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
