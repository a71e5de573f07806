using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Opens or formats one volume: locks it, reads its VERSION files and makes sure that it belongs to this cluster, name space and
/// node. A directory that holds something else is never formatted over. Source: DataStorage, BlockPoolSliceStorage.
/// </summary>
internal static class VolumeOpener
{
    private const string VersionName = "VERSION";

    /// <summary>Opens the volume.</summary>
    /// <param name="number">Its place in the configuration.</param>
    /// <param name="location">Its directory.</param>
    /// <param name="identity">What the NameNode says.</param>
    /// <param name="nodeUuid">The node's uuid; null as long as no volume has told it. A new one is made for a new node.</param>
    /// <param name="reservedForOthers">dfs.datanode.du.reserved, bytes.</param>
    /// <param name="now">For the head of new VERSION files.</param>
    /// <exception cref="VolumeException">The volume is locked, foreign or broken.</exception>
    internal static Volume Open(int number, VolumeLocation location, NodeStorageIdentity identity, ref string? nodeUuid, long reservedForOthers, Now now)
    {
        try
        {
            _ = PrivateDirectory.Make(location.Path); // dfs.datanode.data.dir.perm, 700
            var inUse = InUseLock.Take(location.Path);
            try
            {
                var version = OpenRoot(location.Path, identity, ref nodeUuid, now);
                OpenPool(location.Path, identity, now);
                return new Volume(number, location, version.StorageId!, identity.BlockPoolId, reservedForOthers, inUse);
            }
            catch
            {
                inUse.Dispose();
                throw;
            }
        }
        catch (MalformedMessageException e)
        {
            throw new VolumeException(VolumeError.Foreign, $"Volume {location.Path} has a VERSION file that cannot be read: {e.Message}. Restore it or use another directory.", e);
        }
        catch (Exception e) when (e is (IOException and not VolumeException) or UnauthorizedAccessException)
        {
            throw new VolumeException(VolumeError.Broken, $"Volume {location.Path} cannot be used: {e.Message}", e);
        }
    }

    private static StorageVersionFile OpenRoot(string root, NodeStorageIdentity identity, ref string? nodeUuid, Now now)
    {
        var current = Path.Combine(root, "current");
        var path = Path.Combine(current, VersionName);
        if (!File.Exists(path))
        {
            if (Directory.Exists(current) && Directory.EnumerateFileSystemEntries(current).Any())
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
            RealDisk.Instance.CreateDirectory(current);
            WriteVersion(path, fresh, now);
            return fresh;
        }

        var version = StorageVersionFile.Parse(File.ReadAllBytes(path));
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

    private static void OpenPool(string root, NodeStorageIdentity identity, Now now)
    {
        var pool = new BlockPoolPaths(root, identity.BlockPoolId);
        if (!File.Exists(pool.Version))
        {
            if (Directory.Exists(pool.Finalized) && Directory.EnumerateFileSystemEntries(pool.Finalized).Any())
            {
                throw Foreign(root, $"has blocks of {identity.BlockPoolId} without a VERSION file");
            }

            RealDisk.Instance.CreateDirectory(pool.Current);
            WriteVersion(pool.Version, new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.DataNode,
                CreationTime = identity.CreationTime,
                NamespaceId = identity.NamespaceId,
                BlockPoolId = identity.BlockPoolId,
            }, now);
        }

        var version = StorageVersionFile.Parse(File.ReadAllBytes(pool.Version));
        CheckLayout(root, version.LayoutVersion);
        if (version.NamespaceId != identity.NamespaceId || version.BlockPoolId != identity.BlockPoolId)
        {
            throw Foreign(root, $"holds block pool {version.BlockPoolId} of namespaceID {version.NamespaceId}; the NameNode has {identity.BlockPoolId} of namespaceID {identity.NamespaceId}");
        }

        RealDisk.Instance.CreateDirectory(pool.Finalized);
        RealDisk.Instance.CreateDirectory(pool.Rbw);
        RealDisk.Instance.CreateDirectory(pool.Temporary);
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

    // Beside the old file first, so that a crash leaves one or the other.
    private static void WriteVersion(string path, StorageVersionFile version, Now now)
    {
        var temporary = path + ".tmp";
        using (var file = RealDisk.Instance.Open(temporary, DiskOpen.CreateOrEmpty))
        {
            file.Write(0, version.Format(DateTimeOffset.FromUnixTimeMilliseconds(now.WallMilliseconds)));
            file.Sync();
        }

        RealDisk.Instance.Rename(temporary, path);
        RealDisk.Instance.SyncDirectory(Path.GetDirectoryName(path)!);
    }
}
