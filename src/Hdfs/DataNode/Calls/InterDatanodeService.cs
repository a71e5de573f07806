using Google.Protobuf;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Calls;

/// <summary>
/// InterDatanodeProtocol: this node as a holder in another's block recovery. As with Apache's whoever reaches the port may call it: nodes
/// run under users of their own, and a name that a caller gives himself keeps nobody out.
/// </summary>
internal static class InterDatanodeService
{
    internal static RpcProtocol Create(TransferContext context) => new RpcProtocol(ProtocolNames.InterDatanode, (long)ProtocolNames.Version)
        .Add(
            "initReplicaRecovery",
            InitReplicaRecoveryRequestProto.Parser,
            (request, _) => Answer(context, () => InitAsync(context, request)))
        .Add(
            "updateReplicaUnderRecovery",
            UpdateReplicaUnderRecoveryRequestProto.Parser,
            (request, _) => Answer(context, () => UpdateAsync(context, request)));

    private static async Task<IMessage> InitAsync(TransferContext context, InitReplicaRecoveryRequestProto request)
    {
        var block = RequestBlocks.Local(context.Store.BlockPoolId, request.Block.Block.B);
        ReplicaView? told;
        try
        {
            told = await context.Store.InitRecoveryAsync(
                block, RequestNumbers.NotNegative("recovery id", request.Block.NewGenStamp), context.Ending).ConfigureAwait(false);
        }
        catch (ReplicaFault e) when (e.Error == ReplicaError.StillRead && request.KnowsSoundLength)
        {
            return new InitReplicaRecoveryResponseProto { ReplicaFound = false, StillRead = true };
        }

        if (told is not { } replica)
        {
            return new InitReplicaRecoveryResponseProto { ReplicaFound = false };
        }

        if (replica is { SoundLength: 0, BytesOnDisk: > 0 } && !request.KnowsSoundLength)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Nothing of {replica} can be vouched for; it is left as it is");
        }

        var response = new InitReplicaRecoveryResponseProto
        {
            ReplicaFound = true,
            State = (ReplicaStateProto)replica.OriginalState,
            Block = new BlockProto
            {
                BlockId = (ulong)replica.BlockId, GenStamp = (ulong)replica.GenerationStamp, NumBytes = (ulong)replica.BytesOnDisk,
            },
        };
        if (replica.SoundLength < replica.BytesOnDisk)
        {
            response.SoundLength = (ulong)replica.SoundLength;
        }

        if (replica.DamagedAt >= 0)
        {
            response.DamagedAt = (ulong)replica.DamagedAt;
        }

        return response;
    }

    private static async Task<IMessage> UpdateAsync(TransferContext context, UpdateReplicaUnderRecoveryRequestProto request)
    {
        var block = RequestBlocks.Local(context.Store.BlockPoolId, request.Block);
        var (recoveryId, newLength) = (RequestNumbers.NotNegative("recovery id", request.RecoveryId),
            RequestNumbers.NotNegative("length", request.NewLength));
        var volume = await context.Store.FinishRecoveryAsync(
            block, recoveryId, RequestNumbers.Long(request.NewBlockId), newLength, context.Ending).ConfigureAwait(false);
        return new UpdateReplicaUnderRecoveryResponseProto { StorageUuid = volume.StorageId };
    }

    private static async ValueTask<IMessage> Answer(TransferContext context, Func<Task<IMessage>> work)
    {
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (ReplicaFault e)
        {
            throw FaultMapping.ToRpc(e);
        }
        catch (IOException e)
        {
            context.CheckDisk(e);
            throw FaultMapping.ToRpc(e);
        }
    }
}
