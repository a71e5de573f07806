using System.Net;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The lock on a volume: <c>in_use.lock</c>, which names its holder as Apache's does, so that each DataNode shuts out the other.
/// Source: Storage.StorageDirectory.tryLock.
/// </summary>
internal static class InUseLock
{
    internal const string FileName = "in_use.lock";

    /// <summary>Takes the lock, until disposed or until the process ends, however it ends.</summary>
    /// <exception cref="VolumeException">Somebody holds it; the message says who.</exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static IDisposable Take(IDisk disk, string volumeRoot)
    {
        try
        {
            return disk.Lock(Path.Combine(volumeRoot, FileName), $"{Environment.ProcessId}@{Dns.GetHostName()}");
        }
        catch (DiskLockedException e)
        {
            throw new VolumeException(
                VolumeError.Locked, $"Cannot lock storage {volumeRoot}. The directory is already locked by {e.Holder}.", e);
        }
    }
}
