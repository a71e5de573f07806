using Google.Protobuf;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Rpc;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>InterDatanodeProtocol: this node as a holder in another's block recovery.</summary>
internal static class InterDatanodeService
{
    internal static RpcProtocol Create(TransferContext context) => new RpcProtocol(ProtocolNames.InterDatanode, (long)ProtocolNames.Version)
        .Add("initReplicaRecovery", InitReplicaRecoveryRequestProto.Parser, (request, _) => Answer(context, () => Init(context, request)))
        .Add("updateReplicaUnderRecovery", UpdateReplicaUnderRecoveryRequestProto.Parser, (request, _) => Answer(context, () => Update(context, request)));

    private static InitReplicaRecoveryResponseProto Init(TransferContext context, InitReplicaRecoveryRequestProto request)
    {
        var block = context.LocalBlock(request.Block.Block.B);
        if (context.Store.InitRecovery(block, (long)request.Block.NewGenStamp) is not { } replica)
        {
            return new InitReplicaRecoveryResponseProto { ReplicaFound = false };
        }

        var response = new InitReplicaRecoveryResponseProto
        {
            ReplicaFound = true,
            State = (ReplicaStateProto)replica.OriginalState,
            Block = new BlockProto { BlockId = (ulong)replica.BlockId, GenStamp = (ulong)replica.GenerationStamp, NumBytes = (ulong)replica.BytesOnDisk },
        };
        if (replica.SoundLength < replica.BytesOnDisk)
        {
            response.SoundLength = (ulong)replica.SoundLength;
        }

        return response;
    }

    private static UpdateReplicaUnderRecoveryResponseProto Update(TransferContext context, UpdateReplicaUnderRecoveryRequestProto request)
    {
        var volume = context.Store.FinishRecovery(context.LocalBlock(request.Block), (long)request.RecoveryId, (long)request.NewBlockId, (long)request.NewLength);
        return new UpdateReplicaUnderRecoveryResponseProto { StorageUuid = volume.StorageId };
    }

    // Off the connection's thread: a writer may have to be stopped first, and files are cut.
    private static async ValueTask<IMessage> Answer(TransferContext context, Func<IMessage> work)
    {
        try
        {
            return await Task.Run(work).ConfigureAwait(false);
        }
        catch (ReplicaFault e)
        {
            throw Faults.ToRpc(e);
        }
        catch (IOException e)
        {
            context.CheckDisk(e);
            throw Faults.ToRpc(e);
        }
    }
}
