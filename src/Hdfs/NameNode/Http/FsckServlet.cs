using System.Diagnostics;
using System.Globalization;
using System.Text;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Rpc;
using Microsoft.AspNetCore.Http;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// <c>/fsck?ugi=USER&amp;path=…&amp;files=1&amp;blocks=1&amp;locations=1&amp;racks=1</c>: what DFSck of Apache's client asks and prints, line by line.
/// The client takes its exit code from the last line. Source: NamenodeFsck.java.
/// </summary>
internal sealed class FsckServlet(CallSite site)
{
    /// <summary>Files a page: one step of the Core looks at no more.</summary>
    private const int PageSize = 500;

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var flags = new FsckFlags(Has("files"), Has("blocks"), Has("locations"), Has("racks"), Has("replicadetails"), Has("openforwrite"));
        var user = query["ugi"].ToString();
        var path = query["path"].ToString() is { Length: > 0 } p ? p : "/";
        var from = context.Connection.RemoteIpAddress?.MapToIPv4().ToString() ?? "";
        var caller = new Caller(user, site.Groups.GroupsOf(user), from);
        var clock = Stopwatch.StartNew();
        context.Response.ContentType = "text/plain; charset=utf-8";
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"FSCK started by {user} (auth:SIMPLE) from /{from} for path {path} at {Date()}\n");
        try
        {
            var report = new FsckReport(flags, site.Blocks.PoolId, text);
            await WalkAsync(context, caller, path, report, text).ConfigureAwait(false);
            var stats = await site.Engine.AskAsync<ClusterStats>(new GetStatsRequest { Ticket = 1, Caller = caller, Key = CallKey.None }).ConfigureAwait(false);
            var defaults = await site.Engine.AskAsync<ServerDefaults>(new GetServerDefaultsRequest { Ticket = 1, Caller = caller, Key = CallKey.None }).ConfigureAwait(false);
            var racks = await site.Engine.AskAsync<IReadOnlyList<(string Rack, IReadOnlyList<DataNodeInfo> Nodes)>>(
                new GetTopologyRequest { Ticket = 1, Caller = caller, Key = CallKey.None }).ConfigureAwait(false);
            report.Summary(stats.LiveNodes, racks.Count, defaults.Replication, stats.PendingReconstruction);
            text.Append(CultureInfo.InvariantCulture, $"FSCK ended at {Date()} in {clock.ElapsedMilliseconds} milliseconds\n\n\n");
            text.Append(CultureInfo.InvariantCulture, $"The filesystem under path '{path}' is {(report.Healthy ? "HEALTHY" : "CORRUPT")}");
        }
        catch (RpcFault fault) when (fault.JavaClass == Hathi.Hdfs.Protocol.JavaExceptions.FileNotFound)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\nPath '{path}' does not exist");
        }
        catch (RpcFault fault)
        {
            text.Append(CultureInfo.InvariantCulture, $"FSCK ended at {Date()} in {clock.ElapsedMilliseconds} milliseconds\n{fault.Message}\n\n\nFsck on path '{path}' FAILED");
        }

        await FlushAsync(context, text).ConfigureAwait(false);

        bool Has(string name) => query.ContainsKey(name);
    }

    private async Task WalkAsync(HttpContext context, Caller caller, string path, FsckReport report, StringBuilder text)
    {
        string? after = null;
        do
        {
            var page = await site.Engine.AskAsync<FsckPage>(
                new FsckRequest { Ticket = 1, Caller = caller, Key = CallKey.None, Path = path, After = after, Limit = PageSize }).ConfigureAwait(false);
            foreach (var entry in page.Entries)
            {
                report.Add(entry);
            }

            await FlushAsync(context, text).ConfigureAwait(false);
            after = page.Next;
        }
        while (after is not null);
    }

    private static async Task FlushAsync(HttpContext context, StringBuilder text)
    {
        await context.Response.WriteAsync(text.ToString()).ConfigureAwait(false);
        text.Clear();
    }

    private static string Date() => DateTime.UtcNow.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);
}
