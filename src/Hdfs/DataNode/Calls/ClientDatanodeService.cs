using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Platform;

namespace Hathi.Hdfs.DataNode.Calls;

/// <summary>ClientDatanodeProtocol: what clients and administrators ask a DataNode.</summary>
/// <param name="context">The node around.</param>
/// <param name="administrators">Who may give orders.</param>
/// <param name="blockReport">Sends the NameNode a block report: in full, or only what changed.</param>
/// <param name="shutDown">Ends the node.</param>
internal sealed class ClientDatanodeService(
    TransferContext context, Administrators administrators, Action<bool> blockReport, Action shutDown)
{
    private const string LocalPathRefused = "Reading the files of a DataNode beside it (short-circuit reads) is not supported.";
    private const string UpgradeRefused =
        "shutdownDatanode with upgrade is not supported: writers are not told to wait for this DataNode, "
        + "and it forgets what they are writing. Shut it down without upgrade when nobody writes.";

    /// <summary>How long its disks are waited for: half of what a client waits for an answer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly long _started = Environment.TickCount64;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, Task<StorageReport?>> _looks = []; // by volume, guarded by _gate
    private int _shuttingDown;

    internal RpcProtocol Create() => new RpcProtocol(ProtocolNames.ClientDatanode, (long)ProtocolNames.Version)
        .Add("getReplicaVisibleLength", GetReplicaVisibleLengthRequestProto.Parser, (request, _) => new(VisibleLength(request)))
        .Add("getDatanodeInfo", GetDatanodeInfoRequestProto.Parser, (_, _) => new(Info()))
        .Add("getVolumeReport", GetVolumeReportRequestProto.Parser, (_, call) => VolumesAsync(call))
        .Add(
            "getBalancerBandwidth",
            GetBalancerBandwidthRequestProto.Parser,
            (_, _) => new(new GetBalancerBandwidthResponseProto { Bandwidth = (ulong)context.Moves.Bandwidth }))
        .Add(
            "getBlockLocalPathInfo",
            GetBlockLocalPathInfoRequestProto.Parser,
            (_, _) => throw new RpcFault(JavaExceptions.UnsupportedOperation, LocalPathRefused))
        .Add("triggerBlockReport", TriggerBlockReportRequestProto.Parser, TriggerAsync)
        .Add("shutdownDatanode", ShutdownDatanodeRequestProto.Parser, ShutDownAsync)
        .OnUnknownMethod(
            static method => new RpcFault(JavaExceptions.UnsupportedOperation, $"{method} is not supported by this DataNode."));

    private GetReplicaVisibleLengthResponseProto VisibleLength(GetReplicaVisibleLengthRequestProto request)
    {
        try
        {
            var block = RequestBlocks.Local(context.Store.BlockPoolId, request.Block);
            return new GetReplicaVisibleLengthResponseProto { Length = (ulong)context.Store.VisibleLength(block) };
        }
        catch (ReplicaFault e)
        {
            throw FaultMapping.ToRpc(e);
        }
        catch (IOException e)
        {
            throw FaultMapping.ToRpc(e);
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

    private async ValueTask<IMessage> VolumesAsync(RpcCallContext call)
    {
        await administrators.DemandAsync(call).ConfigureAwait(false);
        var response = new GetVolumeReportResponseProto();
        foreach (var (volume, report) in await LookAsync().ConfigureAwait(false))
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

    // Who calls is on a thread that reads sockets. One look at a volume at a time, shared by all who ask meanwhile: a disk that hangs holds
    // one thread however often it is asked for. It is told of by what it said last, and is not waited for once
    // heartbeats know that it hangs.
    private async Task<List<(Volume Volume, StorageReport Report)>> LookAsync()
    {
        var looks = context.Store.Volumes.Select(v => (Volume: v, Look: v.IsSilent ? Task.FromResult(v.LastReport) : Look(v))).ToArray();
        await Task.WhenAll(looks.Select(static l => (Task)l.Look))
            .WaitAsync(s_patience, context.Ending).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Ending.ThrowIfCancellationRequested();
        var reports = new List<(Volume Volume, StorageReport Report)>();
        foreach (var (volume, look) in looks)
        {
            var said = look.IsCompleted ? await look.ConfigureAwait(false) : volume.LastReport;
            if (said is { } report)
            {
                reports.Add((volume, report));
            }
        }

        return reports;
    }

    private Task<StorageReport?> Look(Volume volume)
    {
        lock (_gate)
        {
            return _looks[volume.Number] = _looks.GetValueOrDefault(volume.Number) is { IsCompleted: false } look
                ? look
                : OwnThread.Run(() => context.Store.Look(volume));
        }
    }

    private async ValueTask<IMessage> TriggerAsync(TriggerBlockReportRequestProto request, RpcCallContext call)
    {
        await administrators.DemandAsync(call).ConfigureAwait(false);
        blockReport(!request.Incremental);
        return new TriggerBlockReportResponseProto();
    }

    private async ValueTask<IMessage> ShutDownAsync(ShutdownDatanodeRequestProto request, RpcCallContext call)
    {
        await administrators.DemandAsync(call).ConfigureAwait(false);
        if (request.ForUpgrade)
        {
            throw new RpcFault(JavaExceptions.UnsupportedOperation, UpgradeRefused);
        }

        if (Interlocked.Exchange(ref _shuttingDown, 1) != 0)
        {
            throw new RpcFault(JavaExceptions.IOException, "Shutdown already in progress.");
        }

        context.Log.ShutdownOrdered(call.User, call.Remote);
        shutDown();
        return new ShutdownDatanodeResponseProto();
    }
}
