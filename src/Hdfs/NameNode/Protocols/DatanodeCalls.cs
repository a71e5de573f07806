using Google.Protobuf;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>DatanodeProtocol: what DataNodes, ours or Apache's, tell and are told.</summary>
internal sealed class DatanodeCalls(CallSite site, NamespaceInfoProto namespaceInfo)
{
    private readonly VersionResponseProto _version = new() { Info = namespaceInfo };

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("versionRequest", VersionRequestProto.Parser, (_, _) => new ValueTask<IMessage>(_version))
        .Add("registerDatanode", RegisterDatanodeRequestProto.Parser, Register)
        .Add("sendHeartbeat", HeartbeatRequestProto.Parser, RequestBytes.Heartbeat, SendHeartbeat)
        .Add("blockReport", BlockReportRequestProto.Parser, RequestBytes.BlockReport, SendBlockReport)
        .Add("cacheReport", CacheReportRequestProto.Parser, RequestBytes.CacheReport, (_, _) => new ValueTask<IMessage>(new CacheReportResponseProto()))
        .Add("blockReceivedAndDeleted", BlockReceivedAndDeletedRequestProto.Parser, RequestBytes.IncrementalReport, SendBlockReceivedAndDeleted)
        .Add("errorReport", ErrorReportRequestProto.Parser, SendErrorReport)
        .Add("reportBadBlocks", Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto.Parser, RequestBytes.BadBlocks, SendReportBadBlocks)
        .Add("commitBlockSynchronization", CommitBlockSynchronizationRequestProto.Parser, CommitBlockSynchronization);

    private async ValueTask<IMessage> Register(RegisterDatanodeRequestProto r, RpcCallContext c)
    {
        // A DataNode is where its connection comes from, whatever it says of itself.
        var address = c.Remote.Address.MapToIPv4().ToString();
        var registered = await site.Engine.AskAsync<DataNodeRegistration>(new RegisterDataNode
        {
            Ticket = 1,
            Registration = DataNodeMapping.FromProto(r.Registration, address),
            Rack = null,
        }).ConfigureAwait(false);
        return new RegisterDatanodeResponseProto { Registration = DataNodeMapping.ToProto(registered) };
    }

    private async ValueTask<IMessage> SendHeartbeat(HeartbeatRequestProto r, RpcCallContext c)
    {
        var storages = new StorageReport[r.Reports.Count];
        for (var i = 0; i < storages.Length; i++)
        {
            storages[i] = DataNodeMapping.FromProto(r.Reports[i]);
        }

        var result = await site.Engine.AskAsync<HeartbeatResult>(new Heartbeat
        {
            Ticket = 1,
            From = DataNodeMapping.FromProto(r.Registration),
            Storages = storages,
            TransfersInProgress = (int)r.XmitsInProgress,
            TransferThreads = (int)r.XceiverCount,
            FailedVolumes = (int)r.FailedVolumes,
            RequestFullBlockReportLease = r.RequestFullBlockReportLease,
        }).ConfigureAwait(false);
        var answer = new HeartbeatResponseProto
        {
            HaStatus = new NNHAStatusHeartbeatProto { State = NNHAStatusHeartbeatProto.Types.State.Active, Txid = (ulong)site.Engine.LastIndex },
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
        var storages = new List<StorageBlockReport>(r.Reports.Count);
        foreach (var report in r.Reports)
        {
            storages.Add(new StorageBlockReport(
                report.Storage.StorageUuid, DataNodeMapping.KindOf(report.Storage), DataNodeMapping.StateOf(report.Storage), BlockReportMapping.Read(report)));
        }

        var command = (DataNodeCommand?)await site.Engine.AskAsync(new BlockReport
        {
            Ticket = 1,
            From = DataNodeMapping.FromProto(r.Registration),
            Storages = storages,
            LeaseId = r.Context is { } context ? (long)context.LeaseId : 0,
            ReportId = r.Context?.Id ?? 0,
            TotalCalls = r.Context?.TotalRpcs ?? 1,
            Call = r.Context?.CurRpc ?? 0,
        }).ConfigureAwait(false);
        return command is null
            ? new BlockReportResponseProto()
            : new BlockReportResponseProto { Cmd = CommandMapping.ToProto(command, site.Blocks) };
    }

    private async ValueTask<IMessage> SendBlockReceivedAndDeleted(BlockReceivedAndDeletedRequestProto r, RpcCallContext c)
    {
        var storages = new StorageBlockChanges[r.Blocks.Count];
        for (var i = 0; i < storages.Length; i++)
        {
            var storage = r.Blocks[i];
            var changes = new BlockChange[storage.Blocks.Count];
            for (var j = 0; j < changes.Length; j++)
            {
                var change = storage.Blocks[j];
                changes[j] = new BlockChange(BlockMapping.FromProto(change.Block), (BlockChangeKind)change.Status, change.HasDeleteHint ? change.DeleteHint : null);
            }

            storages[i] = new StorageBlockChanges(
                storage.Storage?.StorageUuid ?? storage.StorageUuid, DataNodeMapping.KindOf(storage.Storage), DataNodeMapping.StateOf(storage.Storage), changes);
        }

        await site.Engine.AskAsync(
            new BlockReceivedAndDeleted { Ticket = 1, From = DataNodeMapping.FromProto(r.Registration), Storages = storages }).ConfigureAwait(false);
        return new BlockReceivedAndDeletedResponseProto();
    }

    private async ValueTask<IMessage> SendErrorReport(ErrorReportRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new ErrorReport
        {
            Ticket = 1,
            From = DataNodeMapping.FromProto(r.Registartion),
            Code = (DataNodeErrorCode)r.ErrorCode,
            Message = r.Msg,
        }).ConfigureAwait(false);
        return new ErrorReportResponseProto();
    }

    private async ValueTask<IMessage> SendReportBadBlocks(Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new ReportBadBlocks { Ticket = 1, Replicas = ClientWrites.BadReplicas(r.Blocks, site.Blocks) }).ConfigureAwait(false);
        return new Hathi.Hdfs.Protocol.Datanode.ReportBadBlocksResponseProto();
    }

    private async ValueTask<IMessage> CommitBlockSynchronization(CommitBlockSynchronizationRequestProto r, RpcCallContext c)
    {
        var replicas = new (string, string)[r.NewTaragets.Count];
        for (var i = 0; i < replicas.Length; i++)
        {
            replicas[i] = (r.NewTaragets[i].DatanodeUuid, i < r.NewTargetStorages.Count ? r.NewTargetStorages[i] : "");
        }

        await site.Engine.AskAsync(new CommitBlockSynchronizationRequest
        {
            Ticket = 1,
            Block = ClientWrites.Guard(site.Blocks, r.Block),
            NewGenerationStamp = (long)r.NewGenStamp,
            NewLength = (long)r.NewLength,
            CloseFile = r.CloseFile,
            DeleteBlock = r.DeleteBlock,
            NewReplicas = replicas,
        }).ConfigureAwait(false);
        return new CommitBlockSynchronizationResponseProto();
    }
}
