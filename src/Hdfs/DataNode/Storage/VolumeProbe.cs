using System.Security.Cryptography;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Finds out whether a volume still works. Source: FsVolumeImpl.check, DiskChecker.</summary>
internal static class VolumeProbe
{
    /// <summary>A block of the file system: less may stay in the directory entry and never reach the medium as data.</summary>
    private const int ProbeBytes = 4096;

    /// <summary>Lists the directories; makes, writes, syncs, reads back and deletes a file.</summary>
    /// <returns>What went wrong; null: the volume works. A full disk does, and so does one that lacks descriptors at the moment.</returns>
    internal static DiskException? Failure(Volume volume)
    {
        var path = Path.Combine(volume.Pool.Temporary, $"probe-{volume.NewId():N}");
        DiskException? failure;
        try
        {
            foreach (var directory in (ReadOnlySpan<string>)[volume.Pool.Finalized, volume.Pool.Rbw, volume.Pool.Temporary])
            {
                volume.Disk.List(directory);
            }

            failure = WriteAndRead(volume.Disk, path);
        }
        catch (DiskException e)
        {
            failure = DiskFaults.LeavesDiskUsable(e.Kind) ? null : e;
        }

        return failure ?? Removal(volume.Disk, path);
    }

    private static DiskException? WriteAndRead(IDisk disk, string path)
    {
        Span<byte> written = stackalloc byte[ProbeBytes];
        Span<byte> read = stackalloc byte[ProbeBytes];
        RandomNumberGenerator.Fill(written);
        using var file = disk.Open(path, DiskOpen.CreateNew);
        file.Write(0, written);
        file.Sync();
        return file.Read(0, read) == ProbeBytes && read.SequenceEqual(written)
            ? null
            : DiskException.OfRead(DiskFault.Medium, path, $"What was written to {path} does not come back", null);
    }

    // A probe that found the disk full leaves no file behind either.
    private static DiskException? Removal(IDisk disk, string path)
    {
        try
        {
            disk.Delete(path);
            return null;
        }
        catch (DiskException e)
        {
            return DiskFaults.LeavesDiskUsable(e.Kind) ? null : e;
        }
    }
}
