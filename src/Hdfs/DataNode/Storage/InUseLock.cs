using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>
/// The lock on a volume: <c>in_use.lock</c>, which names its holder. On Linux a record lock, as Apache's DataNode takes one, so that
/// each shuts out the other; elsewhere .NET's own. Freed when the process ends, however it ends.
/// Source: Storage.StorageDirectory.tryLock.
/// </summary>
internal sealed partial class InUseLock : IDisposable
{
    internal const string FileName = "in_use.lock";

    // fcntl.h: a record lock that belongs to the open file and not to the process; it conflicts with those of processes.
    private const int SetOpenFileLock = 37;
    private const short WriteLock = 1;
    private const int MaxHolderBytes = 256;

    private readonly FileStream _file;

    private InUseLock(FileStream file) => _file = file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="VolumeException">Somebody holds it; the message says who.</exception>
    internal static InUseLock Take(string volumeRoot)
    {
        var path = Path.Combine(volumeRoot, FileName);
        FileStream file;
        try
        {
            var share = OperatingSystem.IsLinux() ? FileShare.ReadWrite : FileShare.None;
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, share, bufferSize: 0);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new VolumeException(VolumeError.Locked, $"Cannot lock storage {volumeRoot}. The directory is already locked by {Holder(path)}.", e);
        }

        if (OperatingSystem.IsLinux() && !LockRecord(file.SafeFileHandle))
        {
            var holder = Holder(path);
            file.Dispose();
            throw new VolumeException(VolumeError.Locked, $"Cannot lock storage {volumeRoot}. The directory is already locked by {holder}.", null);
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes($"{Environment.ProcessId}@{Dns.GetHostName()}"));
        return new InUseLock(file);
    }

    public void Dispose()
    {
        if (_file.CanWrite)
        {
            _file.SetLength(0);
            _file.Dispose();
        }
    }

    private static bool LockRecord(SafeFileHandle handle)
    {
        var record = new RecordLock { Type = WriteLock };
        return FileControl(handle, SetOpenFileLock, ref record) == 0;
    }

    private static string Holder(string path)
    {
        try
        {
            using var handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var buffer = new byte[MaxHolderBytes];
            var text = Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0));
            return text.Length == 0 ? "another process" : text;
        }
        catch (IOException)
        {
            return "another process";
        }
    }

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int FileControl(SafeFileHandle file, int command, ref RecordLock record);

    // struct flock of 64-bit Linux.
    [StructLayout(LayoutKind.Sequential)]
    private struct RecordLock
    {
        internal short Type;
        internal short Whence;
        internal long Start;
        internal long Length;
        internal int ProcessId;
    }
}
