using Google.Protobuf;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>ClientProtocol, calls of a writer: create, append, blocks, pipelines, leases.</summary>
internal sealed class ClientWrites(CallSite site)
{
    public void AddTo(RpcProtocol protocol) => protocol
        .Add("create", CreateRequestProto.Parser, Create)
        .Add("append", AppendRequestProto.Parser, Append)
        .Add("addBlock", AddBlockRequestProto.Parser, AddBlock)
        .Add("abandonBlock", AbandonBlockRequestProto.Parser, AbandonBlock)
        .Add("complete", CompleteRequestProto.Parser, Complete)
        .Add("fsync", FsyncRequestProto.Parser, Fsync)
        .Add("getAdditionalDatanode", GetAdditionalDatanodeRequestProto.Parser, GetAdditionalDatanode)
        .Add("updateBlockForPipeline", UpdateBlockForPipelineRequestProto.Parser, UpdateBlockForPipeline)
        .Add("updatePipeline", UpdatePipelineRequestProto.Parser, UpdatePipeline)
        .Add("renewLease", RenewLeaseRequestProto.Parser, RenewLease)
        .Add("recoverLease", RecoverLeaseRequestProto.Parser, RecoverLease)
        .Add("reportBadBlocks", ReportBadBlocksRequestProto.Parser, ReportBadBlocks);

    private async ValueTask<IMessage> Create(CreateRequestProto r, RpcCallContext c)
    {
        if (r.HasEcPolicyName && r.EcPolicyName.Length > 0)
        {
            throw new RpcFault(JavaExceptions.UnsupportedOperation, $"create {r.Src}: erasure coding policy {r.EcPolicyName} is not supported; use replication");
        }

        var masked = (ushort)r.Masked.Perm;
        var status = await site.Engine.AskAsync<FileStatus>(new CreateRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallSite.KeyOf(c),
            Path = r.Src,
            Masked = masked,
            Unmasked = r.Unmasked is { } unmasked ? (ushort)unmasked.Perm : masked,
            ClientName = r.ClientName,
            Flags = (CreateFlags)r.CreateFlag,
            CreateParent = r.CreateParent,
            Replication = (short)Math.Min(r.Replication, short.MaxValue),
            BlockSize = (long)r.BlockSize,
        }).ConfigureAwait(false);
        return new CreateResponseProto { Fs = FileMapping.ToProto(status, site.Blocks) };
    }

    private async ValueTask<IMessage> Append(AppendRequestProto r, RpcCallContext c)
    {
        var result = await site.Engine.AskAsync<AppendResult>(new AppendRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallSite.KeyOf(c),
            Path = r.Src,
            ClientName = r.ClientName,
            Flags = r.HasFlag ? (CreateFlags)r.Flag : CreateFlags.Append,
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
        var flags = AddBlockFlags.None;
        foreach (var flag in r.Flags)
        {
            flags |= (AddBlockFlags)flag;
        }

        var located = await site.Engine.AskAsync<LocatedBlock>(new AddBlockRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ClientName = r.ClientName,
            FileId = (long)r.FileId,
            Previous = Of(r.Previous),
            ExcludedUuids = Uuids(r.ExcludeNodes),
            FavoredHosts = r.FavoredNodes,
            Flags = flags,
        }).ConfigureAwait(false);
        return new AddBlockResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> AbandonBlock(AbandonBlockRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new AbandonBlockRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ClientName = r.Holder,
            FileId = (long)r.FileId,
            Block = Of(r.B)!.Value,
        }).ConfigureAwait(false);
        return new AbandonBlockResponseProto();
    }

    private async ValueTask<IMessage> Complete(CompleteRequestProto r, RpcCallContext c)
    {
        var done = await site.Engine.AskAsync<bool>(new CompleteRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ClientName = r.ClientName,
            FileId = (long)r.FileId,
            Last = Of(r.Last),
        }).ConfigureAwait(false);
        return new CompleteResponseProto { Result = done };
    }

    private async ValueTask<IMessage> Fsync(FsyncRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new FsyncRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ClientName = r.Client,
            FileId = (long)r.FileId,
            LastBlockLength = r.LastBlockLength,
        }).ConfigureAwait(false);
        return new FsyncResponseProto();
    }

    private async ValueTask<IMessage> GetAdditionalDatanode(GetAdditionalDatanodeRequestProto r, RpcCallContext c)
    {
        var located = await site.Engine.AskAsync<LocatedBlock>(new GetAdditionalDatanodeRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Path = r.Src,
            ClientName = r.ClientName,
            FileId = (long)r.FileId,
            Block = Of(r.Blk)!.Value,
            ExistingUuids = Uuids(r.Existings),
            ExistingStorageIds = r.ExistingStorageUuids,
            ExcludedUuids = Uuids(r.Excludes),
            Count = (int)r.NumAdditionalNodes,
        }).ConfigureAwait(false);
        return new GetAdditionalDatanodeResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> UpdateBlockForPipeline(UpdateBlockForPipelineRequestProto r, RpcCallContext c)
    {
        var located = await site.Engine.AskAsync<LocatedBlock>(new UpdateBlockForPipelineRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            ClientName = r.ClientName,
            Block = Of(r.Block)!.Value,
        }).ConfigureAwait(false);
        return new UpdateBlockForPipelineResponseProto { Block = site.Blocks.ToProto(located) };
    }

    private async ValueTask<IMessage> UpdatePipeline(UpdatePipelineRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new UpdatePipelineRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallSite.KeyOf(c),
            ClientName = r.ClientName,
            OldBlock = Of(r.OldBlock)!.Value,
            NewBlock = Of(r.NewBlock)!.Value,
            NewUuids = [.. r.NewNodes.Select(n => n.DatanodeUuid)],
            NewStorageIds = r.StorageIDs,
        }).ConfigureAwait(false);
        return new UpdatePipelineResponseProto();
    }

    private async ValueTask<IMessage> RenewLease(RenewLeaseRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(
            new RenewLeaseRequest { Ticket = 1, Caller = site.CallerOf(c), Key = CallKey.None, ClientName = r.ClientName }).ConfigureAwait(false);
        return new RenewLeaseResponseProto();
    }

    private async ValueTask<IMessage> RecoverLease(RecoverLeaseRequestProto r, RpcCallContext c)
    {
        var closed = await site.Engine.AskAsync<bool>(
            new RecoverLeaseRequest { Ticket = 1, Caller = site.CallerOf(c), Key = CallKey.None, Path = r.Src, ClientName = r.ClientName }).ConfigureAwait(false);
        return new RecoverLeaseResponseProto { Result = closed };
    }

    private async ValueTask<IMessage> ReportBadBlocks(ReportBadBlocksRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new ReportBadBlocksRequest
        {
            Ticket = 1,
            Caller = site.CallerOf(c),
            Key = CallKey.None,
            Replicas = BadReplicas(r.Blocks, site.Blocks),
        }).ConfigureAwait(false);
        return new ReportBadBlocksResponseProto();
    }

    internal static List<BadReplica> BadReplicas(IEnumerable<LocatedBlockProto> blocks, BlockMapping mapping)
    {
        var bad = new List<BadReplica>();
        foreach (var located in blocks)
        {
            var block = Guard(mapping, located.B);
            for (var i = 0; i < located.Locs.Count; i++)
            {
                bad.Add(new BadReplica(block, located.Locs[i].Id.DatanodeUuid, i < located.StorageIDs.Count ? located.StorageIDs[i] : ""));
            }
        }

        return bad;
    }

    internal static Block Guard(BlockMapping mapping, ExtendedBlockProto block)
    {
        try
        {
            return mapping.FromProto(block);
        }
        catch (HdfsFault fault)
        {
            throw FaultMapping.ToRpc(fault.Error, fault.Message);
        }
    }

    private static string[] Uuids(IEnumerable<DatanodeInfoProto> nodes) => [.. nodes.Select(n => n.Id.DatanodeUuid)];

    private Block? Of(ExtendedBlockProto? block) => block is null ? null : Guard(site.Blocks, block);
}
