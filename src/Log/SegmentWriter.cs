using Hathi.Base;

namespace Hathi.Log;

/// <summary>The segment that grows. Owned by whoever flushes.</summary>
internal sealed class SegmentWriter : IDisposable
{
    private readonly IDiskFile _file;
    private readonly Guid _logId;
    private readonly long _allocationBytes;
    private long _allocated;

    private SegmentWriter(IDiskFile file, string path, Guid logId, long position, long allocationBytes)
    {
        _file = file;
        Path = path;
        _logId = logId;
        _allocationBytes = allocationBytes;
        _allocated = file.Length;
        Position = position;
    }

    internal string Path { get; }

    /// <summary>Where the next batch goes.</summary>
    internal long Position { get; private set; }

    /// <summary>Makes a segment that is durable, name included, or not there at all: written under another name first.</summary>
    internal static SegmentWriter Create(IDisk disk, string directory, Guid logId, long firstIndex, long allocationBytes)
    {
        var path = System.IO.Path.Join(directory, LogNames.Segment(firstIndex));
        var file = disk.Open(path + LogNames.Unfinished, DiskOpen.CreateOrEmpty);
        try
        {
            Span<byte> header = stackalloc byte[LogFormat.SegmentHeaderBytes];
            LogFormat.WriteSegmentHeader(header, logId, firstIndex);
            file.Write(0, header);
            file.Allocate(allocationBytes);
            file.Sync();
            disk.Rename(path + LogNames.Unfinished, path);
            disk.SyncDirectory(directory);
            return new SegmentWriter(file, path, logId, LogFormat.SegmentHeaderBytes, allocationBytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Goes on with a segment whose frames end at <paramref name="position"/>.</summary>
    internal static SegmentWriter Continue(IDisk disk, string path, Guid logId, long position, long allocationBytes) =>
        new(disk.Open(path, DiskOpen.ReadWrite), path, logId, position, allocationBytes);

    /// <summary>Returns when the batch is on the medium.</summary>
    internal void WriteDurably(LogBuffer batch)
    {
        var end = Position + batch.Length;
        if (_allocationBytes > 0 && end + LogFormat.MarkBytes > _allocated)
        {
            _allocated = end + _allocationBytes;
            _file.Allocate(_allocated);
        }

        _file.Write(Position, batch.Bytes);
        _file.Sync();
        Position = end;
    }

    /// <summary>
    /// Says on the disk that everything below <paramref name="nextIndex"/> is durable. The next batch starts with the same bytes at
    /// the same place, so this need not be synced to be of use: once it has reached the medium, rot before it is told from a torn tail.
    /// </summary>
    internal void WriteMark(long nextIndex)
    {
        Span<byte> mark = stackalloc byte[LogFormat.MarkBytes];
        LogFormat.WriteMark(mark, _logId, nextIndex);
        _file.Write(Position, mark);
    }

    internal void Sync() => _file.Sync();

    /// <summary>Gives back the room kept ahead; zeros behind the last frame mean the same, so this is not synced.</summary>
    internal void Trim() => _file.SetLength(Position);

    public void Dispose() => _file.Dispose();
}
