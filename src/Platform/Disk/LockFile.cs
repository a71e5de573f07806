using System.Text;
using Hathi.Base;

namespace Hathi.Platform.Disk;

/// <summary>
/// An advisory lock (flock on Unix) on a file whose text names the holder. The system frees it when the process ends; the file
/// itself stays, because removing it would let a third process lock another file of the same name.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private const int MaxHolderBytes = 1024;
    private readonly FileStream _file;

    private LockFile(FileStream file) => _file = file;

    internal static LockFile Take(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException) && !RealDisk.IsFull(e))
        {
            throw new DiskLockedException($"{path} is locked by {Holder(path)}. Stop that process, or use another directory.", e);
        }

        file.SetLength(0);
        file.Write(Encoding.UTF8.GetBytes($"process {Environment.ProcessId} ({Path.GetFileName(Environment.ProcessPath)})"));
        return new LockFile(file);
    }

    /// <summary>Frees the lock and empties the file.</summary>
    public void Dispose()
    {
        if (_file.CanWrite)
        {
            _file.SetLength(0);
            _file.Dispose();
        }
    }

    private static string Holder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return "another process";
        }

        using var handle = PosixCalls.OpenUnlocked(path);
        var buffer = new byte[MaxHolderBytes];
        var text = handle.IsInvalid ? "" : Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0));
        return text.Length == 0 ? "another process" : text;
    }
}
