using Hathi.Base;
using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.Core.Replicas.Operations;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// One block recovery: asks every holder at once what it has, decides, has them take it, and tells the NameNode. What one holder does, or
/// does not do, costs its own part only. Source: BlockRecoveryWorker.
/// </summary>
internal sealed class RecoveryLeader(IRecoveryPeers peers, RecoveryTimes times, TimeProvider time, ILogger log)
{

    /// <summary>Carries out an order.</summary>
    /// <exception cref="ReplicaFault">Mismatch: nothing can be agreed on as long as no other holder answers.</exception>
    /// <exception cref="IOException">No holder answered, or none could take what was agreed.</exception>
    internal async Task RecoverAsync(RecoveringBlockProto recovering, CancellationToken cancellationToken)
    {
        var block = recovering.Block.B;
        var holders = recovering.Block.Locs;
        var answers = await Task.WhenAll(
            Enumerable.Range(0, holders.Count).Select(i => AskAsync(recovering, i, cancellationToken))).ConfigureAwait(false);
        if (Array.FindIndex(answers, static a => a.Refusal is not null && IsOtherRecovery(a.Refusal)) is var busy and >= 0)
        {
            log.OtherUnderWay(block.BlockId, Name(holders[busy]));
            return;
        }

        if (Array.TrueForAll(answers, static a => a.Refusal is not null))
        {
            throw new EnvironmentException($"All datanodes failed: block=blk_{block.BlockId}");
        }

        var silent = Enumerable.Range(0, holders.Count)
            .Where(i => answers[i].Refusal is { } refusal && !HasNothing(refusal))
            .Select(i => Name(holders[i])).ToList();
        var candidates = answers.Where(static a => a.Candidate is not null).Select(static a => a.Candidate!.Value).ToList();
        var truncateTo = recovering.TruncateBlock is { } truncate ? (long)truncate.NumBytes : -1;

        // Apache's NameNode does not say, for it never waits. Who is reading what it has will say it, and may have what nobody else has.
        var isRead = Array.Exists(answers, static a => a.Refusal is ReplicaFault { Error: ReplicaError.StillRead });
        var withoutSilent = (!recovering.HasWithoutSilent || recovering.WithoutSilent) && !isRead;
        var agreement = RecoveryAgreement.Decide(RequestBlocks.Ordered(block), candidates, silent.Count, withoutSilent, truncateTo);
        if (silent.Count > 0 && withoutSilent)
        {
            log.WithoutSilent(block.BlockId, block.GenerationStamp, agreement.Length, string.Join(", ", silent));
        }

        await FinishAsync(recovering, candidates, agreement, withoutSilent, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Whether a holder that refused has nothing of use. One whose files do not fit what it knows of them, or whose writer does not end,
    /// may have more by the next time.
    /// </summary>
    internal static bool HasNothing(Exception refusal) => refusal switch
    {
        ReplicaFault fault => fault.Error is ReplicaError.NotFound or ReplicaError.Outdated,
        RpcRemoteException remote => remote.JavaClass == JavaExceptions.ReplicaNotFound
            || remote.Message.Contains(InitReplicaRecovery.OutdatedText, StringComparison.Ordinal),
        _ => false,
    };

    private static bool IsOtherRecovery(Exception refusal) =>
        refusal is ReplicaFault { Error: ReplicaError.RecoveryInProgress }
            or RpcRemoteException { JavaClass: JavaExceptions.RecoveryInProgress };

    private async Task<(RecoveryCandidate? Candidate, Exception? Refusal)> AskAsync(
        RecoveringBlockProto recovering, int holder, CancellationToken cancellationToken)
    {
        try
        {
            return (await WithinAsync(
                times.Ask,
                limit => peers.AskAsync(recovering, holder, limit, cancellationToken),
                cancellationToken).ConfigureAwait(false), null);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (!IsOtherRecovery(e))
            {
                log.NoPart(Unexpected(e), Name(recovering.Block.Locs[holder]), recovering.Block.B.BlockId, e.Message);
            }

            return (null, e);
        }
    }

    private async Task FinishAsync(
        RecoveringBlockProto recovering,
        List<RecoveryCandidate> candidates,
        RecoveryAgreement agreement,
        bool withoutSilent,
        CancellationToken cancellationToken)
    {
        var block = recovering.Block.B;
        var commit = new CommitBlockSynchronizationRequestProto
        {
            Block = block,
            NewGenStamp = recovering.NewGenStamp,
            NewLength = (ulong)agreement.Length,
            CloseFile = true,
            DeleteBlock = agreement.DeleteBlock,
        };
        var took = await TakeAllAsync(
            recovering, [.. agreement.Holders.Select(i => candidates.Find(c => c.Holder == i))], agreement.Length, withoutSilent,
            cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < took.Length; i++)
        {
            if (took[i] is { } storage)
            {
                commit.NewTaragets.Add(recovering.Block.Locs[agreement.Holders[i]].Id);
                commit.NewTargetStorages.Add(storage);
            }
        }

        if (commit.NewTaragets.Count == 0 && !agreement.DeleteBlock)
        {
            throw new EnvironmentException(
                $"Cannot recover blk_{block.BlockId}_{block.GenerationStamp}, the following datanodes failed: "
                + $"{string.Join(", ", agreement.Holders.Select(i => Name(recovering.Block.Locs[i])))}");
        }

        await peers.CommitAsync(commit, cancellationToken).ConfigureAwait(false);
        if (agreement.DeleteBlock)
        {
            log.Dropped(block.BlockId);
        }
        else
        {
            log.Recovered(block.BlockId, agreement.Length, recovering.NewGenStamp, commit.NewTaragets.Count);
        }
    }

    // Damaged replicas alone are not the block while one that is not may take it with the next order: they stay as they
    // are until such a one has.
    private async Task<string?[]> TakeAllAsync(
        RecoveringBlockProto recovering, RecoveryCandidate[] told, long newLength, bool withoutSilent, CancellationToken cancellationToken)
    {
        var isFirst = Array.ConvertAll(told, c => !c.IsDamagedWithin(newLength));
        if (withoutSilent || !Array.Exists(isFirst, static f => f))
        {
            Array.Fill(isFirst, true);
        }

        var begun = time.GetTimestamp();
        var tasks = new Task<string?>[told.Length];
        void Begin(bool first, TimeSpan limit)
        {
            for (var i = 0; i < told.Length; i++)
            {
                tasks[i] = isFirst[i] == first ? TakeAsync(recovering, told[i], newLength, limit, cancellationToken) : tasks[i];
            }
        }

        Begin(true, times.Take);
        if (Array.Exists(isFirst, static f => !f))
        {
            if (!await AnyTookAsync([.. tasks.Where(static t => t is not null)]).ConfigureAwait(false))
            {
                throw new EnvironmentException(
                    $"Only damaged replicas of blk_{recovering.Block.B.BlockId}_{recovering.Block.B.GenerationStamp} are left, for "
                    + $"{string.Join(", ", told.Where((_, i) => isFirst[i]).Select(c => Name(recovering.Block.Locs[c.Holder])))} "
                    + "could not take it: the next order tries again");
            }

            var left = times.Take - time.GetElapsedTime(begun);
            Begin(false, left > TimeSpan.Zero ? left : TimeSpan.Zero);
        }

        return await Task.WhenAll(tasks).ConfigureAwait(false);
    }

    // As soon as one has: the others of them may hang.
    private static async Task<bool> AnyTookAsync(List<Task<string?>> tasks)
    {
        while (tasks.Count > 0)
        {
            var ended = await Task.WhenAny(tasks).ConfigureAwait(false);
            tasks.Remove(ended);
            if (await ended.ConfigureAwait(false) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // Null: it could not.
    private async Task<string?> TakeAsync(
        RecoveringBlockProto recovering, RecoveryCandidate told, long newLength, TimeSpan within, CancellationToken cancellationToken)
    {
        try
        {
            return await WithinAsync(
                within,
                limit => peers.TakeAsync(recovering, told, newLength, limit, cancellationToken),
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            log.NotTaken(Unexpected(e), Name(recovering.Block.Locs[told.Holder]), newLength, recovering.Block.B.BlockId, e.Message);
            return null;
        }
    }

    // What does not end in time goes on by itself, this node's own disk too: its end is of use to the next recovery.
    private async Task<T> WithinAsync<T>(TimeSpan limit, Func<TimeSpan, Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call(limit).WaitAsync(limit, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new EnvironmentException($"no answer within {limit.TotalSeconds} s");
        }
    }

    private static Exception? Unexpected(Exception e) => e is ReplicaFault or IOException or RpcRemoteException ? null : e;

    private static string Name(DatanodeInfoProto holder) => $"{holder.Id.IpAddr}:{holder.Id.IpcPort}";
}
