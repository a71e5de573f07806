using System.Net;
using Hathi.Base;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Tests;

public sealed class NotationTests
{
    private static readonly Guid s_id = Guid.Parse("00112233-4455-6677-8899-aabbccddeeff");

    public static TheoryData<string, Action<WireBuffer>> Written => new()
    {
        { "7F", b => b.PutByte(0x7F) },
        { "FFFE", b => b.PutShort(0xFFFE) },
        { "FFFFFFFE", b => b.PutInt(-2) },
        { "7FFFFFFFFFFFFFFF", b => b.PutLong(long.MaxValue) },
        { "00112233445566778899AABBCCDDEEFF", b => b.PutUuid(s_id) },
        { "0003 'abc'", b => b.PutString("abc") },
        { "0004 F09F9098", b => b.PutString("\U0001F418") },
        { "00000003 'abc'", b => b.PutLongString("abc") },
        { "0002 CAFE", b => b.PutShortBytes([0xCA, 0xFE]) },
        { "00000002 CAFE", b => b.PutBytes([0xCA, 0xFE]) },
        { "00000000", b => b.PutValue(WireValue.Of([])) },
        { "FFFFFFFF", b => b.PutValue(WireValue.Null) },
        { "FFFFFFFE", b => b.PutValue(WireValue.Unset) },
        { "0006", b => b.PutConsistency(Consistency.LocalQuorum) },
        { "04 7F4D00C8", b => b.PutAddress(IPAddress.Parse("127.77.0.200")) },
        { "10 00000000000000000000000000000001 00002352", b => b.PutInet(new IPEndPoint(IPAddress.IPv6Loopback, 9042)) },
        { "0002 0001 'a' 0000", b => b.PutStringList(["a", ""]) },
        { "0001 0001 'k' 0001 'v'", b => b.PutStringMap(new Dictionary<string, string> { ["k"] = "v" }) },
        {
            "0002 0001 'k' 00000001 2A 0001 'n' FFFFFFFF",
            b => b.PutBytesMap(new Dictionary<string, byte[]?> { ["k"] = [0x2A], ["n"] = null })
        },
    };

    [Theory]
    [MemberData(nameof(Written), DisableDiscoveryEnumeration = true)]
    public void Writes_the_bytes_of_the_specification(string bytes, Action<WireBuffer> write) =>
        Assert.Equal(Wire.Bytes(bytes), Wire.Written(write));

    [Fact]
    public void Reads_them_again()
    {
        var reader = new WireReader(Wire.Bytes(
            "7F FFFE FFFFFFFE 7FFFFFFFFFFFFFFF 00112233445566778899AABBCCDDEEFF 0003 'abc' 00000003 'abc' 0002 CAFE 0006"
            + "04 7F4D00C8 10 00000000000000000000000000000001 00002352 0002 0001 'a' 0000"));
        Assert.Equal(0x7F, reader.Byte());
        Assert.Equal(0xFFFE, reader.Short());
        Assert.Equal(-2, reader.Int());
        Assert.Equal(long.MaxValue, reader.Long());
        Assert.Equal(s_id, reader.Uuid());
        Assert.Equal("abc", reader.String());
        Assert.Equal("abc"u8, reader.LongUtf8());
        Assert.Equal([0xCA, 0xFE], reader.ShortBytes().ToArray());
        Assert.Equal(Consistency.LocalQuorum, reader.Consistency());
        Assert.Equal(IPAddress.Parse("127.77.0.200"), reader.Address());
        Assert.Equal(new IPEndPoint(IPAddress.IPv6Loopback, 9042), reader.Inet());
        Assert.Equal(["a", ""], reader.StringList());
        Assert.True(reader.Rest.IsEmpty);
    }

    /// <summary>Nothing, null and "not set" are three things; before version 4 there were two.</summary>
    [Fact]
    public void Empty_is_not_null_and_null_is_not_unset()
    {
        var values = Wire.Bytes("00000000 FFFFFFFF FFFFFFFE FFFFFFFD");
        var reader = new WireReader(values);
        Assert.Equal("present", Kind(reader.Value(ProtocolVersion.V4)));
        Assert.Equal("null", Kind(reader.Value(ProtocolVersion.V4)));
        Assert.Equal("unset", Kind(reader.Value(ProtocolVersion.V4)));
        Assert.Contains("-3", Wire.Refused(() => new WireReader(Wire.Bytes("FFFFFFFD")).Value(ProtocolVersion.V5)).Message);

        reader = new WireReader(values);
        Assert.Equal("present", Kind(reader.Value(ProtocolVersion.V3)));
        Assert.Equal("null", Kind(reader.Value(ProtocolVersion.V3)));
        Assert.Equal("null", Kind(reader.Value(ProtocolVersion.V3)));
        Assert.Equal("null", Kind(reader.Value(ProtocolVersion.V3)));

        reader = new WireReader(values.AsSpan(8));
        Assert.Equal("null", Kind(reader.Bytes()));
        Assert.Equal("present", Kind(default));
    }

    [Fact]
    public void A_map_is_walked_over_where_it_lies()
    {
        var reader = new WireReader(Wire.Bytes("0002 0001 'k' 00000001 2A 0001 'n' FFFFFFFF 99"));
        var map = BytesMap.Read(ref reader);
        Assert.Equal([0x99], reader.Rest.ToArray());
        var found = new List<string>();
        foreach (var pair in map)
        {
            found.Add($"{System.Text.Encoding.UTF8.GetString(pair.Key)} {Kind(pair.Value)} {Convert.ToHexString(pair.Value.Bytes)}");
        }

        Assert.Equal(["k present 2A", "n null "], found);
    }

    public static TheoryData<string, Action<byte[]>> Wrong => new()
    {
        { "", b => new WireReader(b).Byte() },
        { "00", b => new WireReader(b).Short() },
        { "000000", b => new WireReader(b).Int() },
        { "00000000000000", b => new WireReader(b).Long() },
        { "00112233", b => new WireReader(b).Uuid() },
        { "0004 'abc'", b => new WireReader(b).String() },
        { "0002 C080", b => new WireReader(b).String() }, // not UTF-8: a zero of two bytes
        { "0003 EDA080", b => new WireReader(b).String() }, // not UTF-8: half of a pair
        { "FFFFFFFF", b => new WireReader(b).LongUtf8() },
        { "7FFFFFFF 00", b => new WireReader(b).LongUtf8() },
        { "7FFFFFFF 00", b => new WireReader(b).Bytes() },
        { "7FFFFFFF 00", b => new WireReader(b).Value(ProtocolVersion.V4) },
        { "0003 0000", b => new WireReader(b).ShortBytes() },
        { "000C", b => new WireReader(b).Consistency() },
        { "05 0000000000", b => new WireReader(b).Address() },
        { "04 7F000001 FFFFFFFF", b => new WireReader(b).Inet() },
        { "04 7F000001 00010000", b => new WireReader(b).Inet() },
        { "FFFF 0000", b => new WireReader(b).StringList() },
        { "FFFF 0000 00000000", b => ReadMap(b) },
    };

    [Theory]
    [MemberData(nameof(Wrong), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_is_refused_and_the_connection_goes_on(string bytes, Action<byte[]> read)
    {
        var refused = Wire.Refused(() => read(Wire.Bytes(bytes)));
        Assert.Equal((ErrorCode.ProtocolError, true, null), (refused.Code, refused.ConnectionGoesOn, refused.Stream));
    }

    [Fact]
    public void A_buffer_grows_and_keeps_what_is_in_it()
    {
        using var buffer = new WireBuffer();
        var expected = new List<byte>();
        var random = new SeededRandom(3);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(200)];
            bytes.AsSpan().Fill((byte)i);
            var at = random.Next(expected.Count + 1);
            if (random.Chance(0.2))
            {
                buffer.Insert(at, bytes);
                expected.InsertRange(at, bytes);
            }
            else
            {
                buffer.PutRaw(bytes);
                expected.AddRange(bytes);
            }
        }

        Assert.Equal(expected, buffer.Written.ToArray());
        buffer.Patch(4, 0x01020304);
        buffer.Truncate(8);
        Assert.Equal([.. expected[..4], 1, 2, 3, 4], buffer.WrittenMemory.ToArray());
        buffer.Clear();
        Assert.Equal(0, buffer.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Truncate(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Insert(1, [1]));
    }

    [Fact]
    public void What_is_too_long_for_its_length_is_refused() => Wire.Written(static buffer =>
    {
        ProtocolException[] refused =
        [
            Wire.Refused(() => buffer.PutString(new string('x', 0x10000))),
            Wire.Refused(() => buffer.PutShortBytes(new byte[0x10000])),
            Wire.Refused(() => buffer.PutStringList(new string[0x10000])),
        ];
        Assert.All(refused, static r => Assert.Equal((ErrorCode.Invalid, true), (r.Code, r.ConnectionGoesOn)));
        Assert.Equal(0, buffer.Length);
    });

    [Fact]
    public void A_level_for_debugging_is_refused_in_its_words()
    {
        var refused = Wire.Refused(() => new WireReader(Wire.Bytes("000B")).Consistency());
        Assert.Equal(ErrorCode.Invalid, refused.Code);
        Assert.Equal("NODE_LOCAL consistency level is highly dangerous and should be used only for debugging purposes", refused.Message);
    }

    [Fact]
    public void What_is_in_a_buffer_is_not_written_to_it_where_it_moves() => Wire.Written(static buffer =>
    {
        var length = buffer.Take(1000).Length;
        while (length < buffer.Capacity)
        {
            buffer.PutByte(1);
            length++;
        }

        Assert.Throws<ArgumentException>(() => buffer.PutRaw(buffer.Written));
        Assert.Throws<ArgumentException>(() => buffer.PutBytes(buffer.Written));
        Assert.Throws<ArgumentException>(() => buffer.Insert(0, buffer.Written));
        Assert.Throws<ArgumentException>(() => Metadata.RowsMetadata.PutPagingState(buffer, 0, buffer.Written));
        Assert.Equal(length, buffer.Length);
    });

    private static void ReadMap(byte[] bytes)
    {
        var reader = new WireReader(bytes);
        _ = BytesMap.Read(ref reader);
    }

    private static string Kind(WireValue value) => value.IsNull ? "null" : value.IsUnset ? "unset" : value.IsPresent ? "present" : "none";
}
