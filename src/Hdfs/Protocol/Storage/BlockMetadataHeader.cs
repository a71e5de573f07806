using System.Buffers.Binary;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.Protocol.Storage;

/// <summary>
/// The start of a block's <c>.meta</c> file: version (2 bytes, big-endian, 1), checksum kind (1 byte), bytes per checksum (4 bytes,
/// big-endian). The checksums of all chunks follow. Source: Apache <c>BlockMetadataHeader</c>.
/// </summary>
/// <param name="Version">1; another one is readable too, as Apache reads it, but worth a warning.</param>
/// <param name="Checksum">How the block is checked.</param>
public readonly record struct BlockMetadataHeader(short Version, ChunkChecksum Checksum)
{
    /// <summary>The version that is written.</summary>
    public const short CurrentVersion = 1;

    /// <summary>Bytes of the header.</summary>
    public const int Size = 2 + ChunkChecksum.HeaderSize;

    /// <summary>The header of a new file.</summary>
    public BlockMetadataHeader(ChunkChecksum checksum)
        : this(CurrentVersion, checksum)
    {
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> target)
    {
        BinaryPrimitives.WriteInt16BigEndian(target, Version);
        Checksum.WriteHeader(target[2..]);
    }

    /// <summary>Reads the start of a file.</summary>
    /// <exception cref="MalformedMessageException">Shorter than <see cref="Size"/>, or no such header.</exception>
    public static BlockMetadataHeader Read(ReadOnlySpan<byte> source)
    {
        if (source.Length < Size)
        {
            throw new MalformedMessageException($"a block metadata file of {source.Length} bytes: its header alone has {Size}");
        }

        return new BlockMetadataHeader(BinaryPrimitives.ReadInt16BigEndian(source), ChunkChecksum.ReadHeader(source[2..]));
    }

    /// <summary>Length of the whole file for so many bytes of data.</summary>
    public long FileLength(long dataLength) => Size + Checksum.ChecksumLength(dataLength);

    /// <summary>Where in the file the checksum of the chunk stands that holds the data byte at this offset.</summary>
    public long ChecksumOffset(long dataOffset) => Size + (dataOffset / Checksum.BytesPerChecksum * Checksum.Size);
}
