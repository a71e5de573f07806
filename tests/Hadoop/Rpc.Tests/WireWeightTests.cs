using System.Buffers;
using Google.Protobuf;
using Hathi.Base;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>
/// What bytes become in memory is known before they are decoded. (Every field of every message of every protocol is tried in the tests of
/// hostile clients.)
/// </summary>
public sealed class WireWeightTests
{
    private const int Elements = 1_000;
    private static readonly WireShape s_nested = WireShape.Of<Nested>()!;

    [Fact]
    public void Empty_messages_weigh_what_they_become()
    {
        byte[] bytes = [.. Enumerable.Repeat<byte[]>([0x12, 0], Elements).SelectMany(static b => b)]; // many
        Assert.InRange(Weigh(bytes), Elements * WireShape.Of<EchoRequest>()!.Size, Elements * 100);
    }

    [Fact]
    public void Messages_are_followed_into_messages()
    {
        var message = new Nested
        {
            Deeper = new Nested { Deeper = new Nested { Many = { Enumerable.Repeat(new EchoRequest { Text = "" }, Elements) } } },
        };
        Assert.InRange(Weigh(message.ToByteArray()), Elements * WireShape.Of<EchoRequest>()!.Size, Elements * 120);
    }

    [Fact]
    public void Packed_numbers_weigh_each()
    {
        var unpacked = new Coloured { Many = { Enumerable.Repeat(Coloured.Types.Colour.Red, Elements) } };
        byte[] packed = [.. new byte[] { 0x1A, 0xE8, 0x07 }, .. Enumerable.Repeat((byte)1, Elements)];
        Assert.Equal(unpacked.Many, Coloured.Parser.ParseFrom(packed).Many);
        var shape = WireShape.Of<Coloured>()!;
        Assert.Equal(WireWeight.Of(new(unpacked.ToByteArray()), shape, long.MaxValue), WireWeight.Of(new(packed), shape, long.MaxValue));
        Assert.InRange(WireWeight.Of(new(packed), shape, long.MaxValue), Elements * sizeof(long), Elements * 20);
    }

    [Fact]
    public void Bytes_in_pieces_weigh_the_same()
    {
        var message = new Nested
        {
            One = new EchoRequest { Text = new string('x', 300) },
            Many = { new EchoRequest { Text = "y" } },
            Deeper = new Nested { Many = { new EchoRequest() } },
        };
        var bytes = message.ToByteArray();
        var whole = Weigh(bytes);
        var random = new SeededRandom(5);
        for (var i = 0; i < 200; i++)
        {
            Assert.Equal(whole, WireWeight.Of(Pieces.Of(bytes, random), s_nested, long.MaxValue));
        }
    }

    [Fact]
    public void No_bytes_at_all_are_too_much_for_it()
    {
        var random = new SeededRandom(9);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(200)];
            for (var at = 0; at < bytes.Length; at++)
            {
                bytes[at] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(8 * (1 + random.Next(4)) + random.Next(4));
            }

            Assert.InRange(Weigh(bytes), s_nested.Size, long.MaxValue);
        }
    }

    [Fact]
    public void Nesting_has_an_end()
    {
        Assert.InRange(Weigh([.. Enumerable.Repeat((byte)0x0B, 1_000_000)]), 1, 1_000_000); // groups in groups
        byte[] message = [];
        for (var depth = 0; depth < 5_000; depth++)
        {
            var length = new byte[Varint.Size((uint)message.Length)];
            Varint.Write(length, (uint)message.Length);
            message = [0x1A, .. length, .. message];
        }

        Assert.InRange(Weigh(message), 1, 200 * s_nested.Size);
        Assert.ThrowsAny<InvalidProtocolBufferException>(() => Nested.Parser.ParseFrom(message));
    }

    [Fact]
    public void It_ends_at_the_limit() =>
        Assert.InRange(
            WireWeight.Of(new([.. Enumerable.Repeat<byte[]>([0x12, 0], 100_000).SelectMany(static b => b)]), s_nested, 10_000),
            10_001,
            11_000);

    /// <summary>The parser adds such a length to where it stands, in 32 bits, and takes two gigabytes for the field that follows.</summary>
    [Theory]
    [InlineData("1AF0FFFFFF07" + "0AC7FFFFFF07")] // a message, and in it bytes
    [InlineData("1AF0FFFFFF07")]
    [InlineData("1A061AF0FFFFFF07")]
    [InlineData("0AFFFFFFFF07")]
    [InlineData("0AF0FFFFFFF7FFFFFFFF01")] // more bytes than a number of 32 bits needs
    public void A_length_that_is_more_than_there_is_is_seen_before_anything_is_made(string hex)
    {
        var bytes = Convert.FromHexString(hex);
        Assert.True(WireWeight.Overruns(bytes, s_nested));
        Assert.True(WireWeight.Overruns(Pieces.Of(bytes, new SeededRandom(7)), s_nested));
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<InvalidProtocolBufferException>(() => MessageBytes.Parse<Nested>(new ReadOnlySequence<byte>(bytes)));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Text_that_looks_like_such_a_length_is_none()
    {
        var message = new Nested { One = new EchoRequest { Text = "\u01C7\u01C7" }, Deeper = new Nested() };
        var bytes = message.ToByteArray();
        Assert.False(WireWeight.Overruns(bytes, s_nested));
        Assert.Equal(message, MessageBytes.Parse<Nested>(new ReadOnlySequence<byte>(bytes)));
    }

    private static long Weigh(byte[] bytes) => WireWeight.Of(new ReadOnlySequence<byte>(bytes), s_nested, long.MaxValue);
}
