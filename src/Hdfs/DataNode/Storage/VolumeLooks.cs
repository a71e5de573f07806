using Hathi.Hdfs.Core.DataNodes;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Asks volumes how much room they have, each on a thread of its own: a disk that hangs in that holds up nobody who asks for all of them. It is asked once, is told of by what it said last,
/// and counts as failed when it has not answered for as long as what is read of a disk may take. By one caller at a time. Source: DatasetVolumeChecker, which gives a check of a volume
/// dfs.datanode.disk.check.timeout; the room is asked for on the heartbeat's own thread there.
/// </summary>
/// <param name="look">What a volume says of itself; null: it was given up.</param>
/// <param name="fails">Gives up a volume that has not answered for so many milliseconds to this.</param>
internal sealed class VolumeLooks(Func<Volume, StorageReport?> look, Action<Volume, long, Task> fails)
{
    private readonly VolumeWork _work = new(1);
    private readonly Dictionary<int, (Task<StorageReport?> Look, long Begun)> _running = [];

    /// <summary>Nothing more begins; completes when what runs now has ended.</summary>
    internal Task End() => _work.End();

    /// <summary>Asks all of them.</summary>
    /// <param name="volumes">Those in use.</param>
    /// <param name="now">Milliseconds that this process has run: a disk has not hung while it was stopped.</param>
    /// <param name="patience">How long those are waited for that are asked now; who hung before is not.</param>
    /// <param name="cancellationToken">Waits no longer.</param>
    /// <returns>What each says, or said last; nothing of one that has failed, or never said anything.</returns>
    internal async Task<List<(Volume Volume, StorageReport Report)>> LookAsync(IReadOnlyList<Volume> volumes, long now, TimeSpan patience, CancellationToken cancellationToken)
    {
        var asked = volumes.Where(v => !_running.ContainsKey(v.Number)).ToList();
        asked.ForEach(v => _running.Add(v.Number, (_work.RunAsync(v.Number, () => look(v), CancellationToken.None), now)));
        await Task.WhenAll(asked.Select(v => (Task)_running[v.Number].Look)).WaitAsync(patience, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
        var reports = new List<(Volume Volume, StorageReport Report)>();
        foreach (var volume in volumes)
        {
            if (await TakeAsync(volume, now).ConfigureAwait(false) is { } report)
            {
                reports.Add((volume, report));
            }
        }

        return reports;
    }

    private async Task<StorageReport?> TakeAsync(Volume volume, long now)
    {
        var (running, begun) = _running[volume.Number];
        volume.IsSilent = !running.IsCompleted;
        if (running.IsCompleted)
        {
            _running.Remove(volume.Number);
            return IsWithoutThread(running) ? volume.LastReport : await running.ConfigureAwait(false);
        }

        if (now - begun < ReplicaStore.LongestReadMilliseconds)
        {
            return volume.LastReport;
        }

        fails(volume, now - begun, running);
        return null;
    }

    // Where there is no thread to be had, as when something has forked without end, the disk has not been asked.
    private static bool IsWithoutThread(Task look) => look.Exception?.InnerException is OutOfMemoryException or ThreadStartException or TaskSchedulerException;
}
