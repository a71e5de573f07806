namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>How chunks are checked; the values are on the wire and on disk (<c>DataChecksum.Type</c>).</summary>
public enum ChecksumKind : byte
{
    /// <summary>No checksums.</summary>
    Null = 0,

    /// <summary>CRC-32 as zlib computes it.</summary>
    Crc32 = 1,

    /// <summary>CRC-32C, the default of HDFS.</summary>
    Crc32C = 2,
}
