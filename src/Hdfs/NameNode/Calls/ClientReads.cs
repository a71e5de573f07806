using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>ClientProtocol, calls that look: status, listings, locations, totals, defaults.</summary>
internal sealed class ClientReads(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getFileInfo", GetFileInfoRequestProto.Parser, GetFileInfo)
        .Add("getFileLinkInfo", GetFileLinkInfoRequestProto.Parser, GetFileLinkInfo)
        .Add("getLocatedFileInfo", GetLocatedFileInfoRequestProto.Parser, GetLocatedFileInfo)
        .Add("getListing", GetListingRequestProto.Parser, GetListing)
        .Add("getBlockLocations", GetBlockLocationsRequestProto.Parser, GetBlockLocations)
        .Add("getContentSummary", GetContentSummaryRequestProto.Parser, GetContentSummary)
        .Add("getQuotaUsage", GetQuotaUsageRequestProto.Parser, GetQuotaUsage)
        .Add("getPreferredBlockSize", GetPreferredBlockSizeRequestProto.Parser, GetPreferredBlockSize)
        .Add("getServerDefaults", GetServerDefaultsRequestProto.Parser, GetServerDefaults)
        .Add("checkAccess", CheckAccessRequestProto.Parser, CheckAccess)
        .Add("isFileClosed", IsFileClosedRequestProto.Parser, IsFileClosed)
        .Add("getLinkTarget", GetLinkTargetRequestProto.Parser, GetLinkTarget)
        .Add("listCorruptFileBlocks", ListCorruptFileBlocksRequestProto.Parser, ListCorruptFileBlocks)
        .Add("listOpenFiles", ListOpenFilesRequestProto.Parser, ListOpenFiles);

    private async ValueTask<IMessage> GetFileInfo(GetFileInfoRequestProto r, RpcCallContext c)
    {
        var status = await FileInfoAsync(RequestTexts.Path(c.Method, r.Src), resolve: true, c).ConfigureAwait(false);
        return status is null
            ? new GetFileInfoResponseProto()
            : new GetFileInfoResponseProto { Fs = FileMapping.ToProto(status, site.Blocks) };
    }

    private async ValueTask<IMessage> GetFileLinkInfo(GetFileLinkInfoRequestProto r, RpcCallContext c)
    {
        var status = await FileInfoAsync(RequestTexts.Path(c.Method, r.Src), resolve: false, c).ConfigureAwait(false);
        return status is null
            ? new GetFileLinkInfoResponseProto()
            : new GetFileLinkInfoResponseProto { Fs = FileMapping.ToProto(status, site.Blocks) };
    }

    private async ValueTask<FileStatus?> FileInfoAsync(string path, bool resolve, RpcCallContext c) => await site.Engine.AskAsync(
        new GetFileInfoRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = path,
            ResolveLink = resolve,
        }).ConfigureAwait(false);

    private async ValueTask<IMessage> GetLocatedFileInfo(GetLocatedFileInfoRequestProto r, RpcCallContext c)
    {
        var status = await site.Engine.AskAsync(
            new GetLocatedFileInfoRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Src),
            }).ConfigureAwait(false);
        return status is null
            ? new GetLocatedFileInfoResponseProto()
            : new GetLocatedFileInfoResponseProto { Fs = FileMapping.ToProto(status, site.Blocks) };
    }

    private async ValueTask<IMessage> GetListing(GetListingRequestProto r, RpcCallContext c)
    {
        var listing = await site.Engine.AskAsync(new GetListingRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            StartAfter = RequestTexts.StartAfter(c.Method, r.StartAfter),
            NeedLocation = r.NeedLocation,
        }).ConfigureAwait(false);
        return listing is null
            ? new GetListingResponseProto()
            : new GetListingResponseProto { DirList = FileMapping.ToProto(listing, site.Blocks) };
    }

    private async ValueTask<IMessage> GetBlockLocations(GetBlockLocationsRequestProto r, RpcCallContext c)
    {
        var blocks = await site.Engine.AskAsync(new GetBlockLocationsRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            Offset = RequestNumbers.Long(r.Offset),
            Length = RequestNumbers.Long(r.Length),
        }).ConfigureAwait(false);
        return new GetBlockLocationsResponseProto { Locations = site.Blocks.ToProto(blocks) };
    }

    private async ValueTask<IMessage> GetContentSummary(GetContentSummaryRequestProto r, RpcCallContext c)
    {
        var summary = await site.Engine.AskAsync(
            new GetContentSummaryRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Path),
            }).ConfigureAwait(false);
        return new GetContentSummaryResponseProto { Summary = FileMapping.ToProto(summary) };
    }

    private async ValueTask<IMessage> GetQuotaUsage(GetQuotaUsageRequestProto r, RpcCallContext c)
    {
        var usage = await site.Engine.AskAsync(
            new GetQuotaUsageRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Path),
            }).ConfigureAwait(false);
        return new GetQuotaUsageResponseProto { Usage = FileMapping.ToProto(usage) };
    }

    private async ValueTask<IMessage> GetPreferredBlockSize(GetPreferredBlockSizeRequestProto r, RpcCallContext c)
    {
        var size = await site.Engine.AskAsync(
            new GetPreferredBlockSizeRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Filename),
            }).ConfigureAwait(false);
        return new GetPreferredBlockSizeResponseProto { Bsize = (ulong)size };
    }

    private async ValueTask<IMessage> GetServerDefaults(GetServerDefaultsRequestProto r, RpcCallContext c)
    {
        var defaults = await site.Engine.AskAsync(
            new GetServerDefaultsRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            }).ConfigureAwait(false);
        return new GetServerDefaultsResponseProto { ServerDefaults = FileMapping.ToProto(defaults) };
    }

    private async ValueTask<IMessage> CheckAccess(CheckAccessRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new CheckAccessRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Path),
            Action = RequestNumbers.FsAction(r.Mode),
        }).ConfigureAwait(false);
        return new CheckAccessResponseProto();
    }

    private async ValueTask<IMessage> IsFileClosed(IsFileClosedRequestProto r, RpcCallContext c)
    {
        var closed = await site.Engine.AskAsync(
            new IsFileClosedRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Src),
            }).ConfigureAwait(false);
        return new IsFileClosedResponseProto { Result = closed };
    }

    private async ValueTask<IMessage> GetLinkTarget(GetLinkTargetRequestProto r, RpcCallContext c)
    {
        var target = await site.Engine.AskAsync(
            new GetLinkTargetRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Path),
            }).ConfigureAwait(false);
        return new GetLinkTargetResponseProto { TargetPath = target };
    }

    private async ValueTask<IMessage> ListCorruptFileBlocks(ListCorruptFileBlocksRequestProto r, RpcCallContext c)
    {
        var page = await site.Engine.AskAsync(new ListCorruptFileBlocksRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Path),
            Cookie = r.HasCookie ? RequestTexts.Cookie(c.Method, r.Cookie) : null,
        }).ConfigureAwait(false);
        var corrupt = new CorruptFileBlocksProto { Cookie = page.Cookie };
        corrupt.Files.AddRange(page.Blocks.Select(static b => b.Path));
        return new ListCorruptFileBlocksResponseProto { Corrupt = corrupt };
    }

    private async ValueTask<IMessage> ListOpenFiles(ListOpenFilesRequestProto r, RpcCallContext c)
    {
        var types = RequestLists.OpenFiles(c.Method, r.Types_);
        var page = await site.Engine.AskAsync(new ListOpenFilesRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            AfterId = RequestNumbers.Long(r.Id),
            PathPrefix = r.HasPath ? RequestTexts.Path(c.Method, r.Path) : "/",
            BlockingDecommissionOnly = types is [OpenFilesTypeProto.BlockingDecommission],
        }).ConfigureAwait(false);
        var answer = new ListOpenFilesResponseProto { HasMore = page.HasMore };
        answer.Types_.AddRange(types);
        foreach (var file in page.Entries)
        {
            answer.Entries.Add(new OpenFilesBatchResponseProto
            {
                Id = file.InodeId,
                Path = file.Path,
                ClientName = file.ClientName,
                ClientMachine = file.ClientMachine,
            });
        }

        return answer;
    }
}
