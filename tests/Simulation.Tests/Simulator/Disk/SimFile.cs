using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Simulator;

/// <summary>An open file of one life of a simulated process; using it in a later life is a bug of the scenario.</summary>
internal sealed class SimFile(SimDisk disk, SimContent content, string path, bool canWrite) : IDiskFile
{
    private readonly int _epoch = disk.Epoch;
    private bool _disposed;

    public SafeFileHandle? Handle => null;

    public long Length
    {
        get
        {
            Use();
            return content.Length;
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        Use();
        disk.Reading(path);
        return content.Read(offset, buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        UseToWrite();
        var n = disk.WriteCall(path, data.Length);
        disk.Grow(Math.Max(0, offset + n - content.Length), path);
        content.Write(offset, data[..n]);
        if (n < data.Length)
        {
            disk.CountCall(); // this is where the process dies
        }
    }

    public void SetLength(long length)
    {
        UseToWrite();
        disk.Changing(path);
        disk.Grow(length - content.Length, path);
        content.SetLength(length);
    }

    public void Allocate(long length)
    {
        if (length > Length)
        {
            SetLength(length);
        }
    }

    public void Sync()
    {
        UseToWrite();
        if (disk.SyncFails(path))
        {
            content.FailSync();
            throw DiskException.OfChange(DiskFault.Medium, path, $"Input/output error while syncing {path}.", null);
        }

        content.Sync();
    }

    public void Dispose() => _disposed = true;

    private void Use()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_epoch != disk.Epoch)
        {
            throw new InvalidOperationException($"A dead process uses {path}.");
        }
    }

    private void UseToWrite()
    {
        Use();
        if (!canWrite)
        {
            throw DiskException.OfChange(DiskFault.Other, path, $"{path} was opened to read.", null);
        }
    }
}
