using Hathi.Base;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// One volume while the node opens: locked, its VERSION file read and found to belong to this cluster (<see cref="Begin"/>); and then, once
/// the VERSION files of all have told whose they are, formatted where it is new and opened (<see cref="Finish"/>). A directory that holds
/// something else is never formatted over.
/// Source: DataStorage, BlockPoolSliceStorage.
/// </summary>
internal sealed class VolumeOpener : IDisposable
{
    private const string VersionName = "VERSION";

    /// <summary>Bytes of a VERSION file at most; they have a few hundred.</summary>
    private const int MaxVersionBytes = 64 * 1024;

    private readonly IDisk _disk;
    private readonly VolumeLocation _location;
    private readonly NodeStorageIdentity _identity;
    private readonly StorageVersionFile? _version;
    private readonly DataNodeSurroundings _surroundings;
    private IDisposable? _inUse;

    private VolumeOpener(
        IDisk disk, VolumeLocation location, NodeStorageIdentity identity, StorageVersionFile? version, IDisposable inUse,
        DataNodeSurroundings surroundings)
    {
        _surroundings = surroundings;
        _disk = disk;
        _location = location;
        _identity = identity;
        _version = version;
        _inUse = inUse;
    }

    /// <summary>
    /// The DataNode that its VERSION file names; null: it is new, or an Apache DataNode that was new itself has formatted it and not named
    /// itself there.
    /// </summary>
    internal string? NodeUuid => string.IsNullOrEmpty(_version?.DatanodeUuid) ? null : _version.DatanodeUuid;

    /// <summary>Locks the volume and reads whose it is; writes nothing else.</summary>
    /// <param name="disk">Through which every call goes.</param>
    /// <param name="location">Its directory.</param>
    /// <param name="identity">What the NameNode says.</param>
    /// <param name="surroundings">The machine.</param>
    /// <exception cref="VolumeException">The volume is locked, foreign or broken.</exception>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: try again.</exception>
    internal static VolumeOpener Begin(
        IDisk disk, VolumeLocation location, NodeStorageIdentity identity, DataNodeSurroundings surroundings) => Told(location.Path, () =>
    {
        _ = disk.CreatePrivateDirectory(location.Path); // dfs.datanode.data.dir.perm, 700
        var inUse = InUseLock.Take(disk, location.Path);
        try
        {
            return new VolumeOpener(disk, location, identity, ReadRoot(disk, location.Path, identity), inUse, surroundings);
        }
        catch
        {
            inUse.Dispose();
            throw;
        }
    });

    /// <summary>Opens it as one of a node's volumes, formats it before when it is new.</summary>
    /// <param name="number">Its place in the configuration.</param>
    /// <param name="nodeUuid">The node's uuid, which it is given where it has none.</param>
    /// <param name="reservedForOthers">dfs.datanode.du.reserved, bytes.</param>
    /// <param name="now">For the head of new VERSION files.</param>
    /// <exception cref="VolumeException">The volume is foreign or broken.</exception>
    /// <exception cref="DiskException"><see cref="DiskFault.Descriptors"/>: try again.</exception>
    internal Volume Finish(int number, string nodeUuid, long reservedForOthers, Now now) => Told(_location.Path, () =>
    {
        if (NodeUuid is { } own && own != nodeUuid)
        {
            throw Foreign(_location.Path, $"belongs to DataNode {own}, the other volumes to {nodeUuid}");
        }

        var version = NodeUuid is null ? WriteRoot(nodeUuid, now) : _version!;
        OpenPool(_disk, _location.Path, _identity, now);
        var volume = new Volume(_disk, number, _location, version.StorageId!, _identity.BlockPoolId, reservedForOthers, _inUse!)
        {
            Milliseconds = _surroundings.Time.Milliseconds,
            NewId = _surroundings.NewId,
        };
        _inUse = null;
        return volume;
    });

    /// <summary>Lets go of a volume that was not opened.</summary>
    public void Dispose()
    {
        _inUse?.Dispose();
        _inUse = null;
    }

    private static T Told<T>(string root, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (MalformedMessageException e)
        {
            throw new VolumeException(
                VolumeError.Broken,
                $"Volume {root} has a VERSION file that cannot be read: {e.Message}. Restore it or use another directory.",
                e);
        }
        catch (DiskException e) when (e.Kind != DiskFault.Descriptors)
        {
            throw new VolumeException(VolumeError.Broken, $"Volume {root} cannot be used: {e.Message}", e);
        }
    }

    /// <returns>Null: the volume is new.</returns>
    private static StorageVersionFile? ReadRoot(IDisk disk, string root, NodeStorageIdentity identity)
    {
        var current = Path.Combine(root, "current");
        var path = Path.Combine(current, VersionName);
        if (!disk.FileExists(path))
        {
            var pool = new BlockPoolPaths(root, identity.BlockPoolId);
            if (disk.FileExists(pool.Version))
            {
                throw new VolumeException(
                    VolumeError.Broken,
                    $"Volume {root} holds blocks of this cluster ({identity.BlockPoolId}) and has lost {path}, which says which DataNode "
                    + "and which storage it is. Restore that file; its storageID is in the NameNode's reports and in old logs.",
                    null);
            }

            return disk.DirectoryExists(current) && disk.List(current).Any(static n => n != VersionName + DiskFiles.TemporarySuffix)
                ? throw new VolumeException(
                    VolumeError.Foreign,
                    $"Volume {root} has a directory 'current' without a VERSION file: it is not a DataNode's, or it was damaged. "
                    + "It is left untouched; use another directory.",
                    null)
                : null;
        }

        var version = StorageVersionFile.Parse(disk.ReadAll(path, MaxVersionBytes));
        CheckRoot(root, version, identity);
        return version;
    }

    private static void CheckRoot(string root, StorageVersionFile version, NodeStorageIdentity identity)
    {
        if (version.StorageType != StorageVersionFile.DataNodeType)
        {
            throw Foreign(root, $"is of type {version.StorageType ?? "(none)"}: not a DataNode's volume");
        }

        if (version.StorageId is null)
        {
            throw Foreign(root, "has a VERSION file without a storageID");
        }

        CheckLayout(root, version.LayoutVersion);
        if (version.ClusterId != identity.ClusterId)
        {
            throw Foreign(
                root, $"Incompatible clusterIDs: namenode clusterID = {identity.ClusterId}; datanode clusterID = {version.ClusterId}");
        }
    }

    private StorageVersionFile WriteRoot(string nodeUuid, Now now)
    {
        var version = _version is null
            ? new StorageVersionFile
            {
                LayoutVersion = LayoutVersions.DataNode,
                CreationTime = 0,
                StorageType = StorageVersionFile.DataNodeType,
                ClusterId = _identity.ClusterId,
                StorageId = $"DS-{_surroundings.NewId()}",
                DatanodeUuid = nodeUuid,
            }
            : _version with { DatanodeUuid = nodeUuid };
        var current = Path.Combine(_location.Path, "current");
        _disk.CreateDirectory(current);
        WriteVersion(_disk, Path.Combine(current, VersionName), version, now);
        return version;
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
            throw Foreign(root, $"holds block pool {version.BlockPoolId} of namespaceID {version.NamespaceId}; "
                + $"the NameNode has {identity.BlockPoolId} of namespaceID {identity.NamespaceId}");
        }

        disk.CreateDirectory(pool.Finalized);
        disk.CreateDirectory(pool.Rbw);
        disk.CreateDirectory(pool.Temporary);
    }

    private static void CheckLayout(string root, int layout)
    {
        if (layout != LayoutVersions.DataNode)
        {
            throw Foreign(root, $"has layout version {layout}, this DataNode reads {LayoutVersions.DataNode} only: "
                + "upgrade it with the release of Hadoop that wrote it");
        }
    }

    private static VolumeException Foreign(string root, string what) =>
        new(
            VolumeError.Foreign,
            $"Volume {root}: {what}. It is left untouched; point dfs.datanode.data.dir at another directory, "
            + "or start with the right NameNode.",
            null);

    private static void WriteVersion(IDisk disk, string path, StorageVersionFile version, Now now) =>
        disk.Replace(path, version.Format(UnixTimes.At(now.WallMilliseconds)));
}
