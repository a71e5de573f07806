using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.Platform.Disk;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// Finds map outputs in the local directories, <c>usercache/USER/appcache/APPLICATION/output/ATTEMPT/file.out</c> with
/// <c>file.out.index</c> beside it, and keeps the indexes that were used last. Safe from any thread.
/// </summary>
internal sealed class MapOutputs(IReadOnlyList<string> localDirectories, long cacheBytes)
{
    private const int RecordBytes = 24;
    private const int EntryBytes = 200; // node, strings and array header of one cached index, about

    /// <summary>An index of half a million reduces, ten times what a job has; a container may leave a file of any length.</summary>
    private const int MostIndexBytes = 12 << 20;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LinkedListNode<Entry>> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<Entry> _recent = new();
    private long _bytes;

    /// <summary>
    /// Bytes of an output that an index, which a job writes, may tell of: no disk holds as many, and sums of all that one request
    /// asks for stay numbers.
    /// </summary>
    private const long MostBytes = 1L << 48;

    /// <summary>Bytes that the kept indexes take, about.</summary>
    internal long CachedBytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>Where one partition of a map's output lies.</summary>
    /// <exception cref="ShuffleRefusal">There is no such output or partition here, or its index is damaged.</exception>
    internal MapOutputRange Find(ShuffleJob job, string mapId, int reduce)
    {
        RefuseForeignNames(mapId);
        var key = job.ApplicationId + "/" + mapId;
        var entry = Cached(key) ?? Load(job, key, mapId);
        if (reduce < 0 || reduce >= entry.Partitions.Length)
        {
            throw new ShuffleRefusal(
                ShuffleRefusal.Failed,
                $"Invalid request  Map Id = {mapId} Reducer = {reduce} Index Info Length = {entry.Partitions.Length}");
        }

        var part = entry.Partitions[reduce];
        if (part.Start is < 0 or > MostBytes || part.PartLength is < 0 or > MostBytes)
        {
            throw new ShuffleRefusal(ShuffleRefusal.Failed, $"Error Reading IndexFile {entry.DataPath}.index: "
                + $"partition {reduce} has {part.PartLength} bytes from byte {part.Start} on");
        }

        return new MapOutputRange(mapId, entry.Root, entry.DataPath, part.Start, part.PartLength, part.RawLength);
    }

    /// <summary>Drops what is kept of an application.</summary>
    internal void Forget(string applicationId)
    {
        lock (_gate)
        {
            for (var node = _recent.First; node is not null;)
            {
                var next = node.Next;
                if (node.Value.Key.StartsWith(applicationId + "/", StringComparison.Ordinal))
                {
                    Remove(node);
                }

                node = next;
            }
        }
    }

    private static void RefuseForeignNames(string mapId)
    {
        if (mapId.Length is 0 or > ShuffleProtocol.MaxMapIdBytes || mapId.AsSpan().ContainsAny('/', '\\', '\0') || mapId is "." or "..")
        {
            throw new ShuffleRefusal(ShuffleRefusal.BadRequest, "Bad map parameter");
        }
    }

    private Entry? Cached(string key)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(key, out var node))
            {
                return null;
            }

            _recent.Remove(node);
            _recent.AddFirst(node);
            return node.Value;
        }
    }

    private Entry Load(ShuffleJob job, string key, string mapId)
    {
        var relative = Path.Join("usercache", job.User, "appcache", job.ApplicationId) + "/output/" + mapId + "/file.out";
        foreach (var directory in localDirectories)
        {
            var data = Path.Join(directory, relative);
            if (File.Exists(data + ".index"))
            {
                return Keep(new Entry(key, directory, data, ReadIndex(directory, data + ".index")));
            }
        }

        throw new ShuffleRefusal(ShuffleRefusal.Failed, $"Could not find {relative}.index in any of the directories");
    }

    private static IndexRecord[] ReadIndex(string root, string path)
    {
        try
        {
            return SpillIndex.Decode(RegularFile.ReadBelow(root, path, MostIndexBytes), path);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            throw new ShuffleRefusal(ShuffleRefusal.Failed, $"Error Reading IndexFile {path}: {e.Message}");
        }
    }

    private Entry Keep(Entry entry)
    {
        lock (_gate)
        {
            if (_entries.TryGetValue(entry.Key, out var other))
            {
                return other.Value;
            }

            if (Cost(entry) > cacheBytes)
            {
                return entry; // It would put out all others, and itself.
            }

            _entries[entry.Key] = _recent.AddFirst(entry);
            _bytes += Cost(entry);
            while (_bytes > cacheBytes && _recent.Last is { } oldest)
            {
                Remove(oldest);
            }

            return entry;
        }
    }

    private void Remove(LinkedListNode<Entry> node)
    {
        _recent.Remove(node);
        _entries.Remove(node.Value.Key);
        _bytes -= Cost(node.Value);
    }

    private static long Cost(Entry entry) =>
        EntryBytes + (2L * (entry.Key.Length + entry.DataPath.Length)) + ((long)RecordBytes * entry.Partitions.Length);

    private sealed record Entry(string Key, string Root, string DataPath, IndexRecord[] Partitions);
}

/// <summary>One partition of one map's output.</summary>
/// <param name="MapId">The map attempt.</param>
/// <param name="Root">The local directory that the file lies in.</param>
/// <param name="Path">The file.</param>
/// <param name="Start">Where it starts.</param>
/// <param name="Length">Bytes in the file.</param>
/// <param name="RawLength">Bytes after decompression.</param>
internal sealed record MapOutputRange(string MapId, string Root, string Path, long Start, long Length, long RawLength)
{
    internal ShuffleHeader Header(int reduce) => new(MapId, Length, RawLength, reduce);
}
