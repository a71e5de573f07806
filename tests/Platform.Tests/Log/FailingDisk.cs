using Hathi.Base;
using Hathi.Platform.Disk;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Platform.Tests.Log;

/// <summary>The real disk with a file sync that a test can hold up or make fail.</summary>
internal sealed class FailingDisk : IDisk
{
    private readonly RealDisk _disk = RealDisk.Instance;

    /// <summary>Called in place of each file sync, with the real one.</summary>
    internal Action<Action> OnSync { get; set; } = sync => sync();

    /// <summary>The end of a file's name that is not removed, whoever asks; null: all are.</summary>
    internal string? Kept { get; set; }

    public IDiskFile Open(string path, DiskOpen mode) => new FailingFile(this, _disk.Open(path, mode));

    public bool FileExists(string path) => _disk.FileExists(path);

    public bool DirectoryExists(string path) => _disk.DirectoryExists(path);

    public long? FileLength(string path) => _disk.FileLength(path);

    public bool CreatePrivateDirectory(string path) => _disk.CreatePrivateDirectory(path);

    public IReadOnlyList<DiskEntry> Entries(string directory) => _disk.Entries(directory);

    public DiskSpace Space(string directory) => _disk.Space(directory);

    public void CreateDirectory(string path) => _disk.CreateDirectory(path);

    public IReadOnlyList<string> List(string directory) => _disk.List(directory);

    public void Rename(string from, string to) => _disk.Rename(from, to);

    public void Delete(string path)
    {
        if (Kept is { } kept && path.EndsWith(kept, StringComparison.Ordinal))
        {
            throw DiskException.OfChange(DiskFault.Permission, path, "it is immutable", null);
        }

        _disk.Delete(path);
    }

    public void SyncDirectory(string path) => _disk.SyncDirectory(path);

    public IDisposable Lock(string path, string holder) => _disk.Lock(path, holder);

    private sealed class FailingFile(FailingDisk disk, IDiskFile file) : IDiskFile
    {
        public SafeFileHandle? Handle => null;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> data) => file.Write(offset, data);

        public void SetLength(long length) => file.SetLength(length);

        public void Allocate(long length) => file.Allocate(length);

        public void Sync() => disk.OnSync(file.Sync);

        public void Dispose() => file.Dispose();
    }
}
