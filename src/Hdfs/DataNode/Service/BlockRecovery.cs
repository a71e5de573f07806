using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNode.Operations;
using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Rpc;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// The primary of a block recovery: asks every holder what it has, decides, has them take it, and tells the NameNode. Source:
/// BlockRecoveryWorker.
/// </summary>
internal sealed class BlockRecovery(NodeState node, RpcClient client, INodeLog log)
{
    private const string Area = "recovery";

    private static readonly RpcProtocolName InterDatanode = new(ProtocolNames.InterDatanode, (long)ProtocolNames.Version);

    // A holder may have to stop a writer first.
    private static readonly RpcCallOptions Patient = new() { Timeout = TimeSpan.FromSeconds(90) };

    /// <summary>Recoveries at a time: each waits for other nodes most of the time, and for the disks of all holders.</summary>
    private const int AtOnce = 32;

    /// <summary>Recoveries that wait for their turn, a few kilobytes each: ten heartbeats full. The NameNode orders again what is not taken.</summary>
    private const int MaxWaiting = 10_000;

    private readonly SemaphoreSlim _turns = new(AtOnce);

    // The newest recovery id of each block that is ordered and not done.
    private readonly Dictionary<ulong, ulong> _newest = [];

    private readonly Dictionary<long, Task> _tasks = [];
    private long _started;

    /// <summary>Recovers a block in the background; the NameNode asks again when nothing comes of it.</summary>
    internal void Start(RecoveringBlockProto block, CancellationToken cancellationToken)
    {
        lock (_tasks)
        {
            if (_tasks.Count >= MaxWaiting)
            {
                log.Debug(Area, $"{_tasks.Count} recoveries are under way; that of blk_{block.Block.B.BlockId} is left to the NameNode's next order");
                return;
            }

            _newest[block.Block.B.BlockId] = block.NewGenStamp;
            var number = _started++;
            _tasks.Add(number, Task.Run(() => RunAsync(number, block, cancellationToken), CancellationToken.None));
        }
    }

    /// <summary>Returns when all have ended that were told to by their tokens.</summary>
    internal Task EndAsync()
    {
        lock (_tasks)
        {
            return Task.WhenAll(_tasks.Values);
        }
    }

    private async Task RunAsync(long number, RecoveringBlockProto recovering, CancellationToken cancellationToken)
    {
        try
        {
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (IsNewest(recovering))
                {
                    await RecoverAsync(recovering, cancellationToken).ConfigureAwait(false);
                }
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
        catch (Exception e)
        {
            // Nobody waits for it; the NameNode asks again.
            var isExpected = e is ReplicaFault or IOException or RpcRemoteException or FormatException;
            log.Warn(Area, $"Recovery of blk_{recovering.Block?.B?.BlockId}_{recovering.Block?.B?.GenerationStamp} to {recovering.NewGenStamp} failed: {e.Message}", isExpected ? null : e);
        }
        finally
        {
            Forget(number, recovering);
        }
    }

    // The NameNode takes no result of a recovery once it has ordered the next.
    private bool IsNewest(RecoveringBlockProto recovering)
    {
        lock (_tasks)
        {
            return _newest.TryGetValue(recovering.Block.B.BlockId, out var id) && id == recovering.NewGenStamp;
        }
    }

    private void Forget(long number, RecoveringBlockProto recovering)
    {
        lock (_tasks)
        {
            _tasks.Remove(number);
            if (_newest.TryGetValue(recovering.Block.B.BlockId, out var id) && id == recovering.NewGenStamp)
            {
                _newest.Remove(recovering.Block.B.BlockId);
            }
        }
    }

    private async Task RecoverAsync(RecoveringBlockProto recovering, CancellationToken cancellationToken)
    {
        var holders = recovering.Block.Locs;
        var candidates = new List<RecoveryCandidate>();
        var errors = 0;
        var silent = 0; // Did not say what they have: not the same as to have nothing of use.
        for (var i = 0; i < holders.Count; i++)
        {
            try
            {
                if (await AskAsync(recovering, holders[i], i, cancellationToken).ConfigureAwait(false) is { } candidate)
                {
                    candidates.Add(candidate);
                }
            }
            catch (RpcRemoteException e) when (e.JavaClass == JavaExceptions.RecoveryInProgress)
            {
                log.Info(Area, $"Another recovery of blk_{recovering.Block.B.BlockId} is under way at {Name(holders[i])}; this one ends");
                return;
            }
            catch (ReplicaFault e) when (e.Error == ReplicaError.RecoveryInProgress)
            {
                log.Info(Area, $"Another recovery of blk_{recovering.Block.B.BlockId} is under way here; this one ends");
                return;
            }
            catch (Exception e) when (e is ReplicaFault or IOException or RpcRemoteException)
            {
                errors++;
                silent += HasNothing(e) ? 0 : 1;
                log.Warn(Area, $"{Name(holders[i])} takes no part in the recovery of blk_{recovering.Block.B.BlockId}: {e.Message}", null);
            }
        }

        if (errors == holders.Count)
        {
            throw new IOException($"All datanodes failed: block=blk_{recovering.Block.B.BlockId}");
        }

        await AgreeAsync(recovering, candidates, silent, cancellationToken).ConfigureAwait(false);
    }

    // A holder whose files do not fit what it knows of them, or whose writer does not end, may have more by the next time it is asked.
    internal static bool HasNothing(Exception refusal) => refusal switch
    {
        ReplicaFault fault => fault.Error is ReplicaError.NotFound or ReplicaError.Outdated,
        RpcRemoteException remote => remote.JavaClass == JavaExceptions.ReplicaNotFound || remote.Message.Contains(InitReplicaRecovery.OutdatedText, StringComparison.Ordinal),
        _ => false,
    };

    private async Task<RecoveryCandidate?> AskAsync(RecoveringBlockProto recovering, DatanodeInfoProto holder, int index, CancellationToken cancellationToken)
    {
        if (IsSelf(holder))
        {
            return await node.Store.InitRecoveryAsync(Wire.Block(recovering.Block.B), (long)recovering.NewGenStamp, cancellationToken).ConfigureAwait(false) is { } own
                ? new RecoveryCandidate(index, own.BytesOnDisk, own.SoundLength, own.GenerationStamp, own.OriginalState)
                : null;
        }

        var reply = await CallAsync(holder, "initReplicaRecovery", new InitReplicaRecoveryRequestProto { Block = recovering }, InitReplicaRecoveryResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        if (!reply.ReplicaFound)
        {
            return null;
        }

        var length = reply.Block.NumBytes;
        return new RecoveryCandidate(index, (long)length, (long)(reply.HasSoundLength ? Math.Min(reply.SoundLength, length) : length), (long)reply.Block.GenStamp, (ReplicaState)reply.State);
    }

    private async Task AgreeAsync(RecoveringBlockProto recovering, List<RecoveryCandidate> candidates, int silent, CancellationToken cancellationToken)
    {
        var block = recovering.Block.B;
        var truncateTo = recovering.TruncateBlock is { } truncate ? (long)truncate.NumBytes : -1;
        var agreement = RecoveryAgreement.Decide(Wire.Block(block), candidates, silent, truncateTo);
        var commit = new CommitBlockSynchronizationRequestProto
        {
            Block = block,
            NewGenStamp = recovering.NewGenStamp,
            NewLength = (ulong)agreement.Length,
            CloseFile = true,
            DeleteBlock = agreement.DeleteBlock,
        };
        foreach (var index in agreement.Holders)
        {
            var holder = recovering.Block.Locs[index];
            try
            {
                var told = candidates.First(c => c.Holder == index);
                var storage = await UpdateAsync(recovering, holder, told, agreement.Length, cancellationToken).ConfigureAwait(false);
                commit.NewTaragets.Add(holder.Id);
                commit.NewTargetStorages.Add(storage);
            }
            catch (Exception e) when (e is ReplicaFault or IOException or RpcRemoteException)
            {
                log.Warn(Area, $"{Name(holder)} could not take {agreement.Length} bytes of blk_{block.BlockId}: {e.Message}", null);
            }
        }

        if (commit.NewTaragets.Count == 0 && !agreement.DeleteBlock)
        {
            throw new IOException($"Cannot recover blk_{block.BlockId}_{block.GenerationStamp}, the following datanodes failed: {string.Join(", ", agreement.Holders.Select(i => Name(recovering.Block.Locs[i])))}");
        }

        await node.Session.Link.CommitSynchronizationAsync(commit, cancellationToken).ConfigureAwait(false);
        log.Info(Area, agreement.DeleteBlock
            ? $"Nobody has a byte of blk_{block.BlockId}: it is dropped"
            : $"Recovered blk_{block.BlockId} with {agreement.Length} bytes and generation {recovering.NewGenStamp} on {commit.NewTaragets.Count} nodes");
    }

    private async Task<string> UpdateAsync(RecoveringBlockProto recovering, DatanodeInfoProto holder, RecoveryCandidate told, long newLength, CancellationToken cancellationToken)
    {
        var old = new Block((long)recovering.Block.B.BlockId, told.Length, told.GenerationStamp);
        var newId = recovering.TruncateBlock is { } truncate ? (long)truncate.BlockId : old.Id;
        if (IsSelf(holder))
        {
            return (await node.Store.FinishRecoveryAsync(old, (long)recovering.NewGenStamp, newId, newLength, cancellationToken).ConfigureAwait(false)).StorageId;
        }

        var request = new UpdateReplicaUnderRecoveryRequestProto
        {
            Block = Wire.Extended(recovering.Block.B.PoolId, old),
            RecoveryId = recovering.NewGenStamp,
            NewLength = (ulong)newLength,
            NewBlockId = (ulong)newId,
        };
        return (await CallAsync(holder, "updateReplicaUnderRecovery", request, UpdateReplicaUnderRecoveryResponseProto.Parser, cancellationToken).ConfigureAwait(false)).StorageUuid;
    }

    private Task<T> CallAsync<T>(DatanodeInfoProto holder, string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new() =>
        client.CallAsync(Dialer.EndPointOf(holder.Id.IpAddr, holder.Id.IpcPort), InterDatanode, method, request, parser, Patient, cancellationToken);

    private bool IsSelf(DatanodeInfoProto holder) => holder.Id.DatanodeUuid == node.Reports.Self.Id.DatanodeUuid;

    private static string Name(DatanodeInfoProto holder) => $"{holder.Id.IpAddr}:{holder.Id.IpcPort}";
}
