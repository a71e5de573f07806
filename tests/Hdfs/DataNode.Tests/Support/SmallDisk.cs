using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>A disk of which nothing is asked but how much room it has: all of it is free.</summary>
internal sealed class SmallDisk(long bytes) : IDisk
{
    public DiskSpace Space(string directory) => new(bytes, bytes, bytes);

    public IDiskFile Open(string path, DiskOpen mode) => throw new NotSupportedException();

    public bool FileExists(string path) => throw new NotSupportedException();

    public bool DirectoryExists(string path) => throw new NotSupportedException();

    public long? FileLength(string path) => throw new NotSupportedException();

    public void CreateDirectory(string path) => throw new NotSupportedException();

    public bool CreatePrivateDirectory(string path) => throw new NotSupportedException();

    public IReadOnlyList<string> List(string directory) => throw new NotSupportedException();

    public IReadOnlyList<DiskEntry> Entries(string directory) => throw new NotSupportedException();

    public void Rename(string from, string to) => throw new NotSupportedException();

    public void Delete(string path) => throw new NotSupportedException();

    public void SyncDirectory(string path) => throw new NotSupportedException();

    public IDisposable Lock(string path, string holder) => throw new NotSupportedException();
}
