namespace Hathi.Base.Tests;

public sealed class VarintTests
{
    [Theory]
    [InlineData(0, "00")]
    [InlineData(1, "01")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(150, "9601")] // the example of protobuf's encoding guide
    [InlineData(300, "AC02")]
    [InlineData(uint.MaxValue, "FFFFFFFF0F")]
    [InlineData(ulong.MaxValue, "FFFFFFFFFFFFFFFFFF01")]
    public void Known_bytes(ulong value, string hex)
    {
        var bytes = new byte[10];
        var n = Varint.Write(bytes, value);
        Assert.Equal(hex, Convert.ToHexString(bytes.AsSpan(0, n)));
        Assert.Equal(n, Varint.Size(value));
        Assert.Equal(n, Varint.TryRead64(bytes, out var read));
        Assert.Equal(value, read);
        if (value <= uint.MaxValue)
        {
            Assert.Equal(n, Varint.TryRead32(bytes, out var read32));
            Assert.Equal(value, read32);
        }
    }

    [Fact]
    public void Any_number_comes_back_and_any_part_of_it_needs_more()
    {
        var random = new SeededRandom(1);
        var bytes = new byte[10];
        for (var i = 0; i < 10_000; i++)
        {
            var value = random.NextUInt64() >> random.Next(64);
            var n = Varint.Write(bytes, value);
            Assert.Equal(n, Varint.Size(value));
            Assert.Equal(n, Varint.TryRead64(bytes, out var read));
            Assert.Equal(value, read);
            for (var part = 0; part < n; part++)
            {
                Assert.Equal(0, Varint.TryRead64(bytes.AsSpan(0, part), out _));
            }
        }
    }

    [Theory]
    [InlineData("FFFFFFFF10")] // a 33rd bit
    [InlineData("8080808080")]
    [InlineData("FFFFFFFFFFFFFFFFFFFF01")]
    public void Too_long_for_32_bits(string hex) => Assert.Equal(-1, Varint.TryRead32(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData("FFFFFFFFFFFFFFFFFF02")]
    [InlineData("80808080808080808080")]
    public void Too_long_for_64_bits(string hex) => Assert.Equal(-1, Varint.TryRead64(Convert.FromHexString(hex), out _));
}
