using Hathi.Base;

namespace Hathi.Log;

/// <summary>
/// The end of the newest segment at a start: tells a torn tail (cut) from rot (an error), and makes what is kept really durable.
/// The last batch, and the names of the files, may have come to us out of the system's cache, after an fsync that never ran or that
/// failed, so the batch is written again and both are synced before anybody relies on them.
/// </summary>
internal sealed record LogTail(string Path, long Position, long LastIndex, LogTailCut? Cut)
{
    private const int CopyBytes = 1 << 20;

    internal static LogTail Recover(IDisk disk, LogFiles files, Guid logId)
    {
        var first = files.Segments[^1];
        var path = files.SegmentPath(first);
        using var file = disk.Open(path, DiskOpen.ReadWrite);
        using var reader = new SegmentReader(file, path, logId, first);
        SegmentReader.Frame frame;
        do
        {
            frame = reader.Next(out _);
        }
        while (frame == SegmentReader.Frame.Record);
        var torn = frame == SegmentReader.Frame.Damaged;
        if (torn && reader.IsFollowedByLaterMark())
        {
            throw new LogCorruptException(
                path, reader.Position, $"record {reader.NextIndex} does not match its checksum, and later ones were durable");
        }

        var lastIndex = reader.NextIndex - 1;
        RequireAllOfSnapshot(files, path, reader.Position, lastIndex);
        var cut = torn ? new LogTailCut(path, reader.Position, file.Length - reader.Position) : null;
        if (torn)
        {
            file.SetLength(reader.Position);
        }

        WriteAgain(file, reader.NewestMark, reader.Position);
        file.Sync();
        disk.SyncDirectory(System.IO.Path.GetDirectoryName(path)!);
        return new LogTail(path, reader.Position, lastIndex, cut);
    }

    private static void RequireAllOfSnapshot(LogFiles files, string path, long position, long lastIndex)
    {
        if (files.Snapshots is [var newest, ..] && newest.Index > lastIndex)
        {
            throw new LogCorruptException(
                path,
                position,
                $"the log ends at record {lastIndex}, and the snapshot {newest.Path} was taken after record {newest.Index}");
        }
    }

    private static void WriteAgain(IDiskFile file, long from, long to)
    {
        var buffer = new byte[Math.Min(to - from, CopyBytes)];
        while (from < to)
        {
            var n = file.Read(from, buffer.AsSpan(0, (int)Math.Min(buffer.Length, to - from)));
            if (n == 0)
            {
                throw new LogReadException(
                    "A segment of the log became shorter while it was read: does another program write there?", null);
            }

            file.Write(from, buffer.AsSpan(0, n));
            from += n;
        }
    }
}

/// <summary>What a crash left half-written behind the last whole record, and was cut.</summary>
/// <param name="File">The segment.</param>
/// <param name="Offset">Where the cut was made.</param>
/// <param name="Bytes">How much was behind it, zeros kept ahead included.</param>
public sealed record LogTailCut(string File, long Offset, long Bytes);
