using System.Runtime.InteropServices;
using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Disk;

/// <summary>A file of the machine, read and written by position without a buffer of its own.</summary>
internal sealed class RealFile(string path, SafeFileHandle handle) : IDiskFile
{
    private const int ZerosBytes = 256 * 1024;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> buffer)
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

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        try
        {
            RandomAccess.Write(handle, data, offset);
        }
        catch (IOException e) when (RealDisk.IsFull(e))
        {
            throw RealDisk.Full(path, e);
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

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

        var error = PosixCalls.PosixFallocate(handle, have, length - have);
        switch (error)
        {
            case 0:
                // Kept room that was never written is marked so in the file system's journal, and each sync of a first write there changes
                // that mark: twice as slow as a sync of what was written once before.
                WriteZeros(have, length);
                return;
            case PosixCalls.OperationNotSupported or PosixCalls.InvalidArgument:
                SetLength(length);
                return;
            case PosixCalls.NoSpace:
                throw RealDisk.Full(path, null);
            default:
                throw new IOException($"Cannot keep {length - have} bytes for {path}: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    private void WriteZeros(long from, long to)
    {
        var zeros = new byte[Math.Min(ZerosBytes, to - from)];
        for (var at = from; at < to; at += zeros.Length)
        {
            Write(at, zeros.AsSpan(0, (int)Math.Min(zeros.Length, to - at)));
        }
    }

    public void Sync()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(handle);
            return;
        }

        if (PosixCalls.FDataSync(handle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            throw error == PosixCalls.NoSpace
                ? RealDisk.Full(path, null)
                : new IOException($"fdatasync of {path} failed: {Marshal.GetPInvokeErrorMessage(error)}.");
        }
    }

    public void Dispose() => handle.Dispose();
}
