using System.Net;
using Hathi.Base;
using Hathi.Ring.Data.Types;
using Hathi.Ring.Data.Values;

namespace Hathi.Ring.Protocol.Tests;

/// <summary>What is a value of a type, and in which order values come.</summary>
public sealed class ValueTests
{
    private static readonly TupleType s_tuple = new([NativeType.Int, NativeType.Varchar]);
    private static readonly UserType s_user = new("ks", "u", ["a", "b"], [NativeType.Int, NativeType.Varchar]);
    private static readonly ListType s_list = new(NativeType.Int);
    private static readonly MapType s_map = new(NativeType.Varchar, NativeType.Int);

    /// <summary>Values in their order, a line each kind; "=" stands between equal ones.</summary>
    public static TheoryData<CqlType, string[]> Ordered => new()
    {
        { NativeType.Ascii, ["", "'a'", "'aa'", "'b'"] },
        { NativeType.Varchar, ["", "'a'", "EFBFBD", "F09F9098"] },
        { NativeType.Blob, ["", "00", "0000", "7F", "80", "FF"] },
        { NativeType.Inet, ["", "00000000000000000000000000000001", "01020304", "FF000000"] },
        { NativeType.Bigint, ["", "8000000000000000", "FFFFFFFFFFFFFFFF", "0000000000000000", "7FFFFFFFFFFFFFFF"] },
        { NativeType.Timestamp, ["", "FFFFFFFFFFFFFFFE", "0000000000000001"] },
        { NativeType.Int, ["", "80000000", "FFFFFFFE", "FFFFFFFF", "00000000", "00000001", "7FFFFFFF"] },
        { NativeType.Smallint, ["8000", "FFFF", "0000", "7FFF"] },
        { NativeType.Tinyint, ["80", "FF", "00", "7F"] },
        { NativeType.Boolean, ["", "00", "01=FF"] },
        { NativeType.Date, ["00000000", "7FFFFFFF", "80000000", "FFFFFFFF"] },
        { NativeType.Time, ["0000000000000000", "00004E94914EFFFF"] },
        {
            NativeType.Double,
            ["", "FFF0000000000000", "BFF0000000000000", "8000000000000000", "0000000000000000", "7FF0000000000000",
                "7FF8000000000000=FFF8000000000000=7FF8000000000001"]
        },
        { NativeType.Float, ["", "FF800000", "BF800000", "80000000", "00000000", "7F800000", "7FC00000=FFC00000=7FC00001"] },
        { NativeType.Varint, ["", "80", "FF", "00", "000001=01", "7F", "0080"] },
        { NativeType.Decimal, ["", "0000000080", "0000000000", "0000000101", "0000000001=000000010A"] },
        { NativeType.Duration, ["000000", "010000", "020000"] },
        {
            NativeType.Uuid,
            [
                "", "FFFFFFFF00000FFF8000000000000000", "00000002000010008000000000000000", "0000000100011000FF00000000000000",
                "00000000000041118000000000000000", "00000000000041118000000000000001"
            ]
        },
        {
            NativeType.Timeuuid,
            [
                "", "FFFFFFFF000010008000000000000000", "00000000000110008080808080808080", "00000000000110008080808080808000",
                "00000000000110007F00000000000000", "00000000000010018000000000000000"
            ]
        },
        {
            s_list,
            ["00000000", "00000001 00000004 FFFFFFFF", "00000001 00000004 00000001", "00000002 00000004 00000001 00000004 FFFFFFFF",
                "00000001 00000004 00000002"]
        },
        {
            s_map,
            ["00000000", "00000001 00000001 'a' 00000004 00000001", "00000001 00000001 'a' 00000004 00000002",
                "00000001 00000001 'b' 00000004 00000001"]
        },
        {
            s_tuple,
            ["", "FFFFFFFF=FFFFFFFF FFFFFFFF", "FFFFFFFF 00000000", "00000004 FFFFFFFF", "00000004 00000000",
                "00000004 00000000 00000000", "00000004 00000000 00000001 'a'", "00000004 00000001"]
        },
        { s_user, ["", "FFFFFFFF", "00000004 00000001=00000004 00000001 FFFFFFFF", "00000004 00000001 00000001 'a'"] },
        { new VectorType(NativeType.Float, 2), ["BF800000 7F800000", "00000000 00000000", "00000000 3F800000", "3F800000 BF800000"] },
        { new VectorType(NativeType.Varchar, 2), ["01 'a' 00", "01 'a' 01 'b'", "02 'aa' 00", "01 'b' 00"] },
        { new VectorType(NativeType.Smallint, 1), ["02 FFFF", "02 0001"] },
        { new CustomType("com.example.T"), ["", "00", "FF"] },
    };

    [Theory]
    [MemberData(nameof(Ordered), DisableDiscoveryEnumeration = true)]
    public void Values_have_the_order_of_their_type(CqlType type, string[] texts)
    {
        var values = texts.Select(static t => t.Split('=').Select(Wire.Bytes).ToList()).ToList();
        for (var i = 0; i < values.Count; i++)
        {
            for (var j = 0; j < values.Count; j++)
            {
                foreach (var (a, b) in values[i].SelectMany(a => values[j].Select(b => (a, b))))
                {
                    Assert.True(
                        i.CompareTo(j) == Math.Sign(ValueOrder.Compare(type, a, b)),
                        $"{type}: {Convert.ToHexString(a)} and {Convert.ToHexString(b)}");
                }
            }
        }

        foreach (var value in values.SelectMany(static v => v))
        {
            Assert.Null(ValueCheck.Fault(type, value));
        }
    }

    [Fact]
    public void Each_kind_has_an_order() => Assert.Equal(
        Enum.GetValues<CqlKind>(),
        Ordered.Select(static row => row.Data.Item1.Kind).Append(CqlKind.Set).Append(CqlKind.Counter).Distinct().Order());

    public static TheoryData<CqlType, string[]> Wrong => new()
    {
        { NativeType.Ascii, ["80", "'a' FF"] },
        { NativeType.Varchar, ["FF", "C080", "EDA080", "F09F90"] },
        { NativeType.Bigint, ["00", "00000000000000", "000000000000000000"] },
        { NativeType.Counter, ["00000000"] },
        { NativeType.Timestamp, ["00000000"] },
        { NativeType.Double, ["00000000"] },
        { NativeType.Float, ["0000000000000000"] },
        { NativeType.Int, ["000000", "0000000000"] },
        { NativeType.Smallint, ["", "00", "000000"] },
        { NativeType.Tinyint, ["", "0000"] },
        { NativeType.Boolean, ["0000"] },
        { NativeType.Date, ["", "0000"] },
        { NativeType.Time, ["", "00000000"] },
        { NativeType.Uuid, ["00"] },
        { NativeType.Timeuuid, ["00", "00000000000040008000000000000000"] },
        { NativeType.Inet, ["7F", "7F00000100"] },
        { NativeType.Decimal, ["00", "00000000"] },
        { NativeType.Duration, ["", "0000", "020100"] },
        {
            s_list,
            ["", "000000", "FFFFFFFF", "00000001", "00000001 FFFFFFFF", "00000001 00000003 000000", "00000001 00000005 00000000",
                "00000000 00", "7FFFFFFF 00000004 00000000"]
        },
        { new SetType(NativeType.Int), ["00000001 FFFFFFFF"] },
        { s_map, ["00000001 00000001 'a'", "00000001 00000001 'a' FFFFFFFF", "00000001 FFFFFFFF 00000004 00000000"] },
        { s_tuple, ["00", "00000003 000000", "00000005 00000000", "FFFFFFFF FFFFFFFF FFFFFFFF", "FFFFFFFF 00000001 FF"] },
        { s_user, ["00", "00000004 00000000 00000000 00"] },
        { new VectorType(NativeType.Float, 2), ["", "00000000", "00000000 00000000 00"] },
        { new VectorType(NativeType.Varchar, 2), ["", "00", "00 02 'a'", "00 00 00", "01 FF 00"] },
        { new ListType(s_list), ["00000001 00000004 00000001"] },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_is_no_value_of_a_type_is_told(CqlType type, string[] texts) =>
        Assert.All(texts, text => Assert.False(string.IsNullOrEmpty(ValueCheck.Fault(type, Wire.Bytes(text)))));

    [Fact]
    public void Numbers_that_take_seconds_are_refused()
    {
        Assert.Null(ValueCheck.Fault(NativeType.Varint, new byte[ValueLimits.MaxNumberBytes]));
        Assert.NotNull(ValueCheck.Fault(NativeType.Varint, new byte[ValueLimits.MaxNumberBytes + 1]));
        Assert.NotNull(ValueCheck.Fault(NativeType.Decimal, new byte[ValueLimits.MaxDecimalBytes + 1]));
        Assert.Null(ValueCheck.Fault(NativeType.Decimal, new byte[ValueLimits.MaxDecimalBytes]));
        Assert.NotNull(ValueCheck.Fault(NativeType.Decimal, new byte[4096])); // takes milliseconds to compare
    }

    /// <summary>An order is one: whatever the bytes are, and though nobody checked them.</summary>
    [Fact]
    public void Any_bytes_have_an_order()
    {
        var random = new SeededRandom(13);
        CqlType[] types = [.. Ordered.Select(static row => row.Data.Item1)];
        for (var i = 0; i < 20_000; i++)
        {
            var type = types[random.Next(types.Length)];
            var (a, b) = (Random(random), Random(random));
            Assert.Equal(0, ValueOrder.Compare(type, a, a));
            Assert.Equal(Math.Sign(ValueOrder.Compare(type, a, b)), -Math.Sign(ValueOrder.Compare(type, b, a)));
        }
    }

    [Fact]
    public void Fixed_values_are_read()
    {
        Assert.True(NativeValues.TryReadLong(Wire.Bytes("FFFFFFFFFFFFFFFE"), out var bigint) && bigint == -2);
        Assert.True(NativeValues.TryReadInt(Wire.Bytes("FFFFFFFE"), out var number) && number == -2);
        Assert.True(NativeValues.TryReadSmallint(Wire.Bytes("FFFE"), out var small) && small == -2);
        Assert.True(NativeValues.TryReadTinyint(Wire.Bytes("FE"), out var tiny) && tiny == -2);
        Assert.True(NativeValues.TryReadBoolean(Wire.Bytes("02"), out var truth) && truth);
        Assert.True(NativeValues.TryReadDouble(Wire.Bytes("3FF8000000000000"), out var wide) && wide == 1.5);
        Assert.True(NativeValues.TryReadFloat(Wire.Bytes("3FC00000"), out var narrow) && narrow == 1.5);
        Assert.True(NativeValues.TryReadDate(Wire.Bytes("80000001"), out var tomorrow) && tomorrow == 1);
        Assert.True(NativeValues.TryReadDate(Wire.Bytes("7FFFFFFF"), out var yesterday) && yesterday == -1);
        Assert.True(NativeValues.TryReadInet(Wire.Bytes("7F4D00C8"), out var address));
        Assert.Equal(IPAddress.Parse("127.77.0.200"), address);
        Assert.True(NativeValues.TryReadUuid(Wire.Bytes("00112233445566778899AABBCCDDEEFF"), out var id));
        Assert.Equal(Guid.Parse("00112233-4455-6677-8899-aabbccddeeff"), id);
        var bytes = new byte[16];
        NativeValues.WriteUuid(bytes, id);
        Assert.Equal(Wire.Bytes("00112233445566778899AABBCCDDEEFF"), bytes);
        NativeValues.WriteDate(bytes, -1);
        Assert.Equal(Wire.Bytes("7FFFFFFF"), bytes[..4]);
    }

    /// <summary>Empty is a value, and none that is read as a number.</summary>
    [Fact]
    public void Empty_is_not_zero()
    {
        Assert.False(NativeValues.TryReadLong([], out _) || NativeValues.TryReadInt([], out _) || NativeValues.TryReadSmallint([], out _));
        Assert.False(NativeValues.TryReadTinyint([], out _) || NativeValues.TryReadBoolean([], out _));
        Assert.False(NativeValues.TryReadDouble([], out _) || NativeValues.TryReadFloat([], out _) || NativeValues.TryReadDate([], out _));
        Assert.False(NativeValues.TryReadInet([], out _) || NativeValues.TryReadUuid([], out _));
    }

    private static byte[] Random(SeededRandom random)
    {
        var bytes = new byte[random.Next(24)];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = random.Chance(0.6) ? (byte)0 : (byte)random.NextUInt64();
        }

        return bytes;
    }
}
