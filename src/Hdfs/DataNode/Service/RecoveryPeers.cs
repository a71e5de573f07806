using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>Other nodes over InterDatanodeProtocol, and this one without it.</summary>
internal sealed class RecoveryPeers(NodeState node, IRpcClient client) : IRecoveryPeers
{
    private static readonly RpcProtocolName InterDatanode = new(ProtocolNames.InterDatanode, (long)ProtocolNames.Version);

    public async Task<RecoveryCandidate?> AskAsync(
        RecoveringBlockProto recovering, int holder, TimeSpan limit, CancellationToken cancellationToken)
    {
        var info = recovering.Block.Locs[holder];
        if (IsSelf(info))
        {
            return await node.Store.InitRecoveryAsync(
                RequestBlocks.Ordered(recovering.Block.B), (long)recovering.NewGenStamp, cancellationToken).ConfigureAwait(false) is { } own
                ? new RecoveryCandidate(holder, own.BytesOnDisk, own.SoundLength, own.DamagedAt, own.GenerationStamp, own.OriginalState)
                : null;
        }

        var request = new InitReplicaRecoveryRequestProto { Block = recovering, KnowsSoundLength = true };
        return Candidate(recovering, holder, await CallAsync(
            info, "initReplicaRecovery", request, InitReplicaRecoveryResponseProto.Parser, limit, cancellationToken).ConfigureAwait(false));
    }

    public async Task<string> TakeAsync(
        RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan limit, CancellationToken cancellationToken)
    {
        var info = recovering.Block.Locs[told.Holder];
        var old = new Block((long)recovering.Block.B.BlockId, told.Length, told.GenerationStamp);
        var newId = recovering.TruncateBlock is { } truncate ? (long)truncate.BlockId : old.Id;
        if (IsSelf(info))
        {
            return (await node.Store.FinishRecoveryAsync(
                old, (long)recovering.NewGenStamp, newId, newLength, cancellationToken).ConfigureAwait(false)).StorageId;
        }

        var request = new UpdateReplicaUnderRecoveryRequestProto
        {
            Block = DatanodeMessages.Extended(recovering.Block.B.PoolId, old),
            RecoveryId = recovering.NewGenStamp,
            NewLength = (ulong)newLength,
            NewBlockId = (ulong)newId,
        };
        return (await CallAsync(
            info, "updateReplicaUnderRecovery", request, UpdateReplicaUnderRecoveryResponseProto.Parser, limit,
            cancellationToken).ConfigureAwait(false)).StorageUuid;
    }

    public Task CommitAsync(CommitBlockSynchronizationRequestProto commit, CancellationToken cancellationToken) =>
        node.Session.Link.CommitSynchronizationAsync(commit, cancellationToken);

    /// <summary>What another node's answer says.</summary>
    /// <exception cref="ReplicaFault">StillRead.</exception>
    /// <exception cref="MalformedMessageException">
    /// A replica that is found and not described, or is another one, or that cannot be.
    /// </exception>
    internal static RecoveryCandidate? Candidate(RecoveringBlockProto recovering, int holder, InitReplicaRecoveryResponseProto reply)
    {
        if (reply.StillRead)
        {
            throw new ReplicaFault(
                ReplicaError.StillRead,
                $"What it has of blk_{recovering.Block.B.BlockId} is still being read; it tells as soon as it has been.");
        }

        if (!reply.ReplicaFound)
        {
            return null;
        }

        if (reply.Block is not { } block || !reply.HasState)
        {
            throw new MalformedMessageException("Replica was found but missing fields: it tells neither block nor state.");
        }

        if (block.BlockId != recovering.Block.B.BlockId || block.NumBytes > long.MaxValue || block.GenStamp >= recovering.NewGenStamp
            || !Enum.IsDefined(reply.State))
        {
            throw new MalformedMessageException(
                $"It tells of blk_{block.BlockId}_{block.GenStamp} in state {reply.State} with {block.NumBytes} bytes, which cannot be.");
        }

        var sound = reply.HasSoundLength ? Math.Min(reply.SoundLength, block.NumBytes) : block.NumBytes;
        var damagedAt = reply.HasDamagedAt ? (long)Math.Min(reply.DamagedAt, block.NumBytes) : sound < block.NumBytes ? (long)sound : -1;
        return new RecoveryCandidate(holder, (long)block.NumBytes, (long)sound, damagedAt, (long)block.GenStamp, (ReplicaState)reply.State);
    }

    private Task<T> CallAsync<T>(
        DatanodeInfoProto holder,
        string method,
        IMessage request,
        MessageParser<T> parser,
        TimeSpan limit,
        CancellationToken cancellationToken)
        where T : class, IMessage<T>, new() =>
        client.CallAsync(
            RequestNodes.CallEndPoint(holder), InterDatanode, method, request, parser, new RpcCallOptions { Timeout = limit },
            cancellationToken);

    private bool IsSelf(DatanodeInfoProto holder) => RequestNodes.IsSame(holder, node.Reports.Self);
}
