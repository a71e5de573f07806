using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Tests.Compression;

/// <summary>Packed data that somebody else packed, or that is damaged: an InvalidDataException says so, and nothing else happens.</summary>
public sealed class CodecFuzzTests
{
    /// <summary>Far more than the good ones hold: what a damaged one unpacks to has an end.</summary>
    private const long MostUnpacked = 32 << 20;

    /// <summary>The decoder of bzip2 has nine bytes for each of the 900,000 that a block may have.</summary>
    private const long MostOfBzip2 = 32 << 20;

    private const int Bzip2Runs = 150;

    private static readonly byte[][] Contents =
        [[], "hello hello hello hello\n"u8.ToArray(), new SeededRandom(1).Bytes(3_000, "abcdefgh"u8)];

    [Theory]
    [InlineData(".gz")]
    [InlineData(".deflate")]
    [InlineData(".snappy")]
    [Fuzzes(typeof(GzipReader), typeof(DeflateReader), typeof(InflateReader), typeof(SnappyReader), typeof(PackedInput))]
    public void Streams(string suffix) => new Fuzz
    {
        Of = suffix,
        Good = Good(suffix),
        Decode = bytes =>
        {
            Drain(CompressionCodec.ForPath("a" + suffix)!.Unpack(new MemoryStream(bytes), "a" + suffix));
            Drain(CompressionCodec.ForPath("a" + suffix)!.Unpack(new PieceStream(bytes, 3), "a" + suffix));
        },
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = 4 << 20,
    }.Run();

    [Fact]
    [Fuzzes(typeof(Bzip2Reader))]
    public void Bzip2() => new Fuzz
    {
        Of = nameof(Bzip2Reader),
        Good = Good(".bz2"),
        Decode = static bytes => Drain(CompressionCodec.ForPath("a.bz2")!.Unpack(new MemoryStream(bytes), "a.bz2")),
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = MostOfBzip2,
        Runs = Bzip2Runs,
    }.Run();

    [Fact]
    [Fuzzes(typeof(Bzip2SplitReader), typeof(Bzip2Blocks))]
    public void Parts_of_bzip2() => new Fuzz
    {
        Of = nameof(Bzip2SplitReader),
        Good = Good(".bz2")[1..],
        Decode = static bytes => Drain(new Bzip2SplitReader(new MemoryStream(bytes), 0, bytes.Length / 2, "a.bz2")),
        Refusals = [typeof(InvalidDataException)],
        MostAllocated = MostOfBzip2,
        Runs = Bzip2Runs,
    }.Run();

    /// <summary>The decoder waits for it and takes no input: it was given more all the same, and threw what nobody expects.</summary>
    [Fact]
    public void What_was_packed_with_a_dictionary_is_refused()
    {
        var bytes = Convert.FromHexString("78BB01020304CB48CDC9C957C84027B90070BE08BB");
        using var stream = CompressionCodec.Default.Unpack(new PieceStream(bytes, 3), "a.deflate");
        var refusal = Assert.Throws<InvalidDataException>(() => Drain(stream));
        Assert.Contains("a dictionary, which is not here", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>The library went on with tables that it had not made.</summary>
    [Theory]
    [InlineData("425E683917724538509000000000", "there is no head of a stream")]
    [InlineData("425A683017724538509000000000", "there is no head of a stream")]
    [InlineData("425A68", "is cut off: it ends after 3 bytes")]
    public void What_does_not_start_as_bzip2_is_refused(string hex, string message)
    {
        using var stream = new Bzip2Reader(new MemoryStream(Convert.FromHexString(hex)), "a.bz2");
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Drain(stream)).Message, StringComparison.Ordinal);
    }

    /// <summary>Twelve bytes that claim 64 MiB of packed data, or to be unpacked to 64 MiB.</summary>
    [Theory]
    [InlineData("04000000" + "04000000" + "00000000", "is cut off")]
    [InlineData("04000000" + "00000005" + "8080802000", "a chunk of 5 bytes is said to have 67108864 unpacked")]
    public void A_length_in_snappy_is_believed_as_far_as_bytes_come(string hex, string message)
    {
        var bytes = Convert.FromHexString(hex);
        using var stream = new SnappyReader(new MemoryStream(bytes), "a.snappy");
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Contains(message, Assert.Throws<InvalidDataException>(() => Drain(stream)).Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2 << 20);
    }

    private static byte[][] Good(string suffix) => [.. Contents.Select(c => Pack(suffix, c))];

    private static byte[] Pack(string suffix, byte[] content)
    {
        var target = new MemoryStream();
        using (var stream = CompressionCodec.ForPath("a" + suffix)!.Pack(target))
        {
            stream.Write(content);
        }

        return target.ToArray();
    }

    private static void Drain(Stream unpacked)
    {
        using (unpacked)
        {
            var buffer = new byte[5_000];
            var total = 0L;
            for (int n; (n = unpacked.Read(buffer)) > 0;)
            {
                total += n;
                Assert.True(total <= MostUnpacked, "it unpacks without an end");
            }
        }
    }
}
