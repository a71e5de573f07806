using System.Diagnostics;
using System.IO.Compression;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Tests.Compression;

public class PackedInputTests
{
    [Theory]
    [InlineData(".gz")]
    [InlineData(".bz2")]
    public void Unpacks_any_number_of_members(string suffix)
    {
        for (ulong seed = 1; seed <= 6; seed++)
        {
            var random = new SeededRandom(seed);
            var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Bytes(random.Next(60_000), "abcd\n"u8)).ToList();
            var packed = parts.SelectMany(p => Pack(p, suffix)).ToArray();
            Assert.Equal(parts.SelectMany(p => p), Unpack(packed, suffix, 1 + random.Next(5000)));
        }
    }

    [Fact]
    public void Gzip_headers_may_have_every_field_and_zeros_may_follow()
    {
        var plain = Pack("hello"u8, ".gz");
        byte[] header = [0x1f, 0x8b, 8, 2 | 4 | 8 | 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, .. "name\0comment\0"u8, 1, 2];
        Assert.Equal("hellohello"u8.ToArray(), Unpack([.. plain, .. header, .. plain[10..], .. new byte[700]], ".gz", 3));
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".bz2")]
    public void A_file_that_was_cut_off_anywhere_is_an_error(string suffix)
    {
        var packed = Pack(new SeededRandom(1).Bytes(300, "abcdefgh"u8), suffix);
        byte[] two = [.. packed, .. packed];
        for (var length = 0; length < two.Length; length++)
        {
            if (length == packed.Length)
            {
                continue;
            }

            var e = Assert.Throws<InvalidDataException>(() => Unpack(two[..length], suffix, 64));
            Assert.StartsWith(
                $"in/a{suffix} is cut off: it ends after {length} bytes in the middle of", e.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(".gz")]
    [InlineData(".bz2")]
    public void A_flipped_bit_is_an_error_or_does_not_matter(string suffix)
    {
        var content = new SeededRandom(2).Bytes(400, "abcdefgh"u8);
        var packed = Pack(content, suffix);
        var (errors, tries) = (0, 0);
        for (var i = 0; i < packed.Length * 8; i += suffix == ".gz" ? 1 : 9)
        {
            tries++;
            var broken = (byte[])packed.Clone();
            broken[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                Assert.Equal(content, Unpack(broken, suffix, 64));
            }
            catch (InvalidDataException e)
            {
                errors++;
                Assert.Contains($"in/a{suffix}", e.Message, StringComparison.Ordinal);
            }
        }

        Assert.True(errors > tries * 0.85, $"only {errors} of {tries} flipped bits were found");
    }

    [Theory]
    [InlineData(".gz", "in/a.gz is not a sound gzip file: near byte 1 it does not start as gzip does")]
    [InlineData(".bz2", "in/a.bz2 is not a sound bzip2 file: near byte")]
    public void Text_under_the_name_of_a_packed_file_is_an_error(string suffix, string message) =>
        Assert.StartsWith(
            message,
            Assert.Throws<InvalidDataException>(() => Unpack("just plain text"u8.ToArray(), suffix, 64)).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Garbage_behind_gzip_is_an_error_that_says_where()
    {
        var packed = Pack("hello"u8, ".gz");
        var e = Assert.Throws<InvalidDataException>(() => Unpack([.. packed, .. "garbage"u8], ".gz", 64));
        Assert.Contains($"near byte {packed.Length + 1} what follows its member 1 is not gzip", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Formats_that_are_not_read_are_refused()
    {
        var e = Assert.Throws<InvalidInputException>(() => CompressionCodec.ForPath("/in/a.zst"));
        Assert.Contains("/in/a.zst is packed with Zstandard", e.Message, StringComparison.Ordinal);
        Assert.Null(CompressionCodec.ForPath("/in/a.txt"));
    }

    [Theory]
    [InlineData("U.GZ", ".gz")]
    [InlineData("u.Bz2", ".bz2")]
    [InlineData("U.DEFLATE", ".deflate")]
    [InlineData("u.Snappy", ".snappy")]
    public void The_case_of_a_suffix_does_not_matter(string name, string suffix) =>
        Assert.Same(CompressionCodec.ForPath("a" + suffix), CompressionCodec.ForPath("/IN/" + name));

    [Theory]
    [InlineData("U.ZST")]
    [InlineData("u.Lz4")]
    [InlineData("U.LZO")]
    [InlineData("U.XZ")]
    public void Nor_that_of_one_that_is_refused(string name) => Assert.Throws<InvalidInputException>(() => CompressionCodec.ForPath(name));

    [Fact]
    public async Task Jobs_read_packed_files_and_name_a_broken_one()
    {
        using var bench = new JobBench();
        bench.Write("a.gz", Pack("one two\nthree\n"u8, ".gz"));
        bench.Write("B.BZ2", Pack("two three three\n"u8, ".bz2"));
        await bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration));
        Assert.Equal(["one\t1", "three\t3", "two\t2"], bench.Lines());

        Directory.Delete(bench.Out, recursive: true);
        bench.Write("a.gz", Pack("one two\nthree\n"u8, ".gz")[..^5]);
        var e = await Assert.ThrowsAsync<JobFailedException>(
            () => bench.RunAsync(Job.From(new WordCount(), [bench.In, bench.Out], bench.Configuration)));
        Assert.Contains("in/a.gz is cut off: it ends after", e.Message, StringComparison.Ordinal);
    }

    private static byte[] Unpack(byte[] packed, string suffix, int piece)
    {
        using var stream = CompressionCodec.ForPath("a" + suffix)!.Unpack(new PieceStream(packed, piece), "in/a" + suffix);
        var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static byte[] Pack(ReadOnlySpan<byte> content, string suffix)
    {
        if (suffix == ".gz")
        {
            var target = new MemoryStream();
            using (var gzip = new GZipStream(target, CompressionLevel.Fastest, leaveOpen: true))
            {
                gzip.Write(content);
            }

            return target.ToArray();
        }

        // The real program where it is, the library where it is not.
        return Bzip2(content.ToArray());
    }

    private static byte[] Bzip2(byte[] content)
    {
        if (!File.Exists("/usr/bin/bzip2"))
        {
            var packed = new MemoryStream();
            using (var bzip2 = new ICSharpCode.SharpZipLib.BZip2.BZip2OutputStream(packed) { IsStreamOwner = false })
            {
                bzip2.Write(content);
            }

            return packed.ToArray();
        }

        using var process = Process.Start(
            new ProcessStartInfo("/usr/bin/bzip2", ["-c"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        var output = new MemoryStream();
        var reading = process.StandardOutput.BaseStream.CopyToAsync(output);
        process.StandardInput.BaseStream.Write(content);
        process.StandardInput.Close();
        reading.GetAwaiter().GetResult();
        process.WaitPatiently();
        return output.ToArray();
    }
}
