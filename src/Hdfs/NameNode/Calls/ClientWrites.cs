using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>ClientProtocol, calls of a writer: create, append, blocks, pipelines, leases.</summary>
internal sealed class ClientWrites(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("create", CreateRequestProto.Parser, Create)
        .Add("append", AppendRequestProto.Parser, Append)
        .Add("addBlock", AddBlockRequestProto.Parser, RequestBytes.ExcludedNodes, AddBlock)
        .Add("abandonBlock", AbandonBlockRequestProto.Parser, AbandonBlock)
        .Add("complete", CompleteRequestProto.Parser, Complete)
        .Add("fsync", FsyncRequestProto.Parser, Fsync)
        .Add("getAdditionalDatanode", GetAdditionalDatanodeRequestProto.Parser, RequestBytes.ExcludedNodes, GetAdditionalDatanode)
        .Add("updateBlockForPipeline", UpdateBlockForPipelineRequestProto.Parser, UpdateBlockForPipeline)
        .Add("updatePipeline", UpdatePipelineRequestProto.Parser, UpdatePipeline)
        .Add("renewLease", RenewLeaseRequestProto.Parser, RenewLease)
        .Add("recoverLease", RecoverLeaseRequestProto.Parser, RecoverLease)
        .Add("reportBadBlocks", ReportBadBlocksRequestProto.Parser, ReportBadBlocks);

    private async ValueTask<IMessage> Create(CreateRequestProto r, RpcCallContext c)
    {
        var path = RequestTexts.NewPath("create", r.Src);
        if (r.HasEcPolicyName && RequestTexts.Name(c.Method, r.EcPolicyName) is { Length: > 0 } policy)
        {
            throw new RpcFault(
                JavaExceptions.UnsupportedOperation, $"create {path}: erasure coding policy {policy} is not supported; use replication");
        }

        var masked = RequestNumbers.Mode(r.Masked.Perm);
        var status = await site.Engine.AskAsync(new CreateRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Key = CallSite.KeyOf(c),
            Path = path,
            Masked = masked,
            Unmasked = r.Unmasked is { } unmasked ? RequestNumbers.Mode(unmasked.Perm) : masked,
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            Flags = RequestNumbers.CreateFlags(r.CreateFlag),
            CreateParent = r.CreateParent,
            Replication = RequestNumbers.Int(r.Replication),
            BlockSize = RequestNumbers.BlockSize(c.Method, r.BlockSize),
        }).ConfigureAwait(false);
        return new CreateResponseProto { Fs = FileMapping.ToProto(status, site.Blocks) };
    }

    private async ValueTask<IMessage> Append(AppendRequestProto r, RpcCallContext c)
    {
        var result = await site.Engine.AskAsync(new AppendRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Key = CallSite.KeyOf(c),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            Flags = r.HasFlag ? RequestNumbers.CreateFlags(r.Flag) : CreateFlags.Append,
        }).ConfigureAwait(false);
        var answer = new AppendResponseProto { Stat = FileMapping.ToProto(result.Status, site.Blocks) };
        if (result.LastBlock is { } last)
        {
            answer.Block = site.Blocks.ToProto(last);
        }

        return answer;
    }

    private async ValueTask<IMessage> AddBlock(AddBlockRequestProto r, RpcCallContext c)
    {
        var located = await site.Engine.AskAsync(new AddBlockRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            FileId = RequestNumbers.Long(r.FileId),
            Previous = site.Blocks.WrittenFromProto(c.Method, r.Previous),
            ExcludedUuids = RequestLists.Excluded(c.Method, r.ExcludeNodes),
            FavoredHosts = RequestLists.Favored(c.Method, r.FavoredNodes),
            Flags = RequestLists.Flags(c.Method, r.Flags),
        }).ConfigureAwait(false);
        return new AddBlockResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> AbandonBlock(AbandonBlockRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new AbandonBlockRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.Holder),
            FileId = RequestNumbers.Long(r.FileId),
            Block = site.Blocks.FromProto(r.B),
        }).ConfigureAwait(false);
        return new AbandonBlockResponseProto();
    }

    private async ValueTask<IMessage> Complete(CompleteRequestProto r, RpcCallContext c)
    {
        var done = await site.Engine.AskAsync(new CompleteRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            FileId = RequestNumbers.Long(r.FileId),
            Last = site.Blocks.WrittenFromProto(c.Method, r.Last),
        }).ConfigureAwait(false);
        return new CompleteResponseProto { Result = done };
    }

    private async ValueTask<IMessage> Fsync(FsyncRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new FsyncRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.Client),
            FileId = RequestNumbers.Long(r.FileId),
            LastBlockLength = RequestNumbers.LengthSoFar(c.Method, r.LastBlockLength),
        }).ConfigureAwait(false);
        return new FsyncResponseProto();
    }

    private async ValueTask<IMessage> GetAdditionalDatanode(GetAdditionalDatanodeRequestProto r, RpcCallContext c)
    {
        var located = await site.Engine.AskAsync(new GetAdditionalDatanodeRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Path = RequestTexts.Path(c.Method, r.Src),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            FileId = RequestNumbers.Long(r.FileId),
            Block = site.Blocks.FromProto(r.Blk),
            Existing = RequestLists.Nodes(c.Method, r.Existings),
            ExistingStorageIds = RequestLists.Storages(c.Method, r.ExistingStorageUuids),
            ExcludedUuids = RequestLists.Excluded(c.Method, r.Excludes),
            Count = RequestNumbers.AdditionalNodes(c.Method, r.NumAdditionalNodes),
        }).ConfigureAwait(false);
        return new GetAdditionalDatanodeResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> UpdateBlockForPipeline(UpdateBlockForPipelineRequestProto r, RpcCallContext c)
    {
        var located = await site.Engine.AskAsync(new UpdateBlockForPipelineRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            Block = site.Blocks.FromProto(r.Block),
        }).ConfigureAwait(false);
        return new UpdateBlockForPipelineResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> UpdatePipeline(UpdatePipelineRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new UpdatePipelineRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Key = CallSite.KeyOf(c),
            ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            OldBlock = site.Blocks.FromProto(r.OldBlock),
            NewBlock = site.Blocks.WrittenFromProto(c.Method, r.NewBlock)!.Value,
            NewUuids = RequestLists.Pipeline(c.Method, r.NewNodes),
            NewStorageIds = RequestLists.Storages(c.Method, r.StorageIDs),
        }).ConfigureAwait(false);
        return new UpdatePipelineResponseProto();
    }

    private async ValueTask<IMessage> RenewLease(RenewLeaseRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(
            new RenewLeaseRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            }).ConfigureAwait(false);
        return new RenewLeaseResponseProto();
    }

    private async ValueTask<IMessage> RecoverLease(RecoverLeaseRequestProto r, RpcCallContext c)
    {
        var closed = await site.Engine.AskAsync(
            new RecoverLeaseRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Path = RequestTexts.Path(c.Method, r.Src),
                ClientName = RequestTexts.ClientName(c.Method, r.ClientName),
            }).ConfigureAwait(false);
        return new RecoverLeaseResponseProto { Result = closed };
    }

    private async ValueTask<IMessage> ReportBadBlocks(ReportBadBlocksRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new ReportBadBlocksRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Replicas = site.Blocks.BadReplicas(c.Method, r.Blocks),
        }).ConfigureAwait(false);
        return new ReportBadBlocksResponseProto();
    }
}
