using System.Security.Cryptography;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.Protocol.Tests;

public class ChunkChecksumTests
{
    private static readonly byte[] Data = Enumerable.Range(0, 1300).Select(i => (byte)((i * 7) + (i / 256))).ToArray();

    [Theory]
    [InlineData(ChecksumKind.Crc32)]
    [InlineData(ChecksumKind.Crc32C)]
    public void Chunk_and_composite_checksums_are_those_of_hadoop(ChecksumKind kind)
    {
        var name = kind.ToString().ToUpperInvariant();
        var checksum = new ChunkChecksum(kind, 512);
        var sums = new byte[checksum.ChecksumLength(Data.Length)];
        checksum.Compute(Data, sums);
        Assert.Equal(Golden.Bytes("sums-" + name), sums);
        Assert.Equal(-1, checksum.FindMismatch(Data, sums));
        Assert.Equal(Golden.Bytes("block-md5-" + name), MD5.HashData(sums));

        var whole = checksum.Append(checksum.Append(0, Data.AsSpan(0, 700)), Data.AsSpan(700));
        Assert.Equal(Golden.Text("whole-" + name), whole.ToString("x8"));
        var composite = new CompositeCrc(kind);
        for (var at = 0; at < Data.Length; at += 512)
        {
            var chunk = Data.AsSpan(at, Math.Min(512, Data.Length - at));
            composite.Add(checksum.Append(0, chunk), chunk.Length);
        }

        Assert.Equal(Golden.Text("composite-" + name), composite.Value.ToString("x8"));
    }

    [Theory]
    [InlineData(ChecksumKind.Crc32)]
    [InlineData(ChecksumKind.Crc32C)]
    public void Every_flipped_bit_is_found_in_its_chunk(ChecksumKind kind)
    {
        var checksum = new ChunkChecksum(kind, 16);
        var data = new byte[16 * 150 + 3];
        Data.CopyTo(data, 0);
        var sums = new byte[checksum.ChecksumLength(data.Length)];
        checksum.Compute(data, sums);
        for (var i = 0; i < data.Length; i++)
        {
            data[i] ^= 0x10;
            Assert.Equal(i / 16, checksum.FindMismatch(data, sums));
            data[i] ^= 0x10;
        }
    }

    [Fact]
    public void Null_checks_nothing()
    {
        var none = new ChunkChecksum(ChecksumKind.Null, 512);
        Assert.Equal(0, none.ChecksumLength(100_000));
        none.Compute(Data, []);
        Assert.Equal(-1, none.FindMismatch(Data, []));
    }

    [Theory]
    [InlineData("meta-NULL", ChecksumKind.Null)]
    [InlineData("meta-CRC32", ChecksumKind.Crc32)]
    [InlineData("meta-CRC32C", ChecksumKind.Crc32C)]
    [GoldenBytes(typeof(BlockMetadataHeader), 1)]
    public void Metadata_headers_are_the_bytes_of_hadoop(string name, ChecksumKind kind)
    {
        var header = new BlockMetadataHeader(new ChunkChecksum(kind, 512));
        var bytes = new byte[BlockMetadataHeader.Size];
        header.Write(bytes);
        Assert.Equal(Golden.Bytes(name), bytes);
        Assert.Equal(header, BlockMetadataHeader.Read(bytes));
    }

    [Fact]
    public void Metadata_offsets_follow_the_chunks()
    {
        var header = new BlockMetadataHeader(ChunkChecksum.Default);
        Assert.Equal(7, header.FileLength(0));
        Assert.Equal(11, header.FileLength(1));
        Assert.Equal(7 + (4 * 262144), header.FileLength(134217728));
        Assert.Equal(7, header.ChecksumOffset(511));
        Assert.Equal(11, header.ChecksumOffset(512));
    }

    [Theory]
    [InlineData("")]
    [InlineData("000102000002")]
    [InlineData("00010300000200")] // kind 3
    [InlineData("0001FF00000200")]
    [InlineData("00010200000000")] // no bytes per checksum
    [InlineData("000102FFFFFFFF")]
    [InlineData("0001027FFFFFFF")] // a chunk of 2 GiB
    public void Refuses_what_is_no_metadata_header(string hex) =>
        Assert.Throws<MalformedMessageException>(() => BlockMetadataHeader.Read(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void File_checksums_are_those_of_hadoop(int blocks)
    {
        var digests = Enumerable.Range(0, blocks).SelectMany(i => MD5.HashData([(byte)i])).ToArray();
        var checksum = FileChecksum.FromBlockDigests(digests, ChunkChecksum.Default, 262144);
        Assert.Equal(Golden.Bytes("file-md5-CRC32C-" + blocks)[..28], checksum.Bytes);
        Assert.Equal($"MD5-of-{(blocks > 1 ? 262144 : 0)}MD5-of-512CRC32C", checksum.Algorithm);
    }

    [Fact]
    public void Empty_and_composite_file_checksums_are_named_as_hadoop_names_them()
    {
        Assert.Equal("MD5-of-0MD5-of-0CRC32", FileChecksum.Empty.Algorithm);
        Assert.EndsWith("70bc8f4b72a86921468bf8e8441dce51", FileChecksum.Empty.ToHex(), StringComparison.Ordinal);
        var composite = FileChecksum.FromComposite(ChecksumKind.Crc32C, 0x00ab12cd);
        Assert.Equal(("COMPOSITE-CRC32C", "00ab12cd"), (composite.Algorithm, composite.ToHex()));
    }
}
