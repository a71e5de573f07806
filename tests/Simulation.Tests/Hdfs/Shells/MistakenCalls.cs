using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Client.Calls;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Simulation.Tests.Hdfs.Shells;

/// <summary>A DataNode's calls with a mistake in what it tells, or in what it makes of an answer.</summary>
internal sealed class MistakenCalls(IRpcClient calls, HdfsMutant mistake) : IRpcClient
{
    public int NextCallId() => calls.NextCallId();

    public async Task<TResponse> CallAsync<TResponse>(
        EndPoint server,
        RpcProtocolName protocol,
        string method,
        IMessage request,
        MessageParser<TResponse> parser,
        RpcCallOptions options,
        CancellationToken cancellation)
        where TResponse : class, IMessage<TResponse>, new()
    {
        switch (mistake)
        {
            case HdfsMutant.HidesRot when method == "reportBadBlocks":
                return parser.ParseFrom(ByteString.Empty);
            case HdfsMutant.RecoversTooShort when request is CommitBlockSynchronizationRequestProto { NewLength: > 0 } commit:
                commit.NewLength--;
                break;
            case HdfsMutant.RecoversTooShort when request is UpdateReplicaUnderRecoveryRequestProto { NewLength: > 0 } update:
                update.NewLength--;
                break;
        }

        try
        {
            var answer = await calls.CallAsync(server, protocol, method, request, parser, options, cancellation).ConfigureAwait(false);
            if (mistake == HdfsMutant.KeepsDeletedReplicas && answer is HeartbeatResponseProto beat)
            {
                foreach (var order in beat.Cmds.Where(c => c.BlkCmd is { Action: BlockCommandProto.Types.Action.Invalidate }).ToList())
                {
                    beat.Cmds.Remove(order);
                }
            }

            return answer;
        }
        catch (RpcConnectionException) when (mistake == HdfsMutant.PassesOverSilentHolders && method == "initReplicaRecovery")
        {
            return parser.ParseFrom(new InitReplicaRecoveryResponseProto { ReplicaFound = false }.ToByteArray());
        }
    }

    public ValueTask DisposeAsync() => calls.DisposeAsync();
}

/// <summary>What a client asks DataNodes, with a mistake: a replica that cannot say how long it is counts as empty.</summary>
internal sealed class MistakenLengths(IDataNodeCalls calls) : IDataNodeCalls
{
    public async Task<long?> GetReplicaVisibleLengthAsync(DatanodeIDProto node, ExtendedBlockProto block, CancellationToken cancellation)
    {
        var length = await calls.GetReplicaVisibleLengthAsync(node, block, cancellation).ConfigureAwait(false);
        return length is { } known ? Math.Max(0, known) : null;
    }

    public ValueTask DisposeAsync() => calls.DisposeAsync();
}
