namespace Hathi.MapReduce.Shuffle.Tests;

public sealed class ShuffleHeaderTests
{
    // Text "attempt_1_0001_m_000000_0", VLong 300, VLong 1,000,000, VInt 3, as Java's DataOutput writes them.
    private const string Golden = "19617474656D70745F315F303030315F6D5F3030303030305F308E012C8D0F424003";

    private static readonly ShuffleHeader s_header = new("attempt_1_0001_m_000000_0", 300, 1_000_000, 3);

    [Fact]
    public void Bytes_are_those_of_Java()
    {
        var bytes = new byte[ShuffleHeader.MaxBytes];
        var length = s_header.Write(bytes);
        Assert.Equal(Golden, Convert.ToHexString(bytes, 0, length));
        Assert.Equal(length, s_header.Size);
    }

    [Fact]
    public void A_header_that_is_not_all_there_needs_more()
    {
        var golden = Convert.FromHexString(Golden);
        for (var length = 0; length < golden.Length; length++)
        {
            Assert.Equal(0, ShuffleHeader.Read(golden.AsSpan(0, length), out _));
        }

        Assert.Equal(golden.Length, ShuffleHeader.Read(golden, out var header));
        Assert.Equal(s_header, header);
    }

    [Fact]
    public void A_map_id_without_end_is_refused() =>
        Assert.Throws<FormatException>(() => ShuffleHeader.Read([0x8D, 0xFF, 0xFF, 0xFF, 0], out _));

    // Computed with Python: base64(hmac.new(b"secret", message, sha1)).
    [Fact]
    public void Hashes_are_those_of_Java()
    {
        var hash = ShuffleHash.OfRequest(13562, "/mapOutput?job=job_1_0001&reduce=0&map=attempt_1_0001_m_000000_0", "secret"u8);
        Assert.Equal("h7JhRRGIi2BtCiSfabak5CPLuLM=", hash);
        Assert.Equal("mI8W83sxzAODfk6Kcf4Eiy3y/G0=", ShuffleHash.OfReply(hash, "secret"u8));
    }

    [Fact]
    public void Meta_data_is_the_port_highest_byte_first() => Assert.Equal([0, 0, 0x34, 0xFA], ShuffleProtocol.MetaData(13562));
}
