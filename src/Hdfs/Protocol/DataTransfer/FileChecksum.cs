using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;

namespace Hathi.Hdfs.Protocol.DataTransfer;

/// <summary>
/// The checksum of a whole file as <c>hdfs dfs -checksum</c> prints it, made from one answer a block to
/// <see cref="DataTransferOp.BlockChecksum"/>. Source: Apache <c>FileChecksumHelper</c>, <c>MD5MD5CRC32FileChecksum</c>,
/// <c>CompositeCrcFileChecksum</c>.
/// </summary>
/// <param name="Algorithm">For example <c>MD5-of-262144MD5-of-512CRC32C</c> or <c>COMPOSITE-CRC32C</c>.</param>
/// <param name="Bytes">28 bytes (bytes per checksum, checksums per block, MD5; numbers big-endian), or 4 bytes (CRC).</param>
public sealed record FileChecksum(string Algorithm, byte[] Bytes)
{
    private const int Md5Size = 16;
    private const int SmallestBuffer = 32;

    /// <summary>Of a file without blocks.</summary>
    public static FileChecksum Empty => Md5("CRC32", 0, 0, MD5.HashData(new byte[SmallestBuffer]));

    /// <summary>
    /// MD5 of the MD5s of each block's checksums. Apache hashes its whole buffer, which is zero behind the last MD5 and as long as
    /// the next power of two, 32 at least; that is part of the value by now.
    /// </summary>
    /// <param name="blockDigests">16 bytes a block, in file order, one block at least.</param>
    /// <param name="checksum">How all blocks are checked.</param>
    /// <param name="checksumsPerBlock">As the first block's answer says; of a file of one block it is not told.</param>
    public static FileChecksum FromBlockDigests(ReadOnlySpan<byte> blockDigests, ChunkChecksum checksum, long checksumsPerBlock)
    {
        if (blockDigests.IsEmpty || blockDigests.Length % Md5Size != 0)
        {
            throw new ArgumentException($"{blockDigests.Length} bytes are not a row of MD5s of {Md5Size} bytes", nameof(blockDigests));
        }

        var buffer = new byte[Math.Max(SmallestBuffer, checked((int)BitOperations.RoundUpToPowerOf2((uint)blockDigests.Length)))];
        blockDigests.CopyTo(buffer);
        var perBlock = blockDigests.Length > Md5Size ? checksumsPerBlock : 0;
        return Md5(Name(checksum.Kind), checksum.BytesPerChecksum, perBlock, MD5.HashData(buffer));
    }

    /// <summary>The CRC of all data, joined from each block's CRC with <see cref="CompositeCrc"/>.</summary>
    public static FileChecksum FromComposite(ChecksumKind kind, uint crc)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, crc);
        return new FileChecksum("COMPOSITE-" + Name(kind), bytes);
    }

    /// <summary>The bytes in hexadecimal, as the command line prints them.</summary>
    public string ToHex() => Convert.ToHexStringLower(Bytes);

    private static FileChecksum Md5(string kind, int bytesPerChecksum, long checksumsPerBlock, byte[] md5)
    {
        var bytes = new byte[4 + 8 + Md5Size];
        BinaryPrimitives.WriteInt32BigEndian(bytes, bytesPerChecksum);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(4), checksumsPerBlock);
        md5.CopyTo(bytes, 12);
        return new FileChecksum($"MD5-of-{checksumsPerBlock}MD5-of-{bytesPerChecksum}{kind}", bytes);
    }

    private static string Name(ChecksumKind kind) => kind switch
    {
        ChecksumKind.Crc32 => "CRC32",
        ChecksumKind.Crc32C => "CRC32C",
        _ => throw new ArgumentException($"blocks of checksum kind {kind} have no file checksum", nameof(kind)),
    };
}
