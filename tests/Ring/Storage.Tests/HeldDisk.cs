using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Ring.Storage.Tests;

/// <summary>A disk whose syncs of the log's segments wait while they are held, or fail.</summary>
internal sealed class HeldDisk(IDisk disk) : IDisk
{
    private readonly ManualResetEventSlim _open = new(true);
    private readonly SemaphoreSlim _waiting = new(0);

    public bool Fails { get; set; }

    public void Hold() => _open.Reset();

    public void LetGo() => _open.Set();

    /// <summary>Returns when a sync waits.</summary>
    public void UntilHeld() => Assert.True(_waiting.Wait(Patience.Limit));

    public IDiskFile Open(string path, DiskOpen mode) => new File(this, disk.Open(path, mode), path);

    public bool FileExists(string path) => disk.FileExists(path);

    public bool DirectoryExists(string path) => disk.DirectoryExists(path);

    public long? FileLength(string path) => disk.FileLength(path);

    public void CreateDirectory(string path) => disk.CreateDirectory(path);

    public bool CreatePrivateDirectory(string path) => disk.CreatePrivateDirectory(path);

    public IReadOnlyList<string> List(string directory) => disk.List(directory);

    public IReadOnlyList<DiskEntry> Entries(string directory) => disk.Entries(directory);

    public void Rename(string from, string to) => disk.Rename(from, to);

    public void Delete(string path) => disk.Delete(path);

    public void SyncDirectory(string path) => disk.SyncDirectory(path);

    public DiskSpace Space(string directory) => disk.Space(directory);

    public IDisposable Lock(string path, string holder) => disk.Lock(path, holder);

    private sealed class File(HeldDisk disk, IDiskFile file, string path) : IDiskFile
    {
        public SafeFileHandle? Handle => file.Handle;

        public long Length => file.Length;

        public int Read(long offset, Span<byte> buffer) => file.Read(offset, buffer);

        public void Write(long offset, ReadOnlySpan<byte> data) => file.Write(offset, data);

        public void SetLength(long length) => file.SetLength(length);

        public void Allocate(long length) => file.Allocate(length);

        public void Sync()
        {
            if (!disk._open.IsSet)
            {
                disk._waiting.Release();
                Assert.True(disk._open.Wait(Patience.Limit));
            }

            if (disk.Fails)
            {
                throw DiskException.OfChange(DiskFault.Full, path, "as the test wants it", null);
            }

            file.Sync();
        }

        public void Dispose() => file.Dispose();
    }
}
