using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>DatanodeProtocol: what DataNodes, ours or Apache's, tell and are told.</summary>
internal sealed class DatanodeCalls(CallSite site, NamespaceInfoProto namespaceInfo)
{
    private readonly RegisteredAddresses _nodes = new();
    private readonly VersionResponseProto _version = new() { Info = namespaceInfo };

    public void AddTo(RpcProtocol protocol) => protocol
        .LargeRequestsFrom(_nodes.Refusal)
        .Add("versionRequest", VersionRequestProto.Parser, (_, _) => new ValueTask<IMessage>(_version))
        .Add("registerDatanode", RegisterDatanodeRequestProto.Parser, Register)
        .Add("sendHeartbeat", HeartbeatRequestProto.Parser, RequestBytes.Heartbeat, SendHeartbeat)
        .Add("blockReport", BlockReportRequestProto.Parser, RequestBytes.BlockReport, SendBlockReport)
        .Add(
            "cacheReport",
            CacheReportRequestProto.Parser,
            RequestBytes.CacheReport,
            (_, _) => new ValueTask<IMessage>(new CacheReportResponseProto()))
        .Add(
            "blockReceivedAndDeleted",
            BlockReceivedAndDeletedRequestProto.Parser,
            RequestBytes.IncrementalReport,
            SendBlockReceivedAndDeleted)
        .Add("errorReport", ErrorReportRequestProto.Parser, SendErrorReport)
        .Add(
            "reportBadBlocks", Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto.Parser, RequestBytes.BadBlocks, SendReportBadBlocks)
        .Add("commitBlockSynchronization", CommitBlockSynchronizationRequestProto.Parser, CommitBlockSynchronization);

    private async ValueTask<IMessage> Register(RegisterDatanodeRequestProto r, RpcCallContext c)
    {
        var registered = await site.Engine.AskAsync(new RegisterDataNode
        {
            Registration = DataNodeMapping.Newcomer(r.Registration, c),
            Rack = null,
        }).ConfigureAwait(false);
        _nodes.Add(c.Remote.Address);
        return new RegisterDatanodeResponseProto { Registration = DataNodeMapping.ToProto(registered) };
    }

    private async ValueTask<IMessage> SendHeartbeat(HeartbeatRequestProto r, RpcCallContext c)
    {
        var result = await site.Engine.AskAsync(new Heartbeat
        {
            From = DataNodeMapping.Caller(r.Registration, c),
            Storages = DataNodeMapping.FromProto(c.Method, r.Reports),
            TransfersInProgress = RequestNumbers.NodeThreads(r.XmitsInProgress),
            TransferThreads = RequestNumbers.NodeThreads(r.XceiverCount),
            FailedVolumes = RequestNumbers.NodeThreads(r.FailedVolumes),
            RequestFullBlockReportLease = r.RequestFullBlockReportLease,
        }).ConfigureAwait(false);
        var answer = new HeartbeatResponseProto
        {
            HaStatus = new NNHAStatusHeartbeatProto
            {
                State = NNHAStatusHeartbeatProto.Types.State.Active, Txid = (ulong)site.Engine.LastIndex,
            },
            FullBlockReportLeaseId = (ulong)result.FullBlockReportLeaseId,
        };
        foreach (var command in result.Commands)
        {
            answer.Cmds.Add(CommandMapping.ToProto(command, site.Blocks));
        }

        return answer;
    }

    private async ValueTask<IMessage> SendBlockReport(BlockReportRequestProto r, RpcCallContext c)
    {
        var command = await site.Engine.AskAsync(new BlockReport
        {
            From = DataNodeMapping.Caller(r.Registration, c),
            Storages = BlockReportMapping.Read(c.Method, r.Reports),
            LeaseId = r.Context is { } lease ? RequestNumbers.Long(lease.LeaseId) : 0,
            ReportId = r.Context is { } report ? RequestNumbers.Long(report.Id) : 0,
            TotalCalls = r.Context is { } calls ? RequestNumbers.Int(calls.TotalRpcs) : 1,
            Call = r.Context is { } call ? RequestNumbers.Int(call.CurRpc) : 0,
        }).ConfigureAwait(false);
        return command is null
            ? new BlockReportResponseProto()
            : new BlockReportResponseProto { Cmd = CommandMapping.ToProto(command, site.Blocks) };
    }

    private async ValueTask<IMessage> SendBlockReceivedAndDeleted(BlockReceivedAndDeletedRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(
            new BlockReceivedAndDeleted
            {
                From = DataNodeMapping.Caller(r.Registration, c),
                Storages = BlockReportMapping.Read(c.Method, r.Blocks),
            }).ConfigureAwait(false);
        return new BlockReceivedAndDeletedResponseProto();
    }

    private async ValueTask<IMessage> SendErrorReport(ErrorReportRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new ErrorReport
        {
            From = DataNodeMapping.Caller(r.Registartion, c),
            Code = RequestNumbers.ErrorCode(r.ErrorCode),
            Message = RequestTexts.Told(r.Msg),
        }).ConfigureAwait(false);
        return new ErrorReportResponseProto();
    }

    private async ValueTask<IMessage> SendReportBadBlocks(Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto r, RpcCallContext c)
    {
        _nodes.Check(c);
        await site.Engine.AskAsync(new ReportBadBlocks { Replicas = site.Blocks.BadReplicas(c.Method, r.Blocks) }).ConfigureAwait(false);
        return new Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto();
    }

    private async ValueTask<IMessage> CommitBlockSynchronization(CommitBlockSynchronizationRequestProto r, RpcCallContext c)
    {
        _nodes.Check(c);
        var nodes = RequestLists.Pipeline(c.Method, r.NewTaragets);
        var storages = RequestLists.Storages(c.Method, r.NewTargetStorages);

        await site.Engine.AskAsync(new CommitBlockSynchronizationRequest
        {
            Block = site.Blocks.FromProto(r.Block),
            NewGenerationStamp = RequestNumbers.Long(r.NewGenStamp),
            NewLength = RequestNumbers.BlockLength(c.Method, r.NewLength),
            CloseFile = r.CloseFile,
            DeleteBlock = r.DeleteBlock,
            NewReplicas = [.. nodes.Select((node, i) => (node, i < storages.Length ? storages[i] : ""))],
        }).ConfigureAwait(false);
        return new CommitBlockSynchronizationResponseProto();
    }
}
