namespace Hathi.MapReduce.Sort;

/// <summary>
/// The format of map output between map and reduce, on disk and on the wire: for each partition a segment of records
/// (VInt key length, VInt value length, key, value), two VInts -1 as the end marker, and a CRC-32 of all that, highest byte first.
/// Source: Apache <c>org.apache.hadoop.mapred.IFile</c>, <c>IFileOutputStream</c>.
/// </summary>
internal static class IFile
{
    /// <summary>A VInt of -1 is the byte 0xFF.</summary>
    internal const byte EndMarker = 0xFF;

    internal const int EndMarkerBytes = 2;

    internal const int ChecksumBytes = 4;

    /// <summary>The name of a map's output in its attempt's directory; its index has <see cref="IndexSuffix"/> after it.</summary>
    internal const string OutputName = "file.out";

    internal const string IndexSuffix = ".index";

    /// <summary>The name of a map's spill, counted from 0.</summary>
    internal static string SpillName(int number) => $"spill{number}.out";
}
