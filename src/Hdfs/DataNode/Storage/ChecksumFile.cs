using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Storage;
using Microsoft.Win32.SafeHandles;

namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Reads of <c>.meta</c> files.</summary>
internal static class ChecksumFile
{
    /// <summary>The header of an open file.</summary>
    /// <exception cref="MalformedMessageException">The file is too short or holds no such header.</exception>
    internal static BlockMetadataHeader ReadHeader(SafeFileHandle meta)
    {
        Span<byte> bytes = stackalloc byte[BlockMetadataHeader.Size];
        var n = ReadFully(meta, bytes, 0);
        return BlockMetadataHeader.Read(bytes[..n]);
    }

    /// <summary>Reads until the span is full or the file ends.</summary>
    internal static int ReadFully(SafeFileHandle file, Span<byte> target, long offset)
    {
        var total = 0;
        while (total < target.Length)
        {
            var n = RandomAccess.Read(file, target[total..], offset + total);
            if (n == 0)
            {
                break;
            }

            total += n;
        }

        return total;
    }

    internal static SafeFileHandle OpenRead(string path) =>
        File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    internal static SafeFileHandle OpenWrite(string path, FileMode mode) =>
        File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
}
