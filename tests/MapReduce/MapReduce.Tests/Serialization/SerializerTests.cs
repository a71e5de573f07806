using System.Buffers;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Serialization;

public class SerializerTests
{
    private static readonly SerializerSet Set = new();

    // Bytes and hash codes of Apache's Writables of the same value.
    [Fact]
    public void Text_is_Hadoops() => Check(new Text("héllo"u8), "0668C3A96C6C6F", "héllo", JavaBytesHash("héllo"u8));

    [Fact]
    public void Long_is_a_LongWritable() => Check(-2L, "FFFFFFFFFFFFFFFE", "-2", -2);

    [Fact]
    public void Int_is_an_IntWritable() => Check(258, "00000102", "258", 258);

    [Fact]
    public void Bytes_are_a_BytesWritable() => Check(new Bytes([0, 0xAB, 7]), "0000000300AB07", "00 ab 07", JavaBytesHash([0, 0xAB, 7]));

    [Fact]
    public void Double_is_a_DoubleWritable()
    {
        Check(1.5, "3FF8000000000000", "1.5", 0);
        Check(1.0, "3FF0000000000000", "1.0", 0);
    }

    [Fact]
    public void String_has_the_bytes_of_Text() => Check("héllo", "0668C3A96C6C6F", "héllo", JavaBytesHash("héllo"u8));

    [Fact]
    public void Null_has_no_bytes() => Check(Null.Value, "", "", 0);

    [Fact]
    public void Long_text_has_a_longer_header()
    {
        var text = new byte[300];
        var bytes = Serialize(Set.Get<Text>(), new Text(text));
        Assert.Equal("8E012C00", Convert.ToHexString(bytes, 0, 4));
        Assert.Equal(303, bytes.Length);
        Assert.True(Set.Get<Text>().Read(bytes).Bytes.SequenceEqual(text));
    }

    [Fact]
    public void Text_order_is_byte_order_and_prefixes_agree_with_it()
    {
        var random = new SeededRandom(11);
        for (var i = 0; i < 200_000; i++)
        {
            var a = random.Bytes(random.Next(20), "\0\u0001ab\xff"u8);
            var b = random.Chance(0.5)
                ? [.. a.AsSpan(0, random.Next(a.Length + 1)), .. random.Bytes(random.Next(3), "\0a"u8)]
                : random.Bytes(random.Next(20), "\0\u0001ab"u8);
            CheckOrder(
                Set.Get<Text>().Comparer,
                Serialize(Set.Get<Text>(), new Text(a)),
                Serialize(Set.Get<Text>(), new Text(b)),
                a.AsSpan().SequenceCompareTo(b));
            CheckOrder(
                Set.Get<Bytes>().Comparer,
                Serialize(Set.Get<Bytes>(), new Bytes(a)),
                Serialize(Set.Get<Bytes>(), new Bytes(b)),
                a.AsSpan().SequenceCompareTo(b));
        }
    }

    [Fact]
    public void Numbers_sort_as_numbers()
    {
        long[] longs = [long.MinValue, -70_000, -129, -113, -112, -1, 0, 1, 127, 128, 70_000, long.MaxValue];
        double[] doubles =
        [
            double.NegativeInfinity, -1e300, -1, -double.Epsilon, -0.0, 0.0, double.Epsilon, 1, 1e300, double.PositiveInfinity, double.NaN,
        ];
        for (var i = 0; i < longs.Length; i++)
        {
            for (var j = 0; j < longs.Length; j++)
            {
                CheckOrder(
                    Set.Get<long>().Comparer, Serialize(Set.Get<long>(), longs[i]), Serialize(Set.Get<long>(), longs[j]), i.CompareTo(j));
                CheckOrder(
                    new VarInt64Serializer().Comparer,
                    Serialize(new VarInt64Serializer(), longs[i]),
                    Serialize(new VarInt64Serializer(), longs[j]),
                    i.CompareTo(j));
                CheckOrder(
                    Set.Get<int>().Comparer,
                    Serialize(Set.Get<int>(), (int)(longs[i] >> 20)),
                    Serialize(Set.Get<int>(), (int)(longs[j] >> 20)),
                    ((int)(longs[i] >> 20)).CompareTo((int)(longs[j] >> 20)));
            }
        }

        for (var i = 0; i < doubles.Length; i++)
        {
            for (var j = 0; j < doubles.Length; j++)
            {
                CheckOrder(
                    Set.Get<double>().Comparer,
                    Serialize(Set.Get<double>(), doubles[i]),
                    Serialize(Set.Get<double>(), doubles[j]),
                    i.CompareTo(j));
            }
        }
    }

    [Fact]
    public void A_type_without_serialiser_is_named()
    {
        var e = Assert.Throws<JobDefinitionException>(() => Set.Get<DateTime>());
        Assert.Contains("DateTime", e.Message, StringComparison.Ordinal);
        Assert.Contains("job.Serialize", e.Message, StringComparison.Ordinal);
    }

    private static void CheckOrder(RawComparer comparer, byte[] a, byte[] b, int expected)
    {
        Assert.Equal(Math.Sign(expected), Math.Sign(comparer.Compare(a, b)));
        for (var depth = 0; depth < 4; depth++)
        {
            var (left, right) = (comparer.Prefix(a, depth), comparer.Prefix(b, depth));
            if (left != right)
            {
                Assert.Equal(Math.Sign(expected), left.CompareTo(right));
                return;
            }

            if (comparer.Decides(left))
            {
                Assert.Equal(0, expected);
                return;
            }
        }

        Assert.Fail("Keys of up to 20 bytes are decided by three prefixes.");
    }

    private static void Check<T>(T value, string hex, string text, int hash)
        where T : allows ref struct
    {
        var serializer = Set.Get<T>();
        var bytes = Serialize(serializer, value);
        Assert.Equal(hex, Convert.ToHexString(bytes));
        Assert.Equal(hex, Convert.ToHexString(Serialize(serializer, serializer.Read(bytes))));
        Assert.Equal(hash, serializer.GetHash(bytes));
        var formatted = new ArrayBufferWriter<byte>();
        serializer.Format(value, formatted);
        Assert.Equal(text, Encoding.UTF8.GetString(formatted.WrittenSpan));
    }

    private static byte[] Serialize<T>(Serializer<T> serializer, T value)
        where T : allows ref struct
    {
        var bytes = new byte[serializer.GetSize(value)];
        serializer.Write(value, bytes);
        return bytes;
    }

    private static int JavaBytesHash(ReadOnlySpan<byte> bytes)
    {
        var hash = 1;
        foreach (var b in bytes)
        {
            hash = unchecked((31 * hash) + (sbyte)b);
        }

        return hash;
    }
}
