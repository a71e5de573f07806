using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;
using Microsoft.Extensions.Logging;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The files of replicas, the block file and the checksum file of each: made, opened, moved, cut and deleted, and what the disk did not
/// let be done at once. Called with the lock of the block (<see cref="ReplicaTable"/>, where the order of locks stands), and without the
/// map's.
/// </summary>
internal sealed class BlockFiles(ReplicaTable table, VolumeSet volumes, ILogger log)
{
    private readonly FinalizedDirectories _directories = new();

    // What is to be done for a block before anything else, for the disk did not let it be done at once, such as taking back a move that
    // failed; guarded by the map's lock. Seldom any.
    private readonly Dictionary<long, (Volume Volume, Action Work)> _apart = [];
    private long _deletions;

    /// <summary>Opens both files of a replica to change them.</summary>
    /// <exception cref="DiskException">One of them cannot be opened.</exception>
    internal static (ReplicaFilePair Files, BlockMetadataHeader Header) Open(Volume volume, ReplicaView replica)
    {
        var path = volume.Pool.Data(replica);
        var data = volume.Disk.Open(path, DiskOpen.ReadWrite);
        IDiskFile? meta = null;
        try
        {
            meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
            return (new ReplicaFilePair(data, meta, path), ChecksumFile.ReadHeader(meta));
        }
        catch
        {
            data.Dispose();
            meta?.Dispose();
            throw;
        }
    }

    /// <summary>Cuts a replica, and has what is left of it on the medium.</summary>
    /// <param name="volume">Where it is.</param>
    /// <param name="replica">Which.</param>
    /// <param name="newLength">Bytes of the block file that stay.</param>
    /// <param name="mayNotFit">Nothing is to be cut, and the last chunk need not fit its checksum.</param>
    internal static void CutDurably(Volume volume, ReplicaView replica, long newLength, bool mayNotFit)
    {
        if (mayNotFit)
        {
            SyncAsItLies(volume, replica);
            return;
        }

        var (files, header) = Open(volume, replica);
        try
        {
            var before = files.Data.Length + files.Meta.Length;
            ReplicaIntegrity.Cut(files.Data, files.Meta, header, newLength);
            volume.AddUsed(files.Data.Length + files.Meta.Length - before);
            files.Meta.Sync();
            files.Data.Sync();
        }
        finally
        {
            files.Close();
        }
    }

    /// <summary>Has the names in the directory of a replica on the medium.</summary>
    internal static void SyncDirectoryOf(Volume volume, ReplicaView replica) =>
        volume.Disk.SyncDirectory(volume.Pool.Directory(replica.BlockId, replica.OriginalState));

    /// <summary>The lengths of both files; -1: there is none.</summary>
    internal ReplicaFiles Lengths(ReplicaView replica)
    {
        var volume = volumes.Of(replica);
        return new ReplicaFiles(
            volume.Disk.FileLength(volume.Pool.Data(replica)) ?? -1, volume.Disk.FileLength(volume.Pool.Meta(replica)) ?? -1);
    }

    /// <summary>Makes the files of a new replica.</summary>
    /// <exception cref="ReplicaFault">AlreadyExists: there is a block file of which the map does not know.</exception>
    internal (ReplicaFilePair Files, BlockMetadataHeader Header) Create(
        Volume volume, string directory, long blockId, long generationStamp, ChunkChecksum checksum)
    {
        var header = new BlockMetadataHeader(checksum);
        Span<byte> bytes = stackalloc byte[BlockMetadataHeader.Size];
        header.Write(bytes);
        var path = Path.Combine(directory, BlockNames.Data(blockId));
        var metaPath = Path.Combine(directory, BlockNames.Meta(blockId, generationStamp));

        DemandNoOther(volume, path);

        // The checksum file comes first: alone it is nothing, while a block file alone is a replica of which nothing is known.
        var meta = volume.Disk.Open(metaPath, DiskOpen.CreateOrEmpty);
        try
        {
            meta.Write(0, bytes);
            volume.AddUsed(bytes.Length);
            var data = volume.Disk.Open(path, DiskOpen.CreateNew);
            return (new ReplicaFilePair(data, meta, path), header);
        }
        catch
        {
            meta.Dispose();
            TryDelete(volume, metaPath);
            throw;
        }
    }

    /// <summary>
    /// Gives both files the places and names of what the replica becomes. When it fails the files are where they were; else that is tried
    /// again before anything else is done with the replica.
    /// </summary>
    internal void Move(Volume volume, ReplicaView from, ReplicaView to, bool durable)
    {
        try
        {
            ReplicaMove.Run(volume, from, to, durable);
        }
        catch (DiskException)
        {
            SeeTo(from.BlockId, volume, () => ReplicaMove.PutBack(volume, from, to)); // The first failure is told.
            throw;
        }
    }

    /// <summary>The same to where final ones are.</summary>
    internal void MoveToFinal(Volume volume, ReplicaView replica, long newGenerationStamp, bool durable)
    {
        EnsureFinal(volume, replica.BlockId);
        Move(volume, replica, replica with { OriginalState = ReplicaState.Finalized, GenerationStamp = newGenerationStamp }, durable);
    }

    /// <summary>The directory of a final block is there.</summary>
    internal void EnsureFinal(Volume volume, long blockId) => _directories.Ensure(volume, blockId);

    /// <summary>
    /// The files of a copy take the place of an older replica's in one step for whoever looks, whatever ends in between: the rename of
    /// the block file. The checksum file is there before, beside the older one's, and a start tells by what is in them which of the two
    /// is the block file's (<see cref="ChecksumChoice"/>).
    /// </summary>
    /// <returns>Bytes of a block file that was in that place, and is not any more.</returns>
    internal long TakePlace(Volume volume, ReplicaView copy, ReplicaView to)
    {
        var (disk, pool) = (volume.Disk, volume.Pool);
        var replaced = disk.FileLength(pool.Data(to)) ?? 0;
        try
        {
            disk.Rename(pool.Meta(copy), pool.Meta(to));
            SyncDirectoryOf(volume, to);
            disk.Rename(pool.Data(copy), pool.Data(to));
            return replaced;
        }
        catch (DiskException)
        {
            // The first failure is told. Where the block file is, its checksum file belongs.
            SeeTo(copy.BlockId, volume, () =>
            {
                if (disk.FileExists(pool.Data(copy)))
                {
                    Delete(volume, pool.Meta(to));
                }
            });
            throw;
        }
    }

    /// <summary>
    /// What is left of a replica whose place another has taken goes. Nothing is written to the new one before the checksum file of the
    /// older one is gone for good: then the two could not be told apart any more.
    /// </summary>
    /// <returns>Null, or why it is still there: that is tried again before anything else is done with the block.</returns>
    internal DiskException? RemoveOlder(Volume volume, ReplicaView replica, ReplicaView older) =>
        SeeTo(replica.BlockId, volume, () => RemoveOlderNow(volume, replica, older));

    /// <summary>
    /// Does what an earlier operation left to be done. Called with the block's lock, before anything else is done with the files: whoever
    /// does not find them where they should be would take the replica for deleted. Throws as long as the disk does not do it.
    /// </summary>
    internal void PutBack(long blockId)
    {
        (Volume Volume, Action Work) left;
        using (table.Enter(out var map))
        {
            if (_apart.Count == 0 || !_apart.TryGetValue(blockId, out left))
            {
                return;
            }

            if (map.Find(blockId) is null || !ReferenceEquals(volumes.At(left.Volume.Number), left.Volume))
            {
                _apart.Remove(blockId);
                return;
            }
        }

        left.Work();
        using (table.Enter(out _))
        {
            _apart.Remove(blockId);
        }
    }

    /// <summary>
    /// The names go at once, so that a new replica of the block can take them; the bytes in the background. What cannot go stays, out of
    /// use.
    /// </summary>
    internal void TryDelete(ReplicaView replica)
    {
        if (volumes.At(replica.Volume) is not { } volume)
        {
            return; // It was given up, with the replica.
        }

        TryDelete(volume, volume.Pool.Data(replica));
        TryDelete(volume, volume.Pool.Meta(replica));
    }

    /// <summary>The same of one file.</summary>
    internal void TryDelete(Volume volume, string path)
    {
        try
        {
            Delete(volume, path);
        }
        catch (DiskException e)
        {
            log.FileNotDeleted(path, e.Message);
            volumes.CheckDisk(e);
        }
    }

    /// <summary>The same of one that must go.</summary>
    /// <exception cref="DiskException">It is still there.</exception>
    internal void Delete(Volume volume, string path)
    {
        if (volume.Disk.FileLength(path) is not { } length)
        {
            return;
        }

        var gone = Path.Combine(volume.Pool.Temporary, $"{Path.GetFileName(path)}.deleted-{Interlocked.Increment(ref _deletions)}");
        volume.Disk.Rename(path, gone);
        volume.AddUsed(-length);
        volumes.DeleteLater(volume, gone);
    }

    // Its checksum file may be what is damaged.
    private static void SyncAsItLies(Volume volume, ReplicaView replica)
    {
        using var meta = volume.Disk.Open(volume.Pool.Meta(replica), DiskOpen.ReadWrite);
        using var data = volume.Disk.Open(volume.Pool.Data(replica), DiskOpen.ReadWrite);
        meta.Sync();
        data.Sync();
    }

    // Null: it is done. Else it is tried again before anything else is done with the block.
    private DiskException? SeeTo(long blockId, Volume volume, Action work)
    {
        try
        {
            work();
            return null;
        }
        catch (DiskException e)
        {
            using (table.Enter(out _))
            {
                _apart[blockId] = (volume, work);
            }

            return e;
        }
    }

    private void RemoveOlderNow(Volume volume, ReplicaView replica, ReplicaView older)
    {
        SyncDirectoryOf(volume, replica);
        if (volumes.At(older.Volume) is not { } where)
        {
            return; // It was given up, with the older replica.
        }

        if (where.Pool.Data(older) != volume.Pool.Data(replica))
        {
            Delete(where, where.Pool.Data(older));
        }

        Delete(where, where.Pool.Meta(older));
        SyncDirectoryOf(where, older);
    }

    // A block file of which the map does not know. Of one that was being written nothing could be told at start: it may be all that is
    // left of the block, and its checksums are to stay what they are. What another node sent is of no use to anybody. Source:
    // DatanodeUtil.createFileWithExistsCheck.
    private void DemandNoOther(Volume volume, string path)
    {
        if (!volume.Disk.FileExists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) != volume.Pool.Temporary)
        {
            throw new ReplicaFault(
                ReplicaError.AlreadyExists,
                $"Unexpected problem in creating {path}: it should not be present, but is, and could not be read at start. "
                + "It is left as it is.");
        }

        Delete(volume, path);
    }
}
