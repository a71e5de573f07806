using Hathi.Base;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>
/// The real disk, counting the calls to what lies under one directory, and failing the one that a test chooses, or that and all after it.
/// A call that fails does nothing. Syncs are counted and not made: no test here cuts the power.
/// </summary>
internal sealed class FaultyDisk : IDisk
{
    private readonly RealDisk _disk = RealDisk.Instance;
    private readonly object _gate = new();
    private string _under = "\0";
    private Func<string, bool>? _only;
    private DiskFault _kind;
    private int _calls;
    private int _at;
    private bool _stays;

    /// <summary>What was thrown first since <see cref="Arm"/>; null: nothing, the chosen call never came.</summary>
    public DiskException? Fired { get; private set; }

    /// <summary>Bytes read from files, anywhere.</summary>
    public long BytesRead { get; private set; }

    /// <summary>Files that are open, anywhere.</summary>
    public int OpenFiles { get; private set; }

    /// <summary>Calls counted since <see cref="Arm"/>.</summary>
    public int Calls => _calls;

    /// <summary>Called before a file is read, with its path; may wait.</summary>
    public Action<string>? Reading { get; set; }

    /// <summary>A place that cannot be read: a path and the byte in it.</summary>
    public (string Path, long At)? Bad { get; set; }

    /// <summary>Called before a file is deleted, with its path; may wait.</summary>
    public Action<string>? Deleting { get; set; }

    /// <summary>Called before each call that counts, with its number.</summary>
    public Action<int>? Calling { get; set; }

    /// <summary>From now on the call of a number, from 0, fails.</summary>
    /// <param name="under">Counts what lies under this directory, itself included.</param>
    /// <param name="at">Which call.</param>
    /// <param name="kind">How it fails.</param>
    /// <param name="stays">Whether all calls after it fail, too.</param>
    /// <param name="only">Counts only paths that pass; null: all.</param>
    public void Arm(string under, int at, DiskFault kind, bool stays, Func<string, bool>? only = null)
    {
        lock (_gate)
        {
            (_under, _at, _kind, _stays, _only) = (under, at, kind, stays, only);
            _calls = 0;
            Fired = null;
        }
    }

    /// <summary>Nothing fails any more.</summary>
    public void Disarm()
    {
        lock (_gate)
        {
            _at = int.MaxValue;
        }
    }

    public IDiskFile Open(string path, DiskOpen mode)
    {
        Call(path, mode is DiskOpen.CreateNew or DiskOpen.CreateOrEmpty);
        return new FaultyFile(this, path, _disk.Open(path, mode));
    }

    public bool FileExists(string path)
    {
        Call(path, isChange: false);
        return _disk.FileExists(path);
    }

    public bool DirectoryExists(string path)
    {
        Call(path, isChange: false);
        return _disk.DirectoryExists(path);
    }

    public long? FileLength(string path)
    {
        Call(path, isChange: false);
        return _disk.FileLength(path);
    }

    public void CreateDirectory(string path)
    {
        if (!Directory.Exists(path))
        {
            Call(path, isChange: true);
            Directory.CreateDirectory(path);
        }
    }

    public bool CreatePrivateDirectory(string path)
    {
        Call(path, isChange: !Directory.Exists(path));
        Directory.CreateDirectory(path);
        return true;
    }

    public IReadOnlyList<string> List(string directory)
    {
        Call(directory, isChange: false);
        return _disk.List(directory);
    }

    public IReadOnlyList<DiskEntry> Entries(string directory)
    {
        Call(directory, isChange: false);
        return _disk.Entries(directory);
    }

    public void Rename(string from, string to)
    {
        Call(from, isChange: true);
        _disk.Rename(from, to);
    }

    public void Delete(string path)
    {
        Deleting?.Invoke(path);
        Call(path, isChange: true);
        _disk.Delete(path);
    }

    public void SyncDirectory(string path) => Call(path, isChange: true);

    public DiskSpace Space(string directory)
    {
        Call(directory, isChange: false);
        return _disk.Space(directory);
    }

    public IDisposable Lock(string path, string holder)
    {
        Call(path, isChange: !File.Exists(path));
        return _disk.Lock(path, holder);
    }

    private void Call(string path, bool isChange)
    {
        int number;
        lock (_gate)
        {
            // Lack of room fails changes only.
            var counts = path.StartsWith(_under, StringComparison.Ordinal)
                && (_only is null || _only(path))
                && (isChange || _kind is not (DiskFault.Full or DiskFault.Quota));
            if (!counts)
            {
                return;
            }

            number = _calls++;
        }

        Calling?.Invoke(number);
        lock (_gate)
        {
            if (number == _at || (number > _at && _stays))
            {
                var fault = isChange
                    ? DiskException.OfChange(_kind, path, $"{_kind} at call {number}", null)
                    : DiskException.OfRead(_kind, path, $"{_kind} at call {number}", null);
                Fired ??= fault;
                throw fault;
            }
        }
    }

    private void CountRead(int bytes)
    {
        lock (_gate)
        {
            BytesRead += bytes;
        }
    }

    private void Count(int open)
    {
        lock (_gate)
        {
            OpenFiles += open;
        }
    }

    private sealed class FaultyFile : IDiskFile
    {
        private readonly FaultyDisk _disk;
        private readonly string _path;
        private readonly IDiskFile _file;
        private bool _closed;

        public FaultyFile(FaultyDisk disk, string path, IDiskFile file)
        {
            (_disk, _path, _file) = (disk, path, file);
            disk.Count(1);
        }

        public SafeFileHandle? Handle => null;

        public long Length
        {
            get
            {
                _disk.Call(_path, isChange: false);
                return _file.Length;
            }
        }

        public int Read(long offset, Span<byte> buffer)
        {
            _disk.Reading?.Invoke(_path);
            if (_disk.Bad is { } bad && bad.Path == _path && bad.At >= offset && bad.At < offset + buffer.Length)
            {
                throw DiskException.OfRead(DiskFault.Medium, _path, "EIO", null);
            }

            _disk.Call(_path, isChange: false);
            var n = _file.Read(offset, buffer);
            _disk.CountRead(n);
            return n;
        }

        public void Write(long offset, ReadOnlySpan<byte> data)
        {
            _disk.Call(_path, isChange: true);
            _file.Write(offset, data);
        }

        public void SetLength(long length)
        {
            _disk.Call(_path, isChange: true);
            _file.SetLength(length);
        }

        public void Allocate(long length)
        {
            _disk.Call(_path, isChange: true);
            _file.Allocate(length);
        }

        public void Sync() => _disk.Call(_path, isChange: true);

        public void Dispose()
        {
            _file.Dispose();
            if (!_closed)
            {
                _closed = true;
                _disk.Count(-1);
            }
        }
    }
}
