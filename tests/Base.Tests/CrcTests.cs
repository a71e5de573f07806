using System.Buffers.Binary;
using System.Text;

namespace Hathi.Base.Tests;

/// <summary>CRC-32C and CRC-32 against published vectors and against the plainest code that computes them.</summary>
public class CrcTests
{
    public static TheoryData<string, uint, uint> Vectors => new()
    {
        // bytes in hex, CRC-32C (RFC 3720 B.4 where it gives one), CRC-32
        { "", 0x00000000, 0x00000000 },
        { Convert.ToHexString(Encoding.ASCII.GetBytes("123456789")), 0xE3069283, 0xCBF43926 },
        { new string('0', 64), 0x8A9136AA, 0x190A55AD },
        { new string('F', 64), 0x62A8AB43, 0xFF6CAB0B },
        { "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", 0x46DD794E, 0x91267E8A },
        { "1f1e1d1c1b1a191817161514131211100f0e0d0c0b0a09080706050403020100", 0x113FDB5C, 0x9AB0EF72 },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Gives_the_published_values(string hex, uint crc32C, uint crc32)
    {
        var data = Convert.FromHexString(hex);
        Assert.Equal(crc32C, Crc32C.Compute(data));
        Assert.Equal(crc32, Crc32.Compute(data));
    }

    [Fact]
    public void Every_length_and_offset_agrees_with_bit_by_bit()
    {
        var data = RandomBytes(1, 70_000);
        foreach (var length in Enumerable.Range(0, 300)
            .Concat([511, 512, 513, 767, 768, 769, 1024, 4096, 6143, 6144, 6145, 13_000, 65_536]))
        {
            var slice = data.AsSpan(length % 17, length);
            Assert.Equal(BitByBit(slice, Crc32C.Polynomial), Crc32C.Compute(slice));
            Assert.Equal(BitByBit(slice, Crc32.Polynomial), Crc32.Compute(slice));
            Assert.Equal(Crc32.Compute(slice), ~Crc32.ByTables(~0u, slice));
        }
    }

    [Fact]
    public void Parts_join_into_the_whole()
    {
        var random = new SeededRandom(2);
        var data = RandomBytes(3, 20_000);
        for (var i = 0; i < 200; i++)
        {
            var whole = data.AsSpan(0, random.Next(data.Length + 1));
            var cut = random.Next(whole.Length + 1);
            var a = whole[..cut];
            var b = whole[cut..];
            Assert.Equal(Crc32C.Compute(whole), Crc32C.Append(Crc32C.Compute(a), b));
            Assert.Equal(Crc32.Compute(whole), Crc32.Append(Crc32.Compute(a), b));
            Assert.Equal(Crc32C.Compute(whole), Crc32C.Combine(Crc32C.Compute(a), Crc32C.Compute(b), b.Length));
            Assert.Equal(Crc32.Compute(whole), Crc32.Combine(Crc32.Compute(a), Crc32.Compute(b), b.Length));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(512)]
    [InlineData(1000)]
    [InlineData(4096)]
    public void Chunks_are_those_of_each_chunk_alone(int chunkSize)
    {
        var data = RandomBytes(4, 40_000);
        foreach (var length in (int[])[0, 1, 511, 512, 513, 2047, 2048, 2049, 5000, 40_000])
        {
            var checksums = new byte[((length + chunkSize - 1) / chunkSize) * 4];
            var chunks = Crc32C.ComputeChunks(data.AsSpan(0, length), chunkSize, checksums);
            Assert.Equal(checksums.Length / 4, chunks);
            for (var i = 0; i < chunks; i++)
            {
                var chunk = data.AsSpan(i * chunkSize, Math.Min(chunkSize, length - (i * chunkSize)));
                Assert.Equal(Crc32C.Compute(chunk), BinaryPrimitives.ReadUInt32BigEndian(checksums.AsSpan(i * 4)));
            }
        }
    }

    private static uint BitByBit(ReadOnlySpan<byte> data, uint polynomial)
    {
        var state = ~0u;
        foreach (var b in data)
        {
            state ^= b;
            for (var bit = 0; bit < 8; bit++)
            {
                state = (state & 1) == 0 ? state >> 1 : (state >> 1) ^ polynomial;
            }
        }

        return ~state;
    }

    private static byte[] RandomBytes(ulong seed, int count)
    {
        var random = new SeededRandom(seed);
        var bytes = new byte[count];
        for (var i = 0; i < count; i++)
        {
            bytes[i] = (byte)random.Next(256);
        }

        return bytes;
    }
}
