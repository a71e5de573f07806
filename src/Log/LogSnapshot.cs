using Hathi.Base;

namespace Hathi.Log;

/// <summary>A snapshot that is on the disk: the state after the record of <see cref="Index"/>.</summary>
public sealed class LogSnapshot
{
    private readonly IDisk _disk;
    private readonly Guid _logId;

    internal LogSnapshot(IDisk disk, string path, Guid logId, long index)
    {
        _disk = disk;
        _logId = logId;
        Path = path;
        Index = index;
    }

    /// <summary>The last record whose effect it holds; 0 when it is older than the first.</summary>
    public long Index { get; }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Bytes of the file; 0 where it is not there.</summary>
    /// <exception cref="DiskException">It cannot be told.</exception>
    public long Length => _disk.FileLength(Path) ?? 0;

    /// <summary>Its content, as it was written.</summary>
    /// <exception cref="LogCorruptException">
    /// Here or while reading: the file is damaged. Take the next older snapshot and more of the log.
    /// </exception>
    public Stream OpenRead() => new SnapshotReadStream(_disk.Open(Path, DiskOpen.Read), Path, _logId, Index);
}
