using Hathi.Hadoop.Rpc;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.Protocol;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>The block recoveries that this node was ordered to lead, some at a time; each is a <see cref="RecoveryLeader"/>'s.</summary>
internal sealed class BlockRecovery(IRecoveryPeers peers, RecoveryTimes times, TimeProvider time, ILogger log)
{
    /// <summary>Recoveries at a time: each waits for other nodes most of the time, and for the disks of all holders.</summary>
    private const int AtOnce = 32;

    /// <summary>
    /// Recoveries that wait for their turn, a few kilobytes each: ten heartbeats full. The NameNode orders again what is not taken.
    /// </summary>
    private const int MaxWaiting = 10_000;

    private readonly SemaphoreSlim _turns = new(AtOnce);
    private readonly RecoveryLeader _leader = new(peers, times, time, log);

    // The newest recovery id of each block that is ordered and not done.
    private readonly Dictionary<ulong, ulong> _newest = [];

    // Orders that were taken and not carried out, by block: the NameNode counts them, and no holder was asked.
    private readonly Dictionary<ulong, int> _dropped = [];

    private readonly Dictionary<long, Task> _tasks = [];
    private long _started;

    /// <summary>Recovers a block in the background; the NameNode asks again when nothing comes of it.</summary>
    internal void Start(RecoveringBlockProto block, CancellationToken cancellationToken)
    {
        lock (_tasks)
        {
            if (_tasks.Count >= MaxWaiting)
            {
                log.LeftToNextOrder(_tasks.Count, block.Block.B.BlockId);
                Drop(block);
                return;
            }

            _newest[block.Block.B.BlockId] = block.NewGenStamp;
            var number = _started++;
            var ordered = time.GetTimestamp();
            _tasks.Add(number, Task.Run(() => RunAsync(number, block, ordered, cancellationToken), CancellationToken.None));
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

    private async Task RunAsync(long number, RecoveringBlockProto recovering, long ordered, CancellationToken cancellationToken)
    {
        try
        {
            await _turns.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (IsToBeCarriedOut(recovering, time.GetElapsedTime(ordered)))
                {
                    await _leader.RecoverAsync(recovering, cancellationToken).ConfigureAwait(false);
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
            log.RecoveryFailed(
                isExpected ? null : e,
                recovering.Block.B.BlockId,
                recovering.Block.B.GenerationStamp,
                recovering.NewGenStamp,
                e.Message);
        }
        finally
        {
            Forget(number, recovering);
        }
    }

    // The NameNode takes no result of a recovery once it has ordered the next. For each order that was dropped silent holders are
    // waited for in another one.
    private bool IsToBeCarriedOut(RecoveringBlockProto recovering, TimeSpan age)
    {
        var block = recovering.Block.B.BlockId;
        lock (_tasks)
        {
            if (!_newest.TryGetValue(block, out var id) || id != recovering.NewGenStamp || age >= times.Order)
            {
                Drop(recovering);
                return false;
            }

            if (recovering.WithoutSilent && _dropped.TryGetValue(block, out var dropped))
            {
                recovering.WithoutSilent = false;
                _dropped[block] = dropped - 1;
                if (dropped == 1)
                {
                    _dropped.Remove(block);
                }
            }

            return true;
        }
    }

    private void Drop(RecoveringBlockProto recovering)
    {
        if (_dropped.Count >= MaxWaiting)
        {
            _dropped.Clear(); // others have recovered most of these blocks by now
        }

        _dropped[recovering.Block.B.BlockId] = _dropped.GetValueOrDefault(recovering.Block.B.BlockId) + 1;
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
}
