using System.Buffers.Binary;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

public sealed class ChunkPrefixTests
{
    private const int ChecksumBytes = 4;

    public static TheoryData<ChecksumKind> Kinds => [ChecksumKind.Crc32, ChecksumKind.Crc32C];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_prefix_is_found_by_its_checksum(ChecksumKind kind)
    {
        var checksum = new ChunkChecksum(kind, 512);
        var data = Packets.Random(512, 1);
        for (var n = 1; n <= data.Length; n++)
        {
            Assert.Equal(n, ChunkPrefix.Find(checksum, data, checksum.Append(0, data.AsSpan(0, n))));
        }
    }

    /// <summary>Each cut of the four bytes, for a chunk that grew and for one that was cut.</summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_checksum_that_was_half_written_leaves_the_shorter_of_the_two_prefixes(ChecksumKind kind)
    {
        var checksum = new ChunkChecksum(kind, 512);
        var data = Packets.Random(512, 2);
        foreach (var (before, after) in ((int, int)[])[(100, 300), (300, 100), (1, 512), (511, 512), (512, 3)])
        {
            for (var written = 1; written < ChecksumBytes; written++)
            {
                var torn = new byte[ChecksumBytes];
                BinaryPrimitives.WriteUInt32BigEndian(torn, checksum.Append(0, data.AsSpan(0, before)));
                var whole = new byte[ChecksumBytes];
                BinaryPrimitives.WriteUInt32BigEndian(whole, checksum.Append(0, data.AsSpan(0, after)));
                whole.AsSpan(0, written).CopyTo(torn);
                Assert.InRange(
                    ChunkPrefix.Find(checksum, data, BinaryPrimitives.ReadUInt32BigEndian(torn)),
                    Math.Min(before, after),
                    Math.Max(before, after));
            }
        }
    }

    [Fact]
    public void Other_data_fits_nothing()
    {
        var data = Packets.Random(512, 3);
        var stored = ChunkChecksum.Default.Append(0, data);
        Assert.Equal(0, ChunkPrefix.Find(ChunkChecksum.Default, Packets.Random(512, 4), stored));
        Assert.Equal(0, ChunkPrefix.Find(ChunkChecksum.Default, default, stored));
    }
}
