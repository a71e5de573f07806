using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Kit;

/// <summary>An open file of one life of a simulated process; using it in a later life is a bug of the scenario.</summary>
internal sealed class SimFile : IDiskFile
{
    private readonly SimDisk _disk;
    private readonly SimContent _content;
    private readonly string _path;
    private readonly bool _canWrite;
    private readonly int _epoch;
    private bool _disposed;

    internal SimFile(SimDisk disk, SimContent content, string path, bool canWrite)
    {
        (_disk, _content, _path, _canWrite) = (disk, content, path, canWrite);
        _epoch = disk.Epoch;
        disk.OpenFiles++;
    }

    public SafeFileHandle? Handle => null;

    public long Length
    {
        get
        {
            Use();
            return _content.Length;
        }
    }

    public int Read(long offset, Span<byte> buffer)
    {
        Use();
        _disk.ReadingBytes(_path);
        return _content.Read(offset, buffer);
    }

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        UseToWrite();
        var n = _disk.WriteCall(_path, offset, data.Length);
        var fitting = _disk.Fitting(n, offset + n - _content.Length);
        if (fitting < n && fitting > 0)
        {
            _disk.Grow(Math.Max(0, offset + fitting - _content.Length), _path);
            _content.Write(offset, data[..fitting]);
        }

        _disk.Grow(Math.Max(0, offset + n - _content.Length), _path);
        _content.Write(offset, data[..n]);
        if (n < data.Length)
        {
            _disk.EndWrite(_path);
        }
    }

    public void SetLength(long length)
    {
        UseToWrite();
        _disk.Changing(_path);
        _disk.Grow(length - _content.Length, _path);
        _content.SetLength(length);
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
        if (_disk.SyncFails(_path))
        {
            _content.FailSync();
            throw DiskException.OfChange(DiskFault.Medium, _path, $"Input/output error while syncing {_path}.", null);
        }

        _content.Sync();
    }

    public void Dispose()
    {
        if (!_disposed && _epoch == _disk.Epoch)
        {
            _disk.OpenFiles--;
        }

        _disposed = true;
    }

    private void Use()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_epoch != _disk.Epoch)
        {
            throw new InvalidOperationException($"A dead process uses {_path}.");
        }
    }

    private void UseToWrite()
    {
        Use();
        if (!_canWrite)
        {
            throw DiskException.OfChange(DiskFault.Other, _path, $"{_path} was opened to read.", null);
        }
    }
}
