using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// Gives the two files of a replica the places and names of another state or generation. A crash in between leaves them apart; they are
/// brought together at the next start (<see cref="StrayFiles"/>).
/// </summary>
internal static class ReplicaMove
{
    /// <summary>Moves both files.</summary>
    /// <param name="volume">Where they are.</param>
    /// <param name="from">What the replica is.</param>
    /// <param name="to">What it becomes.</param>
    /// <param name="durable">Whether the new names must be on the medium when this returns.</param>
    /// <exception cref="DiskException">The disk failed: put back what has moved.</exception>
    internal static void Run(Volume volume, ReplicaView from, ReplicaView to, bool durable)
    {
        Rename(volume.Disk, volume.Pool.Meta(from), volume.Pool.Meta(to));
        Rename(volume.Disk, volume.Pool.Data(from), volume.Pool.Data(to));
        if (durable)
        {
            Sync(volume.Disk, Path.GetDirectoryName(volume.Pool.Data(from))!, Path.GetDirectoryName(volume.Pool.Data(to))!);
        }
    }

    /// <summary>Puts back what has moved of a move that failed.</summary>
    /// <exception cref="DiskException">The disk does not do that either.</exception>
    internal static void PutBack(Volume volume, ReplicaView from, ReplicaView to)
    {
        PutBack(volume.Disk, volume.Pool.Data(from), volume.Pool.Data(to));
        PutBack(volume.Disk, volume.Pool.Meta(from), volume.Pool.Meta(to));
    }

    // The new place first: until the old one is synced, the files are in one of them or in both.
    private static void Sync(IDisk disk, string from, string to)
    {
        disk.SyncDirectory(to);
        if (from != to)
        {
            disk.SyncDirectory(from);
        }
    }

    private static void PutBack(IDisk disk, string from, string to)
    {
        if (!disk.FileExists(from) && disk.FileExists(to))
        {
            disk.Rename(to, from);
        }
    }

    private static void Rename(IDisk disk, string from, string to)
    {
        if (from != to)
        {
            disk.Rename(from, to);
        }
    }
}
