using System.Collections.Concurrent;
using Hathi.Base;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>
/// DataNodes that failed a moment ago, as all streams of a file system have seen it: they are tried last. Safe for use by several threads.
/// </summary>
internal sealed class SuspectNodes(TimeProvider time)
{
    /// <summary>A node that failed is asked last for so long; after that it may have come back.</summary>
    private const long SuspicionMilliseconds = 60_000;

    private readonly ConcurrentDictionary<string, long> _since = new(StringComparer.Ordinal);

    internal void Add(string uuid) => _since[uuid] = time.Milliseconds();

    internal void Remove(string uuid) => _since.TryRemove(uuid, out _);

    internal bool Contains(string uuid)
    {
        if (!_since.TryGetValue(uuid, out var since))
        {
            return false;
        }

        if (time.Milliseconds() - since < SuspicionMilliseconds)
        {
            return true;
        }

        _since.TryRemove(uuid, out _);
        return false;
    }
}
