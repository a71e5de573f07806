using Hathi.Base;

namespace Hathi.MapReduce.Tests.Serialization;

public class VIntTests
{
    // What Apache's WritableUtils.writeVLong writes.
    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(-1, "FF")]
    [InlineData(-112, "90")]
    [InlineData(128, "8F80")]
    [InlineData(255, "8FFF")]
    [InlineData(256, "8E0100")]
    [InlineData(-113, "8770")]
    [InlineData(-256, "87FF")]
    [InlineData(-257, "860100")]
    [InlineData(int.MaxValue, "8C7FFFFFFF")]
    [InlineData(long.MaxValue, "887FFFFFFFFFFFFFFF")]
    [InlineData(long.MinValue, "807FFFFFFFFFFFFFFF")]
    public void Writes_Hadoops_bytes(long value, string hex)
    {
        var target = new byte[VInt.MaxBytes];
        var n = VInt.Write(target, value);
        Assert.Equal(hex, Convert.ToHexString(target, 0, n));
    }

    [Fact]
    public void Reads_what_it_wrote_and_says_how_long_it_is()
    {
        var random = new SeededRandom(7);
        var target = new byte[VInt.MaxBytes];
        for (var i = 0; i < 20_000; i++)
        {
            var value = (long)(random.NextUInt64() >> random.Next(64)) * (random.Chance(0.5) ? 1 : -1);
            var n = VInt.Write(target, value);
            Assert.Equal(VInt.Size(value), n);
            Assert.Equal(n, VInt.SizeFrom(target[0]));
            Assert.Equal(n, VInt.Read(target, out var read));
            Assert.Equal(value, read);
            Assert.Equal(0, VInt.Read(target.AsSpan(0, n - 1), out _));
        }
    }
}
