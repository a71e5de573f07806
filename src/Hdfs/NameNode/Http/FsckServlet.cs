using System.Diagnostics;
using System.Globalization;
using Hathi.Base.Cores;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Calls;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Web.Faults;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// <c>/fsck?ugi=USER&amp;path=…&amp;files=1&amp;blocks=1&amp;locations=1&amp;racks=1</c>, or <c>listcorruptfileblocks=1</c>,
/// <c>delete=1</c>, <c>blockId=blk_1 blk_2</c>: what DFSck of Apache's client asks and prints, line by line. The client takes its exit code
/// from the last line. Source: NamenodeFsck.java.
/// </summary>
internal sealed class FsckServlet(CallSite site)
{
    /// <summary>Files and directories a page, of a page that its blocks do not end sooner.</summary>
    private const int PageSize = 500;

    private const string Operation = "fsck";

    /// <summary>
    /// What Apache's client can ask and nothing here does. (-maintenance and -includeSnapshots show nothing where there is no such node or
    /// snapshot, -showprogress never does.)
    /// </summary>
    private static readonly (string Flag, string Why)[] NotThere =
    [
        ("move", "Files are not moved to /lost+found: copy what can still be read with `hdfs dfs -get`, then use -delete."),
        ("replicate", "Blocks that lie on too few racks are not moved on command: leave out -replicate."),
        ("upgradedomains", "DataNodes have no upgrade domains here: leave out -upgradedomains."),
        ("storagepolicies", "All files have the storage policy HOT here: leave out -storagepolicies."),
    ];

    public async Task AnswerAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var flags = new FsckFlags(Has("files"), Has("blocks"), Has("locations"), Has("racks"), Has("replicadetails"), Has("openforwrite"));
        var user = RequestTexts.UserName(Operation, query["ugi"].ToString());
        var path = RequestTexts.Path(Operation, query["path"].ToString() is { Length: > 0 } p ? p : "/");
        var from = context.Connection.RemoteIpAddress?.ToString() ?? "";
        var caller = new Caller(user, await site.Groups.GroupsOfAsync(user).ConfigureAwait(false), from);
        var clock = Stopwatch.StartNew();
        using var text = new TextReply(context, TextReply.Plain);
        text.Append(CultureInfo.InvariantCulture, $"FSCK started by {user} (auth:SIMPLE) from /{from} for path {path} at {Date()}\n");
        try
        {
            if (Has("blockId"))
            {
                await new FsckBlockIds(site.Engine, caller, text).TellAsync(query["blockId"].ToString()).ConfigureAwait(false);
                await text.SendPartAsync().ConfigureAwait(false);
                return;
            }

            if (Has("listcorruptfileblocks"))
            {
                await ListCorruptAsync(caller, path, After(query["startblockafter"]), text).ConfigureAwait(false);
                await text.SendPartAsync().ConfigureAwait(false);
                return;
            }

            if (Array.Find(NotThere, n => Has(n.Flag)) is { Flag: not null } absent)
            {
                throw new RpcFault(JavaExceptions.IOException, absent.Why);
            }

            await CheckAsync(caller, path, flags, Has("delete"), text, clock).ConfigureAwait(false);
        }
        catch (RpcFault fault) when (fault.JavaClass == JavaExceptions.FileNotFound)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\nPath '{path}' does not exist");
        }
        catch (RestFault fault) when (context.Response.HasStarted)
        {
            // No memory for the next page. What there is of it goes, and the piece that is left then takes the last line, from which
            // clients know how it ended.
            await text.SendPartAsync().ConfigureAwait(false);
            Failed(fault.Message);
        }
        catch (RpcFault fault)
        {
            Failed(fault.Message);
        }

        await text.SendPartAsync().ConfigureAwait(false);

        bool Has(string name) => query.ContainsKey(name);

        void Failed(string why) => text.Append(
            CultureInfo.InvariantCulture,
            $"FSCK ended at {Date()} in {clock.ElapsedMilliseconds} milliseconds\n{why}\n\n\nFsck on path '{path}' FAILED");
    }

    private async Task CheckAsync(Caller caller, string path, FsckFlags flags, bool delete, TextReply text, Stopwatch clock)
    {
        var report = new FsckReport(flags, site.Blocks.PoolId, text);
        await WalkAsync(caller, path, delete, report, text).ConfigureAwait(false);
        var stats = await site.Engine.AskAsync(new GetStatsRequest { Caller = caller }).ConfigureAwait(false);
        var defaults = await site.Engine.AskAsync(new GetServerDefaultsRequest { Caller = caller }).ConfigureAwait(false);
        var racks = await site.Engine.AskAsync(
            new GetTopologyRequest { Caller = caller }).ConfigureAwait(false);
        report.Summary(stats.LiveNodes, racks.Count, defaults.Replication, stats.PendingReconstruction);
        text.Append(CultureInfo.InvariantCulture, $"FSCK ended at {Date()} in {clock.ElapsedMilliseconds} milliseconds\n\n\n");
        text.Append(CultureInfo.InvariantCulture, $"The filesystem under path '{path}' is {(report.Healthy ? "HEALTHY" : "CORRUPT")}");
    }

    private async Task ListCorruptAsync(Caller caller, string path, string? after, TextReply text)
    {
        if (await site.Engine.AskAsync(
            new GetFileInfoRequest { Caller = caller, Path = path, ResolveLink = true }).ConfigureAwait(false) is null)
        {
            throw new RpcFault(JavaExceptions.FileNotFound, path);
        }

        var page = await site.Engine.AskAsync(
            new ListCorruptFileBlocksRequest { Caller = caller, Path = path, Cookie = after }).ConfigureAwait(false);
        text.Append(CultureInfo.InvariantCulture, $"Cookie:\t{page.Cookie}\n");
        foreach (var (block, file) in page.Blocks)
        {
            text.Append(CultureInfo.InvariantCulture, $"blk_{block.Id}\t{file}\n");
        }

        var count = page.Blocks.Count > 0
            ? page.Blocks.Count.ToString(CultureInfo.InvariantCulture)
            : page.Cookie == "0" ? "no"
            : "no more";
        text.Append(CultureInfo.InvariantCulture, $"\n\nThe filesystem under path '{path}' has {count} CORRUPT files\n\n");
    }

    private async Task WalkAsync(Caller caller, string path, bool delete, FsckReport report, TextReply text)
    {
        string? after = null;
        do
        {
            after = await PageAsync(caller, path, after, delete, report).ConfigureAwait(false);
            await text.SendPartAsync().ConfigureAwait(false); // of the page only its text is left, which counts
        }
        while (after is not null);
    }

    private async Task<string?> PageAsync(Caller caller, string path, string? after, bool delete, FsckReport report)
    {
        var page = await site.Engine.AskAsync(
            new FsckRequest { Caller = caller, Path = path, After = after, Limit = PageSize }).ConfigureAwait(false);
        foreach (var entry in page.Entries)
        {
            if (!report.Add(entry) && delete && !entry.UnderConstruction)
            {
                await DeleteAsync(caller, entry).ConfigureAwait(false);
            }
        }

        return page.Next;
    }

    // The very file that was looked at: at its path there may be another by now, and it may be gone.
    private async Task DeleteAsync(Caller caller, FsckEntry entry)
    {
        try
        {
            await site.Engine.AskAsync(
                new DeleteRequest { Caller = caller, Key = CallKey.None, Path = entry.ById, Recursive = false }).ConfigureAwait(false);
        }
        catch (RpcFault fault) when (fault.JavaClass == JavaExceptions.FileNotFound)
        {
        }
    }

    private static string? After(string? cookie) => cookie is null ? null : RequestTexts.Cookie(Operation, cookie);

    private static string Date() => DateTime.UtcNow.ToString("ddd MMM dd HH:mm:ss 'UTC' yyyy", CultureInfo.InvariantCulture);
}
