using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Opens all volumes of a node and loads what is on them. A volume that does not work is left out; a foreign one is an error.</summary>
internal static class StorageOpener
{
    private const string Area = "storage";
    private const int WaitForBytesMilliseconds = 3_000;

    /// <summary>More than an order of the NameNode holds (dfs.block.invalidate.limit, 1,000) and its next ones.</summary>
    private const int WaitingDeletions = 10_000;

    /// <summary>Opens them.</summary>
    /// <param name="options">Which, and how many may fail.</param>
    /// <param name="identity">Whom they must belong to.</param>
    /// <param name="nodeUuid">Read from them, or made for new ones.</param>
    /// <param name="events">Hears of changes from now on.</param>
    /// <param name="clock">The time.</param>
    /// <param name="log">Where trouble is told.</param>
    /// <exception cref="VolumeException">A volume is locked or foreign, or too many are broken.</exception>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: nothing can be told of the volumes now; try again.</exception>
    internal static ReplicaStore Open(DataNodeOptions options, NodeStorageIdentity identity, ref string? nodeUuid, IReplicaEvents events, IClock clock, INodeLog log)
    {
        var begin = Environment.TickCount64;
        var volumes = new List<Volume>();
        var broken = new List<VolumeException>();
        ReplicaStore? store = null;
        try
        {
            OpenAll(options, identity, ref nodeUuid, clock, volumes, e =>
            {
                log.Error(Area, $"{e.Message} It is left out.", null);
                broken.Add(e);
            });
            if (volumes.Count == 0)
            {
                throw new VolumeException(VolumeError.Broken, $"No volume can be used (dfs.datanode.data.dir): {string.Join(' ', broken.Select(static e => e.Message))}", null);
            }

            var limits = new StoreLimits((int)options.StopWriterTimeout.TotalMilliseconds, WaitForBytesMilliseconds, options.FailedVolumesTolerated, WaitingDeletions);
            store = new ReplicaStore(identity.BlockPoolId, volumes, options.VolumePolicy, limits, events, clock, log);
            foreach (var location in options.Volumes)
            {
                if (volumes.TrueForAll(v => v.Root != location.Path))
                {
                    store.AddFailure(new VolumeFailure(location.Path, clock.Read().WallMilliseconds, 0));
                }
            }

            DemandEnough(options, store, broken);
            store.Load();
            DemandEnough(options, store, broken);
            log.Info(Area, $"{store.Count} replicas on {store.Volumes.Count} volumes found in {Environment.TickCount64 - begin} ms");
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
    // none has one.
    private static void OpenAll(
        DataNodeOptions options, NodeStorageIdentity identity, ref string? nodeUuid, IClock clock, List<Volume> volumes, Action<VolumeException> isBroken)
    {
        var opening = new VolumeOpener?[options.Volumes.Count];
        try
        {
            for (var i = 0; i < opening.Length; i++)
            {
                opening[i] = IfNotBroken(() => VolumeOpener.Begin(options.Disk, options.Volumes[i], identity), isBroken);
                nodeUuid ??= opening[i]?.NodeUuid;
            }

            var uuid = nodeUuid ??= Guid.NewGuid().ToString();
            for (var i = 0; i < opening.Length; i++)
            {
                if (opening[i] is { } found && IfNotBroken(() => found.Finish(i, uuid, options.ReservedBytes, clock.Read()), isBroken) is { } volume)
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

    private static T? IfNotBroken<T>(Func<T> open, Action<VolumeException> isBroken)
        where T : class
    {
        try
        {
            return open();
        }
        catch (VolumeException e) when (e.Error == VolumeError.Broken)
        {
            isBroken(e);
            return null;
        }
    }

    private static void DemandEnough(DataNodeOptions options, ReplicaStore store, List<VolumeException> broken)
    {
        var left = store.Volumes.Count;
        var failed = store.Failures.Count;
        if (left == 0 || (options.FailedVolumesTolerated >= 0 && failed > options.FailedVolumesTolerated))
        {
            throw new VolumeException(VolumeError.Broken, $"Too many failed volumes - current valid volumes: {left}, volumes configured: {options.Volumes.Count}, volumes failed: {failed}, volume failures tolerated: {options.FailedVolumesTolerated} (dfs.datanode.failed.volumes.tolerated). {string.Join(' ', broken.Select(static e => e.Message))}".TrimEnd(), null);
        }
    }
}
