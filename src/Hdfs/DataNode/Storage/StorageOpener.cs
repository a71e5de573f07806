using Hathi.Base;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.DataNode.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Opens all volumes of a node and loads what is on them. A volume that does not work, is in use or belongs to another cluster is left out,
/// as long as one is left; volumes of two nodes are an error, since nobody knows which of them this node is.
/// </summary>
internal static class StorageOpener
{
    private const int WaitForBytesMilliseconds = 3_000;

    /// <summary>More than an order of the NameNode holds (dfs.block.invalidate.limit, 1,000) and its next ones.</summary>
    private const int WaitingDeletions = 10_000;

    /// <summary>
    /// What a recovery may take beside the time that a writer has to end, milliseconds: other nodes are waited for as long (90 s in all).
    /// </summary>
    private const int RecoveryMilliseconds = 30_000;

    /// <summary>
    /// As operations have (<see cref="Transfer.Serve.TransferServer"/>): a stop has 10 s in a lab, for all roles of a node.
    /// </summary>
    private const int EndMilliseconds = 2_000;

    /// <summary>Opens them.</summary>
    /// <param name="options">Which, and how many may fail.</param>
    /// <param name="identity">Whom they must belong to.</param>
    /// <param name="nodeUuid">Read from them, or made for new ones.</param>
    /// <param name="events">Hears of changes from now on.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <exception cref="VolumeException">None can be used, more failed than may, or they belong to two nodes.</exception>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: nothing can be told of the volumes now; try again.</exception>
    internal static ReplicaStore Open(
        DataNodeOptions options, NodeStorageIdentity identity, ref string? nodeUuid, IReplicaEvents events, IClock clock, ILogger log)
    {
        var begin = options.Surroundings.Time.Milliseconds();
        var volumes = new List<Volume>();
        var leftOut = new List<VolumeException>();
        ReplicaStore? store = null;
        try
        {
            OpenAll(options, identity, ref nodeUuid, clock, volumes, e =>
            {
                log.VolumeLeftOut(e.Message);
                leftOut.Add(e);
            });
            if (volumes.Count == 0)
            {
                throw new VolumeException(
                    leftOut[0].Error,
                    $"No volume can be used (dfs.datanode.data.dir): {string.Join(' ', leftOut.Select(static e => e.Message))}",
                    null);
            }

            var limits = new StoreLimits(
                (int)options.StopWriterTimeout.TotalMilliseconds, WaitForBytesMilliseconds, options.FailedVolumesTolerated,
                WaitingDeletions, (int)Math.Min(int.MaxValue, options.StopWriterTimeout.TotalMilliseconds + RecoveryMilliseconds),
                (int)RecoveryTimes.Of(options.HeartbeatInterval).Measure.TotalMilliseconds, EndMilliseconds)
            {
                Surroundings = options.Surroundings,
            };
            store = new ReplicaStore(identity.BlockPoolId, volumes, options.VolumePolicy, limits, events, clock, log);
            foreach (var location in options.Volumes)
            {
                if (volumes.TrueForAll(v => v.Root != location.Path))
                {
                    store.AddFailure(new VolumeFailure(location.Path, clock.Read().WallMilliseconds, 0));
                }
            }

            DemandEnough(options, store, leftOut);
            store.Load();
            DemandEnough(options, store, leftOut);
            log.Opened(store.Count, store.Volumes.Count, options.Surroundings.Time.Milliseconds() - begin);
            return store;
        }
        catch
        {
            store?.Dispose();
            volumes.ForEach(static v => v.Dispose());
            throw;
        }
    }

    // Whose the node is stands on any of its volumes, not on the first: that one may be new, or its disk not mounted. A uuid is drawn where
    // none has one, and none may have one that cannot be read now.
    private static void OpenAll(
        DataNodeOptions options, NodeStorageIdentity identity, ref string? nodeUuid, IClock clock, List<Volume> volumes,
        Action<VolumeException> leaveOut)
    {
        var opening = new VolumeOpener?[options.Volumes.Count];
        try
        {
            VolumeException? unread = null;
            for (var i = 0; i < opening.Length; i++)
            {
                opening[i] = Try(
                    () => VolumeOpener.Begin(options.Disk, options.Volumes[i], identity, options.Surroundings), static _ => true, e =>
                {
                    leaveOut(e);
                    unread ??= e.Error == VolumeError.Foreign ? null : e;
                });
                nodeUuid ??= opening[i]?.NodeUuid;
            }

            if (nodeUuid is null && unread is not null)
            {
                throw new VolumeException(
                    unread.Error,
                    "No volume that can be read says which DataNode this is, and one that may cannot be read: "
                    + $"{unread.Message} Mend it, or take it out of dfs.datanode.data.dir if this DataNode is a new one: "
                    + "under another uuid it could not be used again.",
                    unread);
            }

            var uuid = nodeUuid ??= options.Surroundings.NewId().ToString();
            for (var i = 0; i < opening.Length; i++)
            {
                if (opening[i] is { } found && Try(
                    () => found.Finish(i, uuid, options.ReservedBytes, clock.Read()),
                    static e => e.Error == VolumeError.Broken,
                    leaveOut) is { } volume)
                {
                    volumes.Add(volume);
                }
            }
        }
        finally
        {
            foreach (var volume in opening)
            {
                volume?.Dispose();
            }
        }
    }

    private static T? Try<T>(Func<T> open, Func<VolumeException, bool> isLeftOut, Action<VolumeException> leaveOut)
        where T : class
    {
        try
        {
            return open();
        }
        catch (VolumeException e) when (isLeftOut(e))
        {
            leaveOut(e);
            return null;
        }
    }

    private static void DemandEnough(DataNodeOptions options, ReplicaStore store, List<VolumeException> leftOut)
    {
        var left = store.Volumes.Count;
        var failed = store.Failures.Count;
        if (left == 0 || (options.FailedVolumesTolerated >= 0 && failed > options.FailedVolumesTolerated))
        {
            var message = $"Too many failed volumes - current valid volumes: {left}, volumes configured: {options.Volumes.Count}, "
                + $"volumes failed: {failed}, volume failures tolerated: {options.FailedVolumesTolerated} "
                + $"(dfs.datanode.failed.volumes.tolerated). {string.Join(' ', leftOut.Select(static e => e.Message))}";
            throw new VolumeException(VolumeError.Broken, message.TrimEnd(), null);
        }
    }
}
