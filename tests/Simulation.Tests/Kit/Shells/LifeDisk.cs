using Hathi.Base;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>The disk of a process for one of its lives: what is left of an earlier one cannot touch what the next has.</summary>
internal sealed class LifeDisk(SimDisk disk, ShellLife life) : IDisk
{
    private SimDisk Alive
    {
        get
        {
            life.DemandAlive();
            return disk;
        }
    }

    public IDiskFile Open(string path, DiskOpen mode) => new LifeFile(Alive.Open(path, mode), life);

    public bool FileExists(string path) => Alive.FileExists(path);

    public bool DirectoryExists(string path) => Alive.DirectoryExists(path);

    public long? FileLength(string path) => Alive.FileLength(path);

    public void CreateDirectory(string path) => Alive.CreateDirectory(path);

    public bool CreatePrivateDirectory(string path) => Alive.CreatePrivateDirectory(path);

    public IReadOnlyList<string> List(string directory) => Alive.List(directory);

    public IReadOnlyList<DiskEntry> Entries(string directory) => Alive.Entries(directory);

    public void Rename(string from, string to) => Alive.Rename(from, to);

    public void Delete(string path) => Alive.Delete(path);

    public void SyncDirectory(string path) => Alive.SyncDirectory(path);

    public DiskSpace Space(string directory) => Alive.Space(directory);

    // What a process says of itself has the number that the machine gave it.
    public IDisposable Lock(string path, string holder) => Alive.Lock(path, life.Process.Name);
}

/// <summary>A file that was opened in a life.</summary>
internal sealed class LifeFile(IDiskFile file, ShellLife life) : IDiskFile
{
    public SafeFileHandle? Handle => file.Handle;

    public long Length => Alive.Length;

    private IDiskFile Alive
    {
        get
        {
            life.DemandAlive();
            return file;
        }
    }

    public int Read(long offset, Span<byte> buffer) => Alive.Read(offset, buffer);

    public void Write(long offset, ReadOnlySpan<byte> data) => Alive.Write(offset, data);

    public void SetLength(long length) => Alive.SetLength(length);

    public void Allocate(long length) => Alive.Allocate(length);

    public void Sync() => Alive.Sync();

    public void Dispose()
    {
        if (!life.IsOver)
        {
            file.Dispose();
        }
    }
}
