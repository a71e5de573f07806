using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Options;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Asks volumes how much room they have, each on a thread of its own: a disk that hangs in that holds up nobody who asks for all of them.
/// It is asked once, is told of by what it said last, and counts as failed when others have answered meanwhile for as long as what is read
/// of a disk may take. When none answers for so long, what they have in common hangs, and no disk has failed: who asks waits until one
/// answers, so that a NameNode which hears nothing has others keep the replicas, and takes the node back afterwards. By one caller at a
/// time. Source: DatasetVolumeChecker, which gives a check of a volume dfs.datanode.disk.check.timeout; the room is asked for on the
/// heartbeat's own thread there, which a disk that hangs holds up.
/// </summary>
/// <param name="look">What a volume says of itself; null: it was given up.</param>
/// <param name="fails">Gives up a volume that has not answered for so many milliseconds to this; false: it is the last.</param>
/// <param name="allSilent">Hears that none has answered for so many milliseconds, and is waited for.</param>
/// <param name="surroundings">Threads and time.</param>
internal sealed class VolumeLooks(
    Func<Volume, StorageReport?> look, Func<Volume, long, Task, bool> fails, Action<long> allSilent, DataNodeSurroundings surroundings)
{
    private readonly VolumeWork _work = new(1, surroundings.DiskThreads);
    private readonly Dictionary<int, (Task<StorageReport?> Look, long Begun)> _running = [];
    private long? _noneSince; // since when none answers

    /// <summary>Nothing more begins.</summary>
    internal void End() => _work.End();

    /// <inheritdoc cref="VolumeWork.Ended"/>
    internal Task Ended(int volume) => _work.Ended(volume);

    /// <summary>Asks all of them.</summary>
    /// <param name="volumes">Those in use.</param>
    /// <param name="now">Milliseconds that this process has run: a disk has not hung while it was stopped.</param>
    /// <param name="patience">How long those are waited for that are asked now; who hung before is not.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>What each says, or said last; nothing of one that has failed, or never said anything.</returns>
    internal async Task<List<(Volume Volume, StorageReport Report)>> LookAsync(
        IReadOnlyList<Volume> volumes, long now, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = volumes.Where(v => !_running.ContainsKey(v.Number)).ToList();
        asked.ForEach(v => _running.Add(v.Number, (_work.RunAsync(v.Number, () => look(v), CancellationToken.None), now)));
        await Task.WhenAll(asked.Select(v => (Task)_running[v.Number].Look))
            .WaitAsync(patience, surroundings.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        if (volumes.Count > 0 && !volumes.Any(v => _running[v.Number].Look.IsCompleted))
        {
            await NoneAnswersAsync(volumes, now, cancellationToken).ConfigureAwait(false);
        }

        var reports = new List<(Volume Volume, StorageReport Report)>();
        var answered = volumes.ToLookup(v => _running[v.Number].Look.IsCompleted);
        foreach (var volume in answered[true])
        {
            volume.IsSilent = false;
            _running.Remove(volume.Number, out var ended);
            var said = IsWithoutThread(ended.Look) ? volume.LastReport : await ended.Look.ConfigureAwait(false);
            if (said is { } report)
            {
                reports.Add((volume, report));
            }
        }

        if (answered[true].Any())
        {
            ForgiveCommonSilence(answered[false], now);
        }

        foreach (var volume in answered[false])
        {
            volume.IsSilent = true;
            var (running, begun) = _running[volume.Number];
            var hasFailed = now - begun >= ReplicaStore.LongestReadMilliseconds
                && _noneSince is null
                && fails(volume, now - begun, running);
            if (!hasFailed && volume.LastReport is { } last)
            {
                reports.Add((volume, last));
            }
        }

        reports.Sort(static (a, b) => a.Volume.Number.CompareTo(b.Volume.Number));
        return reports;
    }

    private async Task NoneAnswersAsync(IReadOnlyList<Volume> volumes, long now, CancellationToken cancellationToken)
    {
        _noneSince ??= now;
        if (now - _noneSince >= ReplicaStore.LongestReadMilliseconds)
        {
            allSilent(now - _noneSince.Value);
            await Task.WhenAny(volumes.Select(v => _running[v.Number].Look)).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    // The first to answer is a moment before the others: what was silent as long as all were is not held against them.
    private void ForgiveCommonSilence(IEnumerable<Volume> silent, long now)
    {
        foreach (var volume in silent)
        {
            var (running, begun) = _running[volume.Number];
            _running[volume.Number] = (running, begun + now - (_noneSince ?? now));
        }

        _noneSince = null;
    }

    // Where there is no thread to be had, as when something has forked without end, the disk has not been asked.
    private static bool IsWithoutThread(Task look) =>
        look.Exception?.InnerException is OutOfMemoryException or ThreadStartException or TaskSchedulerException;
}
