using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Rpc;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>ClientDatanodeProtocol: what clients and administrators ask a DataNode.</summary>
/// <param name="context">The node around.</param>
/// <param name="user">Who may shut the node down.</param>
/// <param name="blockReport">Sends the NameNode a block report: in full, or only what changed.</param>
/// <param name="shutDown">Ends the node.</param>
internal sealed class ClientDatanodeService(TransferContext context, string user, Action<bool> blockReport, Action shutDown)
{
    private const string LocalPathRefused = "Reading the files of a DataNode beside it (short-circuit reads) is not supported.";
    private readonly long _started = Environment.TickCount64;

    internal RpcProtocol Create() => new RpcProtocol(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version)
        .Add("getReplicaVisibleLength", GetReplicaVisibleLengthRequestProto.Parser, (request, _) => new(VisibleLength(request)))
        .Add("getDatanodeInfo", GetDatanodeInfoRequestProto.Parser, (_, _) => new(Info()))
        .Add("getVolumeReport", GetVolumeReportRequestProto.Parser, (_, _) => new(Volumes()))
        .Add("getBalancerBandwidth", GetBalancerBandwidthRequestProto.Parser, (_, _) => new(new GetBalancerBandwidthResponseProto { Bandwidth = (ulong)context.Moves.Bandwidth }))
        .Add("getBlockLocalPathInfo", GetBlockLocalPathInfoRequestProto.Parser, (_, _) => throw new RpcFault(JavaExceptions.UnsupportedOperation, LocalPathRefused))
        .Add("triggerBlockReport", TriggerBlockReportRequestProto.Parser, (request, call) => new(Trigger(request, call)))
        .Add("shutdownDatanode", ShutdownDatanodeRequestProto.Parser, (_, call) => new(ShutDown(call)))
        .OnUnknownMethod(static method => new RpcFault(JavaExceptions.UnsupportedOperation, $"{method} is not supported by this DataNode."));

    private GetReplicaVisibleLengthResponseProto VisibleLength(GetReplicaVisibleLengthRequestProto request)
    {
        try
        {
            return new GetReplicaVisibleLengthResponseProto { Length = (ulong)context.Store.VisibleLength(context.LocalBlock(request.Block)) };
        }
        catch (ReplicaFault e)
        {
            throw Faults.ToRpc(e);
        }
        catch (IOException e)
        {
            throw Faults.ToRpc(e);
        }
    }

    private GetDatanodeInfoResponseProto Info() => new()
    {
        LocalInfo = new DatanodeLocalInfoProto
        {
            SoftwareVersion = LayoutVersions.SoftwareVersion,
            ConfigVersion = "core-0,hdfs-0",
            Uptime = (ulong)((Environment.TickCount64 - _started) / 1000),
        },
    };

    private GetVolumeReportResponseProto Volumes()
    {
        var response = new GetVolumeReportResponseProto();
        foreach (var (volume, report) in context.Store.StorageReports())
        {
            response.VolumeInfo.Add(new DatanodeVolumeInfoProto
            {
                Path = volume.Root,
                StorageType = (StorageTypeProto)volume.Kind,
                UsedSpace = (ulong)Math.Max(0, report.Used),
                FreeSpace = (ulong)report.Remaining,
                ReservedSpace = 0,
                ReservedSpaceForReplicas = 0,
                NumBlocks = 0,
            });
        }

        return response;
    }

    private IMessage Trigger(TriggerBlockReportRequestProto request, RpcCallContext call)
    {
        DemandAdministrator(call);
        blockReport(!request.Incremental);
        return new TriggerBlockReportResponseProto();
    }

    private IMessage ShutDown(RpcCallContext call)
    {
        DemandAdministrator(call);
        context.Log.Warn("datanode", $"{call.User} at {call.Remote} orders this node to shut down", null);
        shutDown();
        return new ShutdownDatanodeResponseProto();
    }

    // Source: DataNode.checkSuperuserPrivilege.
    private void DemandAdministrator(RpcCallContext call)
    {
        if (call.User != user)
        {
            throw new RpcFault(JavaExceptions.AccessControl, $"Superuser privilege is required: this DataNode belongs to {user}, the call came from {call.User}.");
        }
    }
}
