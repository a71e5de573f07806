using System.Text;
using Hathi.Base;
using Hathi.Platform.Native;

namespace Hathi.Platform.Disk;

/// <summary>
/// An advisory lock on a file whose text names the holder: flock, and on Linux a record lock beside it, as Java programs take one, so that
/// each shuts out the other. The system frees it when the process ends; the file itself stays, because removing it would let a third
/// process lock another file of the same name.
/// </summary>
internal sealed class LockFile : IDisposable
{
    private const int MaxHolderBytes = 1024;
    private readonly FileStream _file;

    private LockFile(FileStream file) => _file = file;

    /// <exception cref="DiskLockedException">Somebody has it.</exception>
    /// <exception cref="DiskException">The disk failed.</exception>
    internal static LockFile Take(string path, string holder)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw IsTaken(e.HResult) ? new DiskLockedException(path, Holder(path), e) : DiskCall.ChangeFailed(path, e);
        }

        // Where there are no record locks (some network file systems) flock alone must do.
        // Which of the two numbers says that somebody else has one is up to the system.
        if (OperatingSystem.IsLinux()
            && FileCalls.LockRecord(file.SafeFileHandle) is var error and not 0
            && (error == ErrorNumber.TryAgain || error == ErrorNumber.AccessDenied))
        {
            file.Dispose();
            throw new DiskLockedException(path, Holder(path), null);
        }

        var taken = new LockFile(file);
        taken.Name(holder);
        return taken;
    }

    /// <summary>Frees the lock and empties the file. Does not fail: whoever gives up a broken disk calls this, too.</summary>
    public void Dispose()
    {
        if (_file.CanWrite)
        {
            Name("");
            if (OperatingSystem.IsLinux())
            {
                FileCalls.UnlockRecord(_file.SafeFileHandle);
            }

            _file.Dispose();
        }
    }

    // The lock is what counts; its text only tells others, and a full disk has no room for it.
    private void Name(string holder)
    {
        try
        {
            _file.SetLength(0);
            _file.Write(Encoding.UTF8.GetBytes(holder));
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // See above.
        }
    }

    // What .NET makes of flock's EWOULDBLOCK, and of a sharing violation on Windows.
    private static bool IsTaken(int result) =>
        result == (OperatingSystem.IsWindows() ? unchecked((int)0x80070020) : ErrorNumber.TryAgain);

    private static string Holder(string path)
    {
        const string Unknown = "another process";
        if (OperatingSystem.IsWindows())
        {
            return Unknown;
        }

        try
        {
            using var handle = OpenCalls.Anything(path, out _);
            var buffer = new byte[MaxHolderBytes];
            var text = handle.IsInvalid ? "" : Encoding.UTF8.GetString(buffer, 0, RandomAccess.Read(handle, buffer, 0));
            return text.Length == 0 ? Unknown : text;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            return Unknown;
        }
    }
}
