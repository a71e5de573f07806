using Hathi.Hdfs.DataNode.Native;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Finds out whether a volume still works. Source: FsVolumeImpl.check, DiskChecker.</summary>
internal static class VolumeProbe
{
    /// <summary>Makes, writes, reads and deletes a file.</summary>
    /// <returns>What went wrong; null: the volume works (a full disk does, too).</returns>
    internal static Exception? Failure(Volume volume)
    {
        try
        {
            foreach (var directory in (ReadOnlySpan<string>)[volume.Pool.Finalized, volume.Pool.Rbw, volume.Pool.Temporary])
            {
                if (!Directory.Exists(directory))
                {
                    return new DirectoryNotFoundException($"The directory {directory} is gone.");
                }
            }

            var path = Path.Combine(volume.Pool.Temporary, $"probe-{Guid.NewGuid():N}");
            using (var file = ChecksumFile.OpenWrite(path, FileMode.CreateNew))
            {
                RandomAccess.FlushToDisk(file);
            }

            File.Delete(path);
            return null;
        }
        catch (IOException e) when (e.HResult == PosixCalls.NoSpace)
        {
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e;
        }
    }
}
