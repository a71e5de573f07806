using System.Numerics;
using Hathi.Base;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>The forms of numbers that only CQL has.</summary>
public sealed class NumberTests
{
    [Theory]
    [InlineData(0UL, "00")]
    [InlineData(127UL, "7F")]
    [InlineData(128UL, "8080")]
    [InlineData(256000UL, "C3E800")] // the specification's
    [InlineData(0x3FFFUL, "BFFF")]
    [InlineData(0x4000UL, "C04000")]
    [InlineData(0xFFFFFFFFFFFFFFUL, "FEFFFFFFFFFFFFFF")]
    [InlineData(0x100000000000000UL, "FF0100000000000000")]
    [InlineData(ulong.MaxValue, "FFFFFFFFFFFFFFFFFF")]
    public void A_vint_has_as_many_bytes_as_its_first_says(ulong number, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var written = new byte[UnsignedVInt.MaxBytes];
        Assert.Equal(bytes.Length, UnsignedVInt.Size(number));
        Assert.Equal(bytes, written[..UnsignedVInt.Write(written, number)]);
        Assert.Equal(bytes.Length, UnsignedVInt.TryRead([.. bytes, 0xEE], out var read));
        Assert.Equal(number, read);
        for (var cut = 0; cut < bytes.Length; cut++)
        {
            Assert.Equal(0, UnsignedVInt.TryRead(bytes.AsSpan(0, cut), out _));
        }
    }

    [Fact]
    public void Every_vint_comes_back()
    {
        var random = new SeededRandom(9);
        var bytes = new byte[UnsignedVInt.MaxBytes];
        for (var i = 0; i < 10_000; i++)
        {
            var number = random.NextUInt64() >> random.Next(64);
            var length = UnsignedVInt.Write(bytes, number);
            Assert.Equal(UnsignedVInt.Size(number), length);
            Assert.Equal(length, UnsignedVInt.TryRead(bytes.AsSpan(0, length), out var read));
            Assert.Equal(number, read);
            Assert.Equal((long)number, UnsignedVInt.TurnBack(UnsignedVInt.Turn((long)number)));
        }
    }

    [Theory]
    [InlineData(0, 0UL)]
    [InlineData(-1, 1UL)]
    [InlineData(1, 2UL)]
    [InlineData(-3, 5UL)]
    [InlineData(long.MinValue, ulong.MaxValue)]
    public void Small_numbers_are_short_on_either_side(long number, ulong turned) => Assert.Equal(turned, UnsignedVInt.Turn(number));

    [Theory]
    [InlineData(0, 0, 0, "000000")]
    [InlineData(1, 2, 3, "020406")]
    [InlineData(-1, -2, -3, "010305")]
    [InlineData(12, 0, 3_600_000_000_000, "1800FC068C61714000")]
    [InlineData(int.MaxValue, int.MaxValue, long.MaxValue, "F0FFFFFFFEF0FFFFFFFEFFFFFFFFFFFFFFFFFE")]
    [InlineData(int.MinValue, int.MinValue, long.MinValue, "F0FFFFFFFFF0FFFFFFFFFFFFFFFFFFFFFFFFFF")]
    public void A_duration_is_three_numbers(int months, int days, long nanoseconds, string hex)
    {
        var bytes = Convert.FromHexString(hex);
        var duration = new CqlDuration(months, days, nanoseconds);
        var written = new byte[CqlDuration.MaxBytes];
        Assert.Equal(hex, Convert.ToHexString(written.AsSpan(0, duration.Write(written))));
        Assert.True(CqlDuration.TryRead(bytes, out var read));
        Assert.Equal(duration, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0000")]
    [InlineData("00000000")] // one byte too many
    [InlineData("0201FF")] // cut off
    [InlineData("020100")] // a month and minus a day
    [InlineData("010002")]
    [InlineData("F100000000" + "0000")] // 2^31 months
    public void What_is_no_duration_is_refused(string hex) => Assert.False(CqlDuration.TryRead(Convert.FromHexString(hex), out _));

    [Theory]
    [InlineData("0", "00")]
    [InlineData("1", "01")]
    [InlineData("127", "7F")]
    [InlineData("128", "0080")]
    [InlineData("129", "0081")]
    [InlineData("-1", "FF")]
    [InlineData("-128", "80")]
    [InlineData("-129", "FF7F")]
    public void A_varint_is_as_short_as_it_can_be(string number, string hex)
    {
        Assert.Equal(hex, Convert.ToHexString(VarintValue.Write(BigInteger.Parse(number))));
        Assert.Equal(BigInteger.Parse(number), VarintValue.Read(Convert.FromHexString(hex)));
        var longer = (number[0] == '-' ? "FFFFFF" : "000000") + hex;
        Assert.Equal(BigInteger.Parse(number), VarintValue.Read(Convert.FromHexString(longer)));
        Assert.Equal(0, VarintValue.Compare(Convert.FromHexString(hex), Convert.FromHexString(longer)));
    }

    [Fact]
    public void Varints_are_ordered_as_their_numbers()
    {
        var random = new SeededRandom(11);
        for (var i = 0; i < 5_000; i++)
        {
            var (a, b) = (Random(random), random.Chance(0.3) ? Random(random) : Random(random, 3));
            Assert.Equal(
                Math.Sign(VarintValue.Read(a).CompareTo(VarintValue.Read(b))),
                Math.Sign(VarintValue.Compare(a, b)));
        }

        Assert.True(VarintValue.Compare([], [0x80]) < 0);
        Assert.True(VarintValue.Compare([0x80], []) > 0);
        Assert.Equal(0, VarintValue.Compare([], []));
    }

    [Fact]
    public void A_decimal_has_its_scale_first()
    {
        var number = new CqlDecimal(new BigInteger(-12345), 2);
        Assert.Equal("00000002CFC7", Convert.ToHexString(number.Write()));
        Assert.True(CqlDecimal.TryRead(number.Write(), out var read));
        Assert.Equal(number, read);
        Assert.False(CqlDecimal.TryRead([0, 0, 0, 2], out _));
        Assert.False(CqlDecimal.TryRead(new byte[ValueLimits.MaxDecimalBytes + 1], out _));
    }

    [Fact]
    public void Decimals_are_ordered_as_their_numbers()
    {
        var random = new SeededRandom(12);
        for (var i = 0; i < 3_000; i++)
        {
            var (a, b) = (RandomDecimal(random), RandomDecimal(random));
            var expected = (a.Unscaled * BigInteger.Pow(10, 40 - a.Scale)).CompareTo(b.Unscaled * BigInteger.Pow(10, 40 - b.Scale));
            Assert.Equal(Math.Sign(expected), Math.Sign(CqlDecimal.Compare(a.Write(), b.Write())));
        }

        static CqlDecimal RandomDecimal(SeededRandom random) => new(VarintValue.Read(Random(random)), random.Next(-40, 41));
    }

    /// <summary>Nobody writes out a number with two billion digits.</summary>
    [Theory]
    [InlineData("7FFFFFFF01", "8000000001", -1)]
    [InlineData("7FFFFFFFFF", "80000000FF", 1)]
    [InlineData("7FFFFFFF00", "8000000000", 0)]
    [InlineData("0000000001", "000000020064", 0)] // 1 and 1.00
    [InlineData("FFFFFFFE01", "000000000064", 0)] // 1E+2 and 100
    [InlineData("000000000A", "0000000109", 1)]
    public void Decimals_far_apart_are_ordered_at_once(string a, string b, int order)
    {
        Assert.Equal(order, CqlDecimal.Compare(Convert.FromHexString(a), Convert.FromHexString(b)));
        Assert.Equal(-order, CqlDecimal.Compare(Convert.FromHexString(b), Convert.FromHexString(a)));
    }

    private static byte[] Random(SeededRandom random, int most = 12)
    {
        var bytes = new byte[random.Next(1, most)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = random.Chance(0.4) ? (byte)0 : random.Chance(0.4) ? (byte)0xFF : (byte)random.NextUInt64();
        }

        return bytes;
    }
}
