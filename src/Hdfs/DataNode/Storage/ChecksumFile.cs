using Hathi.Base;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Reads of <c>.meta</c> files.</summary>
internal static class ChecksumFile
{
    /// <summary>The header of an open file.</summary>
    /// <exception cref="MalformedMessageException">The file is too short or holds no such header.</exception>
    internal static BlockMetadataHeader ReadHeader(IDiskFile meta)
    {
        Span<byte> bytes = stackalloc byte[BlockMetadataHeader.Size];
        var n = meta.Read(0, bytes);
        return BlockMetadataHeader.Read(bytes[..n]);
    }
}
