using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Tests.Compression;

/// <summary>
/// What Apache Hadoop 3.5.0 packed (its Java codecs) is read, and what is packed here has the same bytes where the format leaves no choice.
/// </summary>
public class CodecTests
{
    private const string Content = "hello hello hello hello\n";

    public static TheoryData<string, string, string> FromApache => new()
    {
        { ".gz", "1f8b080000000000000003000000000000000000", "" },
        { ".gz", "1f8b0800000000000000cb48cdc9c957c84027b9000088590b18000000", Content },
        { ".bz2", "425a683917724538509000000000", "" },
        { ".bz2", "425a68393141592653596f4f10f3000005d100001040000244a00030c002a834710dad870f1772453850906f4f10f3", Content },
        { ".deflate", "789c030000000001", "" },
        { ".deflate", "789ccb48cdc9c957c84027b90070be08bb", Content },
        { ".snappy", "00000000", "" },
        { ".snappy", "000000180000000d181468656c6c6f20420600000a", Content },
    };

    [Theory]
    [MemberData(nameof(FromApache))]
    public void Reads_what_Apache_wrote(string suffix, string packed, string content) =>
        Assert.Equal(content, System.Text.Encoding.ASCII.GetString(Unpack(suffix, Convert.FromHexString(packed), 3)));

    [Theory]
    [MemberData(nameof(FromApache))]
    [GoldenBytes(typeof(GzipWriter), 0)]
    [GoldenBytes(typeof(DeflateWriter), 0)]
    [GoldenBytes(typeof(SnappyWriter), 0)]
    [GoldenBytes(typeof(Bzip2Writer), 0)]
    public void Writes_what_Apache_wrote(string suffix, string packed, string content) =>
        Assert.Equal(packed, Convert.ToHexStringLower(Pack(suffix, System.Text.Encoding.ASCII.GetBytes(content), 7)));

    [Theory]
    [InlineData(".gz")]
    [InlineData(".bz2")]
    [InlineData(".deflate")]
    [InlineData(".snappy")]
    public void What_was_packed_comes_back(string suffix)
    {
        for (ulong seed = 1; seed <= 4; seed++)
        {
            var random = new SeededRandom(seed);
            var content = random.Bytes(
                random.Next(500_000), random.Chance(0.5) ? "abcd\n"u8 : "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"u8);
            var packed = Pack(suffix, content, 1 + random.Next(100_000));
            Assert.True(content.AsSpan().SequenceEqual(Unpack(suffix, packed, 1 + random.Next(9000))), $"seed {seed}");
            Assert.True(
                content.AsSpan().SequenceEqual(Unpack(suffix, [.. packed, .. packed], 8192).AsSpan(content.Length)), $"seed {seed}, twice");
        }
    }

    [Theory]
    [InlineData(".deflate", "zlib")]
    [InlineData(".snappy", "snappy")]
    public void A_file_that_was_cut_off_anywhere_is_an_error(string suffix, string kind)
    {
        var packed = Pack(suffix, new SeededRandom(1).Bytes(300, "abcdefgh"u8), 100);
        byte[] two = [.. packed, .. packed];
        for (var length = 0; length < two.Length; length++)
        {
            if (length != packed.Length)
            {
                var e = Assert.Throws<InvalidDataException>(() => Unpack(suffix, two[..length], 64));
                Assert.StartsWith(
                    $"in/a{suffix} is cut off: it ends after {length} bytes in the middle of {kind} data",
                    e.Message,
                    StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(".deflate", "is not a sound zlib file: near byte")]
    [InlineData(".snappy", "is not a sound snappy file: near byte")]
    public void Text_under_the_name_of_a_packed_file_is_an_error(string suffix, string message) =>
        Assert.StartsWith(
            $"in/a{suffix} {message}",
            Assert.Throws<InvalidDataException>(() => Unpack(suffix, "just plain text"u8.ToArray(), 64)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData("000000050000000d181468656c6c6f20420600000a", "19 bytes more than what is left of its block")]
    [InlineData("0000001800000003ffffff", "does not say how long")]
    [InlineData("00000018000000021800", "no Snappy data")]
    [InlineData("8000001800000003ffffff", "the length of a block is negative")]
    public void Damage_to_snappy_is_told(string packed, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<InvalidDataException>(() => Unpack(".snappy", Convert.FromHexString(packed), 64)).Message,
            StringComparison.Ordinal);

    [Theory]
    [InlineData(null, ".gz")]
    [InlineData("org.apache.hadoop.io.compress.GzipCodec", ".gz")]
    [InlineData("org.apache.hadoop.io.compress.BZip2Codec", ".bz2")]
    [InlineData("org.apache.hadoop.io.compress.DefaultCodec", ".deflate")]
    [InlineData("org.apache.hadoop.io.compress.DeflateCodec", ".deflate")]
    [InlineData("org.apache.hadoop.io.compress.SnappyCodec", ".snappy")]
    public async Task Jobs_pack_their_output_and_read_it_again(string? codec, string suffix)
    {
        using var bench = new JobBench();
        bench.Write("a.txt", "one two\nthree two\n"u8);
        bench.Configuration.Set("mapreduce.output.fileoutputformat.compress", "true");
        if (codec is not null)
        {
            bench.Configuration.Set("mapreduce.output.fileoutputformat.compress.codec", codec);
        }

        await bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration));
        var packed = File.ReadAllBytes(Path.Combine(bench.Out, "part-r-00000" + suffix));
        Assert.Equal("one\t1\nthree\t1\ntwo\t2\n", System.Text.Encoding.ASCII.GetString(Unpack(suffix, packed, 64)));

        bench.Configuration.Set("mapreduce.output.fileoutputformat.compress", "false");
        var again = Path.Combine(bench.Root, "again");
        await bench.RunAsync(Job.From(new TopWords(), [bench.Out, again, "1"], bench.Configuration));
        Assert.Equal(["two\t2"], File.ReadAllLines(Path.Combine(again, "part-r-00000")));
    }

    [Fact]
    public async Task A_codec_that_is_not_there_is_refused_before_the_job_starts()
    {
        using var bench = new JobBench();
        bench.Write("a.txt", "one"u8);
        bench.Configuration.Set("mapreduce.output.fileoutputformat.compress", "true");
        bench.Configuration.Set("mapreduce.output.fileoutputformat.compress.codec", "com.example.Codec");
        var e = await Assert.ThrowsAsync<JobDefinitionException>(
            () => bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration)));
        Assert.StartsWith(
            "mapreduce.output.fileoutputformat.compress.codec = com.example.Codec: there is no such codec. "
            + "There are org.apache.hadoop.io.compress.GzipCodec,",
            e.Message,
            StringComparison.Ordinal);
    }

    private static byte[] Pack(string suffix, byte[] content, int piece)
    {
        var target = new MemoryStream();
        using (var stream = CompressionCodec.ForPath("a" + suffix)!.Pack(target))
        {
            for (var i = 0; i < content.Length; i += piece)
            {
                stream.Write(content.AsSpan(i, Math.Min(piece, content.Length - i)));
            }
        }

        return target.ToArray();
    }

    private static byte[] Unpack(string suffix, byte[] packed, int piece)
    {
        using var stream = CompressionCodec.ForPath("a" + suffix)!.Unpack(new PieceStream(packed, piece), "in/a" + suffix);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }
}
