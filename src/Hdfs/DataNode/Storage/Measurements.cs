using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>What was found of a replica.</summary>
/// <param name="Of">The replica at that time; another one of the block may have come.</param>
/// <param name="Sound">What is to be kept.</param>
internal sealed record Measured(OpenReplica Of, SoundPart Sound);

/// <summary>
/// Reads whole replicas on threads of their own, a few at a time on each volume: after a power cut there are thousands, and neither
/// heartbeats nor calls wait behind them. One measurement a block, kept until a recovery takes it, so that one who does not wait so long
/// finds it the next time: never more than replicas were found at start. Safe from any thread.
/// </summary>
/// <param name="threads">Gives each measurement a thread.</param>
internal sealed class Measurements(TaskScheduler threads)
{
    /// <summary>At a time on one volume: one is read while another is looked at; more would only move a disk's head to and fro.</summary>
    internal const int AtOnce = 2;

    private readonly Dictionary<long, Task<Measured?>> _byBlock = [];
    private readonly Dictionary<int, long> _lastRead = []; // by volume
    private readonly VolumeWork _work = new(AtOnce, threads);
    private readonly CancellationTokenSource _ending = new();

    /// <summary>Ends measurements: the store is being closed.</summary>
    internal CancellationToken Ending => _ending.Token;

    /// <summary>The measurement of a block: the one that is there, or a new one.</summary>
    /// <param name="blockId">Which.</param>
    /// <param name="volume">Where it is.</param>
    /// <param name="now">Monotonic milliseconds.</param>
    /// <param name="measure">Reads it; fails only when the store is being closed.</param>
    internal Task<Measured?> Of(long blockId, int volume, long now, Func<Measured?> measure)
    {
        lock (_byBlock)
        {
            _lastRead.TryAdd(volume, now);
            if (!_byBlock.TryGetValue(blockId, out var task) || task.IsFaulted || task.IsCanceled)
            {
                _byBlock[blockId] = task = _work.RunAsync(volume, measure, Ending);
            }

            return task;
        }
    }

    /// <summary>A measurement on a volume begins, or the disk has given some of it.</summary>
    internal void Read(int volume, long now)
    {
        lock (_byBlock)
        {
            _lastRead[volume] = now;
        }
    }

    /// <summary>When that was last, or when the first one was asked for; monotonic milliseconds.</summary>
    internal long LastRead(int volume)
    {
        lock (_byBlock)
        {
            return _lastRead[volume];
        }
    }

    /// <summary>What was found of a block, which is forgotten; null: nothing yet.</summary>
    internal Measured? Take(long blockId)
    {
        lock (_byBlock)
        {
            return _byBlock.TryGetValue(blockId, out var task) && task.IsCompleted && _byBlock.Remove(blockId)
                && task.IsCompletedSuccessfully ? task.Result : null;
        }
    }

    /// <summary>Has those that run end, each of which looks after every read whether it is to, and forgets all.</summary>
    internal void End()
    {
        _ending.Cancel();
        lock (_byBlock)
        {
            _byBlock.Clear();
        }

        _work.End();
    }

    /// <inheritdoc cref="VolumeWork.Ended"/>
    internal Task Ended(int volume) => _work.Ended(volume);
}
