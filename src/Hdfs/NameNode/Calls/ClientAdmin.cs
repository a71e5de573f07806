using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>
/// ClientProtocol, calls of administrators: totals, DataNodes, safe mode, checkpoints, and what is switched off and said so.
/// </summary>
internal sealed class ClientAdmin(CallSite site, INameNodeAdmin admin)
{
    // Whether directories of the name space that have failed are to be tried again. There is one directory, and without it the NameNode
    // ends: the flag is kept as Apache keeps it.
    private bool _restoresFailedStorage;

    private readonly SemaphoreSlim _refreshingNodes = new(1, 1);

    public void AddTo(RpcProtocol protocol) => protocol
        .Add("getFsStats", GetFsStatusRequestProto.Parser, GetFsStats)
        .Add("getFsReplicatedBlockStats", GetFsReplicatedBlockStatsRequestProto.Parser, GetFsReplicatedBlockStats)
        .Add("getFsECBlockGroupStats", GetFsECBlockGroupStatsRequestProto.Parser, Answer<GetFsECBlockGroupStatsRequestProto>(
            new GetFsECBlockGroupStatsResponseProto
            {
                LowRedundancy = 0, CorruptBlocks = 0, MissingBlocks = 0, BlocksInFuture = 0, PendingDeletionBlocks = 0,
            }))
        .Add("getDatanodeReport", GetDatanodeReportRequestProto.Parser, GetDatanodeReport)
        .Add("getDatanodeStorageReport", GetDatanodeStorageReportRequestProto.Parser, GetDatanodeStorageReport)
        .Add(
            "getSlowDatanodeReport",
            GetSlowDatanodeReportRequestProto.Parser,
            Answer<GetSlowDatanodeReportRequestProto>(new GetSlowDatanodeReportResponseProto()))
        .Add("setSafeMode", SetSafeModeRequestProto.Parser, SetSafeMode)
        .Add("saveNamespace", SaveNamespaceRequestProto.Parser, SaveNamespace)
        .Add("rollEdits", RollEditsRequestProto.Parser, RollEdits)
        .Add("restoreFailedStorage", RestoreFailedStorageRequestProto.Parser, RestoreFailedStorage)
        .Add("refreshNodes", RefreshNodesRequestProto.Parser, RefreshNodes)
        .Add(
            "finalizeUpgrade",
            FinalizeUpgradeRequestProto.Parser,
            ForSuperUsers<FinalizeUpgradeRequestProto>("finalizeUpgrade", new FinalizeUpgradeResponseProto()))
        .Add(
            "upgradeStatus",
            UpgradeStatusRequestProto.Parser,
            Answer<UpgradeStatusRequestProto>(new UpgradeStatusResponseProto { UpgradeFinalized = true }))
        .Add("rollingUpgrade", RollingUpgradeRequestProto.Parser, RollingUpgrade)
        .Add("metaSave", MetaSaveRequestProto.Parser, MetaSave)
        .Add("setBalancerBandwidth", SetBalancerBandwidthRequestProto.Parser, SetBalancerBandwidth)
        .Add(
            "getDataEncryptionKey",
            GetDataEncryptionKeyRequestProto.Parser,
            Answer<GetDataEncryptionKeyRequestProto>(new GetDataEncryptionKeyResponseProto()))
        .Add("getCurrentEditLogTxid", GetCurrentEditLogTxidRequestProto.Parser, GetCurrentEditLogTxid)
        .Add("msync", MsyncRequestProto.Parser, Answer<MsyncRequestProto>(new MsyncResponseProto()))
        .Add(
            "getHAServiceState",
            HAServiceStateRequestProto.Parser,
            Answer<HAServiceStateRequestProto>(new HAServiceStateResponseProto { State = HAServiceStateProto.Active }))
        .Add(
            "getEnclosingRoot",
            GetEnclosingRootRequestProto.Parser,
            Answer<GetEnclosingRootRequestProto>(new GetEnclosingRootResponseProto { EnclosingRootPath = "/" }))
        .Add(
            "getSnapshottableDirListing",
            GetSnapshottableDirListingRequestProto.Parser,
            Answer<GetSnapshottableDirListingRequestProto>(new GetSnapshottableDirListingResponseProto()));

    private static Func<TRequest, RpcCallContext, ValueTask<IMessage>> Answer<TRequest>(IMessage fixedAnswer) =>
        (_, _) => new ValueTask<IMessage>(fixedAnswer);

    private Func<TRequest, RpcCallContext, ValueTask<IMessage>> ForSuperUsers<TRequest>(string operation, IMessage fixedAnswer) =>
        async (_, c) =>
        {
            await site.RequireSuperUserAsync(c, operation).ConfigureAwait(false);
            return fixedAnswer;
        };

    private async ValueTask<IMessage> GetCurrentEditLogTxid(GetCurrentEditLogTxidRequestProto r, RpcCallContext c)
    {
        await site.RequireSuperUserAsync(c, "getCurrentEditLogTxid").ConfigureAwait(false);
        return new GetCurrentEditLogTxidResponseProto { Txid = site.Engine.LastIndex };
    }

    private async ValueTask<ClusterStats> Stats(RpcCallContext c) => await site.Engine.AskAsync(
        new GetStatsRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
        }).ConfigureAwait(false);

    private async ValueTask<IMessage> GetFsStats(GetFsStatusRequestProto r, RpcCallContext c)
    {
        var stats = await Stats(c).ConfigureAwait(false);
        return new GetFsStatsResponseProto
        {
            Capacity = (ulong)stats.Capacity,
            Used = (ulong)stats.Used,
            Remaining = (ulong)stats.Remaining,
            UnderReplicated = (ulong)stats.LowRedundancy,
            CorruptBlocks = (ulong)stats.CorruptReplicas,
            MissingBlocks = (ulong)stats.Missing,
            MissingReplOneBlocks = (ulong)stats.MissingWithReplicationOne,
            BlocksInFuture = (ulong)stats.BytesInFuture,
            PendingDeletionBlocks = (ulong)stats.PendingDeletion,
        };
    }

    private async ValueTask<IMessage> GetFsReplicatedBlockStats(GetFsReplicatedBlockStatsRequestProto r, RpcCallContext c)
    {
        var stats = await Stats(c).ConfigureAwait(false);
        return new GetFsReplicatedBlockStatsResponseProto
        {
            LowRedundancy = (ulong)stats.LowRedundancy,
            CorruptBlocks = (ulong)stats.CorruptReplicas,
            MissingBlocks = (ulong)stats.Missing,
            MissingReplOneBlocks = (ulong)stats.MissingWithReplicationOne,
            BlocksInFuture = (ulong)stats.BytesInFuture,
            PendingDeletionBlocks = (ulong)stats.PendingDeletion,
            HighestPrioLowRedundancyBlocks = 0,
            BadlyDistributedBlocks = 0,
        };
    }

    private async ValueTask<IMessage> GetDatanodeReport(GetDatanodeReportRequestProto r, RpcCallContext c)
    {
        var answer = new GetDatanodeReportResponseProto();
        if (RequestNumbers.NodeFilter(r.Type) is not { } kind)
        {
            await site.RequireSuperUserAsync(c, "datanodeReport").ConfigureAwait(false);
            return answer;
        }

        var nodes = await site.Engine.AskAsync(
            new GetDatanodeReportRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Kind = kind,
            }).ConfigureAwait(false);
        foreach (var node in nodes)
        {
            answer.Di.Add(DataNodeMapping.ToProto(node));
        }

        return answer;
    }

    private async ValueTask<IMessage> GetDatanodeStorageReport(GetDatanodeStorageReportRequestProto r, RpcCallContext c)
    {
        var answer = new GetDatanodeStorageReportResponseProto();
        if (RequestNumbers.NodeFilter(r.Type) is not { } kind)
        {
            await site.RequireSuperUserAsync(c, "getDatanodeStorageReport").ConfigureAwait(false);
            return answer;
        }

        var nodes = await site.Engine.AskAsync(
            new GetDatanodeStorageReportRequest
            {
                Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                Kind = kind,
            }).ConfigureAwait(false);
        foreach (var node in nodes)
        {
            answer.DatanodeStorageReports.Add(DataNodeMapping.ToProto(node));
        }

        return answer;
    }

    private async ValueTask<IMessage> SetSafeMode(SetSafeModeRequestProto r, RpcCallContext c)
    {
        var on = await site.Engine.AskAsync(new SetSafeModeRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            Action = RequestNumbers.SafeModeAction(r.Action),
        }).ConfigureAwait(false);
        return new SetSafeModeResponseProto { Result = on };
    }

    private async ValueTask<IMessage> SaveNamespace(SaveNamespaceRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new SaveNamespaceRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
        }).ConfigureAwait(false);
        await admin.SaveNamespaceAsync().ConfigureAwait(false);
        return new SaveNamespaceResponseProto { Saved = true };
    }

    private async ValueTask<IMessage> RestoreFailedStorage(RestoreFailedStorageRequestProto r, RpcCallContext c)
    {
        var arg = RequestTexts.Name(c.Method, r.Arg);
        var operation = arg switch
        {
            "check" => "checkRestoreFailedStorage",
            "true" => "enableRestoreFailedStorage",
            _ => "disableRestoreFailedStorage",
        };
        await site.RequireSuperUserAsync(c, operation).ConfigureAwait(false);
        if (arg != "check")
        {
            Volatile.Write(ref _restoresFailedStorage, arg == "true");
        }

        return new RestoreFailedStorageResponseProto { Result = Volatile.Read(ref _restoresFailedStorage) };
    }

    private async ValueTask<IMessage> RollEdits(RollEditsRequestProto r, RpcCallContext c)
    {
        await site.Engine.AskAsync(new RollEditsRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
        }).ConfigureAwait(false);
        return new RollEditsResponseProto { NewSegmentTxId = (ulong)(site.Engine.LastIndex + 1) };
    }

    private async ValueTask<IMessage> RefreshNodes(RefreshNodesRequestProto r, RpcCallContext c)
    {
        // Files are read for nobody but those who may.
        await site.RequireSuperUserAsync(c, "refreshNodes").ConfigureAwait(false);
        // names take long to resolve: older lists must not be applied after newer ones
        await _refreshingNodes.WaitAsync().ConfigureAwait(false);
        try
        {
            var hosts = await admin.ReadNodeListsAsync().ConfigureAwait(false);
            await site.Engine.AskAsync(
                new RefreshNodesRequest
                {
                    Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
                    Lists = hosts.Lists,
                }).ConfigureAwait(false);
            admin.LookAgain(hosts);
        }
        finally
        {
            _refreshingNodes.Release();
        }

        return new RefreshNodesResponseProto();
    }

    private async ValueTask<IMessage> RollingUpgrade(RollingUpgradeRequestProto r, RpcCallContext c)
    {
        var action = RequestNumbers.RollingUpgradeAction(r.Action);
        var operation = action switch
        {
            RollingUpgradeActionProto.Query => "queryRollingUpgrade",
            RollingUpgradeActionProto.Start => "startRollingUpgrade",
            _ => "finalizeRollingUpgrade",
        };
        await site.RequireSuperUserAsync(c, operation).ConfigureAwait(false);
        return action == RollingUpgradeActionProto.Query
            ? new RollingUpgradeResponseProto()
            : throw new RpcFault(
                JavaExceptions.UnsupportedOperation,
                $"rollingUpgrade {action} is not supported: stop the node, replace the program, start it");
    }

    private async ValueTask<IMessage> MetaSave(MetaSaveRequestProto r, RpcCallContext c)
    {
        var file = RequestTexts.FileName(c.Method, r.Filename);
        var text = await site.Engine.AskAsync(new MetaSaveRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
        }).ConfigureAwait(false);
        await admin.WriteMetaSaveAsync(file, text).ConfigureAwait(false);
        return new MetaSaveResponseProto();
    }

    private async ValueTask<IMessage> SetBalancerBandwidth(SetBalancerBandwidthRequestProto r, RpcCallContext c)
    {
        var bandwidth = RequestNumbers.BalancerBandwidth(r.Bandwidth);
        await site.Engine.AskAsync(new SetBalancerBandwidthRequest
        {
            Caller = await site.CallerOfAsync(c).ConfigureAwait(false),
            BytesPerSecond = bandwidth,
        }).ConfigureAwait(false);
        return new SetBalancerBandwidthResponseProto();
    }
}
