using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Opens or formats one volume: locks it, reads its VERSION files and makes sure that it belongs to this cluster, name space and
/// node. A directory that holds something else is never formatted over. Source: DataStorage, BlockPoolSliceStorage.
/// </summary>
internal static class VolumeOpener
{
    private const string VersionName = "VERSION";

    /// <summary>Bytes of a VERSION file at most; they have a few hundred.</summary>
    private const int MaxVersionBytes = 64 * 1024;

    /// <summary>Opens the volume.</summary>
    /// <param name="disk">Through which every call goes.</param>
    /// <param name="number">Its place in the configuration.</param>
    /// <param name="location">Its directory.</param>
    /// <param name="identity">What the NameNode says.</param>
    /// <param name="nodeUuid">The node's uuid; null as long as no volume has told it. A new one is made for a new node.</param>
    /// <param name="reservedForOthers">dfs.datanode.du.reserved, bytes.</param>
    /// <param name="now">For the head of new VERSION files.</param>
    /// <exception cref="VolumeException">The volume is locked, foreign or broken.</exception>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: try again.</exception>
    internal static Volume Open(IDisk disk, int number, VolumeLocation location, NodeStorageIdentity identity, ref string? nodeUuid, long reservedForOthers, Now now)
    {
        try
        {
            _ = disk.CreatePrivateDirectory(location.Path); // dfs.datanode.data.dir.perm, 700
            var inUse = InUseLock.Take(disk, location.Path);
            try
            {
                var version = OpenRoot(disk, location.Path, identity, ref nodeUuid, now);
                OpenPool(disk, location.Path, identity, now);
                return new Volume(disk, number, location, version.StorageId!, identity.BlockPoolId, reservedForOthers, inUse);
            }
            catch
            {
                inUse.Dispose();
                throw;
            }
        }
        catch (MalformedMessageException e)
        {
            throw new VolumeException(VolumeError.Broken, $"Volume {location.Path} has a VERSION file that cannot be read: {e.Message}. Restore it or use another directory.", e);
        }
        catch (DiskException e) when (e.Kind != DiskFault.Descriptors)
        {
            throw new VolumeException(VolumeError.Broken, $"Volume {location.Path} cannot be used: {e.Message}", e);
        }
    }

    private static StorageVersionFile OpenRoot(IDisk disk, string root, NodeStorageIdentity identity, ref string? nodeUuid, Now now)
    {
        var current = Path.Combine(root, "current");
        var path = Path.Combine(current, VersionName);
        if (!disk.FileExists(path))
        {
            if (disk.DirectoryExists(current) && disk.List(current).Any(static n => n != VersionName + DiskFiles.TemporarySuffix))
            {
                throw new VolumeException(VolumeError.Foreign, $"Volume {root} has a directory 'current' without a VERSION file: it is not a DataNode's, or it was damaged. It is left untouched; use another directory.", null);
            }

            nodeUuid ??= Guid.NewGuid().ToString();
            var fresh = new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.DataNode,
                CreationTime = 0,
                StorageType = StorageVersionFile.DataNodeType,
                ClusterId = identity.ClusterId,
                StorageId = $"DS-{Guid.NewGuid()}",
                DatanodeUuid = nodeUuid,
            };
            disk.CreateDirectory(current);
            WriteVersion(disk, path, fresh, now);
            return fresh;
        }

        var version = StorageVersionFile.Parse(disk.ReadAll(path, MaxVersionBytes));
        CheckRoot(root, version, identity, nodeUuid);
        nodeUuid ??= version.DatanodeUuid;
        return version;
    }

    private static void CheckRoot(string root, StorageVersionFile version, NodeStorageIdentity identity, string? nodeUuid)
    {
        if (version.StorageType != StorageVersionFile.DataNodeType || version.StorageId is null || version.DatanodeUuid is null)
        {
            throw Foreign(root, $"is of type {version.StorageType ?? "(none)"}: not a DataNode's volume");
        }

        CheckLayout(root, version.LayoutVersion);
        if (version.ClusterId != identity.ClusterId)
        {
            throw Foreign(root, $"Incompatible clusterIDs: namenode clusterID = {identity.ClusterId}; datanode clusterID = {version.ClusterId}");
        }

        if (nodeUuid is not null && nodeUuid != version.DatanodeUuid)
        {
            throw Foreign(root, $"belongs to DataNode {version.DatanodeUuid}, the other volumes to {nodeUuid}");
        }
    }

    private static void OpenPool(IDisk disk, string root, NodeStorageIdentity identity, Now now)
    {
        var pool = new BlockPoolPaths(root, identity.BlockPoolId);
        if (!disk.FileExists(pool.Version))
        {
            if (disk.DirectoryExists(pool.Finalized) && disk.List(pool.Finalized).Count > 0)
            {
                throw Foreign(root, $"has blocks of {identity.BlockPoolId} without a VERSION file");
            }

            disk.CreateDirectory(pool.Current);
            WriteVersion(disk, pool.Version, new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.DataNode,
                CreationTime = identity.CreationTime,
                NamespaceId = identity.NamespaceId,
                BlockPoolId = identity.BlockPoolId,
            }, now);
        }

        var version = StorageVersionFile.Parse(disk.ReadAll(pool.Version, MaxVersionBytes));
        CheckLayout(root, version.LayoutVersion);
        if (version.NamespaceId != identity.NamespaceId || version.BlockPoolId != identity.BlockPoolId)
        {
            throw Foreign(root, $"holds block pool {version.BlockPoolId} of namespaceID {version.NamespaceId}; the NameNode has {identity.BlockPoolId} of namespaceID {identity.NamespaceId}");
        }

        disk.CreateDirectory(pool.Finalized);
        disk.CreateDirectory(pool.Rbw);
        disk.CreateDirectory(pool.Temporary);
    }

    private static void CheckLayout(string root, int layout)
    {
        if (layout != LayoutVersions.DataNode)
        {
            throw Foreign(root, $"has layout version {layout}, this DataNode reads {LayoutVersions.DataNode} only: upgrade it with the release of Hadoop that wrote it");
        }
    }

    private static VolumeException Foreign(string root, string what) =>
        new(VolumeError.Foreign, $"Volume {root}: {what}. It is left untouched; point dfs.datanode.data.dir at another directory, or start with the right NameNode.", null);

    private static void WriteVersion(IDisk disk, string path, StorageVersionFile version, Now now) =>
        disk.Replace(path, version.Format(UnixTimes.At(now.WallMilliseconds)));
}
