using System.Globalization;

namespace Hathi.Log;

/// <summary>The names of a log's files: the index as 20 digits, so that they sort.</summary>
internal static class LogNames
{
    internal const string Format = "format";
    internal const string LockFile = "lock";
    internal const string Unfinished = ".new";
    internal const string Damaged = ".damaged";
    private const string SegmentSuffix = ".log";
    private const string BeginSuffix = ".begin";
    private const string SnapshotSuffix = ".snapshot";

    internal static string Segment(long firstIndex) => Number(firstIndex) + SegmentSuffix;

    internal static string Snapshot(long index) => Number(index) + SnapshotSuffix;

    /// <summary>An empty file whose name says that the records below an index are of no use to anybody.</summary>
    internal static string Begin(long index) => Number(index) + BeginSuffix;

    internal static bool IsSegment(string name, out long firstIndex) => TryParse(name, SegmentSuffix, out firstIndex);

    internal static bool IsSnapshot(string name, out long index) => TryParse(name, SnapshotSuffix, out index);

    internal static bool IsBegin(string name, out long index) => TryParse(name, BeginSuffix, out index);

    internal static bool IsDamaged(string name) => name.EndsWith(Damaged, StringComparison.Ordinal);

    internal static bool IsUnfinished(string name) => name.EndsWith(Unfinished, StringComparison.Ordinal);

    private static string Number(long index) => index.ToString("D20", CultureInfo.InvariantCulture);

    private static bool TryParse(string name, string suffix, out long index)
    {
        index = 0;
        return name.Length == 20 + suffix.Length
            && name.EndsWith(suffix, StringComparison.Ordinal)
            && long.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out index);
    }
}
