using Hathi.Base;
using Hathi.Platform.Native;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>A file of the machine, read and written by position without a buffer of its own.</summary>
internal sealed class RealFile(string path, SafeFileHandle handle) : IDiskFile
{
    private const int ZerosBytes = 256 * 1024;

    public SafeFileHandle? Handle => handle;

    public long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(handle);
            }
            catch (Exception e) when (DiskFaults.Is(e))
            {
                throw DiskCall.ReadFailed(path, e);
            }
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        try
        {
            var total = 0;
            while (total < buffer.Length)
            {
                var n = RandomAccess.Read(handle, buffer[total..], offset + total);
                if (n == 0)
                {
                    break;
                }

                total += n;
            }

            return total;
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw DiskCall.ReadFailed(path, e);
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            RandomAccess.Write(handle, data, offset);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw DiskCall.ChangeFailed(path, e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    public void SetLength(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        try
        {
            RandomAccess.SetLength(handle, length);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw DiskCall.ChangeFailed(path, e);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw TooLarge(e);
        }
    }

    public void Allocate(long length)
    {
        var have = Length;
        if (length <= have)
        {
            return;
        }

        if (!OperatingSystem.IsLinux())
        {
            SetLength(length);
            return;
        }

        var error = FileCalls.Allocate(handle, have, length - have);
        if (error == 0)
        {
            // Kept room that was never written is marked so in the file system's journal, and each sync of a first write there changes
            // that mark: twice as slow as a sync of what was written once before.
            WriteZeros(have, length);
        }
        else if (error == ErrorNumber.NotSupported || error == ErrorNumber.InvalidArgument)
        {
            SetLength(length);
        }
        else
        {
            throw DiskCall.ChangeFailed(path, $"Keeping {length - have} bytes", error);
        }
    }

    public void Sync()
    {
        if (OperatingSystem.IsLinux())
        {
            if (FileCalls.SyncData(handle) is var error and not 0)
            {
                throw DiskCall.ChangeFailed(path, "fdatasync", error);
            }

            return;
        }

        try
        {
            RandomAccess.FlushToDisk(handle);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw DiskCall.ChangeFailed(path, e);
        }
    }

    public void Dispose() => handle.Dispose();

    private void WriteZeros(long from, long to)
    {
        var zeros = new byte[Math.Min(ZerosBytes, to - from)];
        for (var at = from; at < to; at += zeros.Length)
        {
            Write(at, zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - at)));
        }
    }

    // What .NET makes of EFBIG: the limit of the process (ulimit -f) or of the file system.
    private DiskException TooLarge(Exception e) => DiskException.OfChange(DiskFault.Quota, path, "the file is larger than is allowed", e);
}
