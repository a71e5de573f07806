namespace Hathi.MapReduce.Sort;

/// <summary>Where the records of one partition lie in a spill or map output file.</summary>
/// <param name="Start">Offset of its first byte in the file.</param>
/// <param name="RawLength">Bytes of records and end marker before compression, without the checksum.</param>
/// <param name="PartLength">Bytes in the file, checksum included.</param>
internal readonly record struct IndexRecord(long Start, long RawLength, long PartLength)
{
    /// <summary>There is no record in it: the end marker stands alone.</summary>
    internal bool IsEmpty => RawLength <= IFile.EndMarkerBytes;

    /// <summary>A file can have such a stretch.</summary>
    internal bool CanBe => Start >= 0 && RawLength >= 0 && PartLength >= 0 && Start <= long.MaxValue - PartLength;
}
