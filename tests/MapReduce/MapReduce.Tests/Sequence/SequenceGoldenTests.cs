using System.Buffers;
using System.Text;
using Hathi.Records;
using Hathi.Records.Compression;
using Hathi.Records.Sequence;

namespace Hathi.MapReduce.Tests.Sequence;

/// <summary>Files that Apache Hadoop 3.5.0 wrote: what they say, and that the same bytes are written here.</summary>
public class SequenceGoldenTests
{
    // Text, IntWritable: one 1, two -2, é😀 300, a mark, after sync 4; metadata a=b, who=apache.
    internal const string None =
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c650000"
        + "00000002016101620377686f06617061636865d39d34e83ad6a72d19cbc7c589d7f64b0000000800000004036f6e650000000100000008000000040374776fff"
        + "fffffe0000000b0000000706c3a9f09f98800000012cffffffffd39d34e83ad6a72d19cbc7c589d7f64b0000000f0000000b0a61667465722073796e63000000"
        + "04";

    internal const string Record =
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c650100"
        + "2a6f72672e6170616368652e6861646f6f702e696f2e636f6d70726573732e44656661756c74436f64656300000002016101620377686f066170616368654714"
        + "dea8c1c9060d5c9a15d81d3c6eb20000001000000004036f6e65789c6360606004000005000200000010000000040374776f789cfbffffff3f0009f903fc0000"
        + "00130000000706c3a9f09f9880789c636060d401000032002effffffff4714dea8c1c9060d5c9a15d81d3c6eb2000000170000000b0a61667465722073796e63"
        + "789c63606060010000080005";

    internal const string Block =
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c650101"
        + "2a6f72672e6170616368652e6861646f6f702e696f2e636f6d70726573732e44656661756c74436f64656300000002016101620377686f06617061636865f69b"
        + "51ede7e99346f4598e74d7cf1267fffffffff69b51ede7e99346f4598e74d7cf1267030b789c6361610700001e001017789c63cecf4b652e29cf673bbcf2c3fc"
        + "190d002c4606bc0b789c6361610100001b000d13789c63606060fcffffff3f20a503001a24042afffffffff69b51ede7e99346f4598e74d7cf12670109789ce3"
        + "0600000c000c13789ce34a4c2b492d5228aecc4b060015fe03fa09789c630100000500050c789c63606060010000080005";

    [Theory]
    [InlineData(None)]
    [InlineData(Record)]
    [InlineData(Block)]
    public void Reads_what_Apache_wrote(string hex)
    {
        var file = Convert.FromHexString(hex);
        using var input = new SequenceInput(new MemoryStream(file), 0, file.Length, "a.seq");
        var header = SequenceHeader.Read(input);
        Assert.Equal("org.apache.hadoop.io.Text", header.KeyClass);
        Assert.Equal("org.apache.hadoop.io.IntWritable", header.ValueClass);
        Assert.Equal([new("a", "b"), new("who", "apache")], header.Metadata);
        Assert.Equal("one\t1\ntwo\t-2\né😀\t300\nafter sync\t4\n", Text(file));
    }

    [Theory]
    [InlineData(Record, 1)]
    [InlineData(Block, 2)]
    [GoldenBytes(typeof(SequenceHeader), 6)]
    public void Writes_what_Apache_wrote(string hex, int compression)
    {
        var file = Convert.FromHexString(hex);
        var target = new ArrayBufferWriter<byte>();
        var writer = SequenceWriter.Create(target, Header((SequenceCompression)compression, file), 1000);
        Append(writer, "one", 1);
        Append(writer, "two", -2);
        Append(writer, "é😀", 300);
        if (compression == 1)
        {
            // Apache's writer was told to mark here; this one marks by itself only.
            Assert.Equal(hex[..(target.WrittenCount * 2)], Convert.ToHexStringLower(target.WrittenSpan));
            Assert.StartsWith("ffffffff", hex[(target.WrittenCount * 2)..], StringComparison.Ordinal);
            return;
        }

        writer.End();
        Append(writer, "after sync", 4);
        writer.End();
        writer.End();

        // zlib and Java's zlib pack differently; up to the first packed value all bytes are the same: header, mark, count,
        // lengths of keys, keys.
        var same = hex.IndexOf("ffffffff", StringComparison.Ordinal) + (2 * (4 + SequenceHeader.SyncBytes + 1 + 1 + 11));
        Assert.Equal(hex[..same], Convert.ToHexStringLower(target.WrittenSpan)[..same]);
        Assert.Equal("one\t1\ntwo\t-2\né😀\t300\nafter sync\t4\n", Text(target.WrittenSpan.ToArray()));
        Assert.Equal(2, Convert.ToHexStringLower(target.WrittenSpan)
            .Split("ffffffff" + Convert.ToHexStringLower(Header(SequenceCompression.Block, file).Sync)).Length - 1);
    }

    [Fact]
    public void Marks_stand_every_100_KiB()
    {
        var target = new ArrayBufferWriter<byte>();
        var header = Header(SequenceCompression.None, Convert.FromHexString(None));
        var writer = SequenceWriter.Create(target, header, 1000);
        Assert.Equal(None[..(target.WrittenCount * 2)], Convert.ToHexStringLower(target.WrittenSpan));
        var value = new byte[4000];
        for (var i = 0; i < 60; i++)
        {
            writer.Append("k"u8, value);
        }

        var marks = new List<int>();
        for (var at = target.WrittenSpan.IndexOf(header.Sync) + SequenceHeader.SyncBytes; target.WrittenSpan[at..].IndexOf(
            header.Sync) is >= 0 and var next; at += next + SequenceHeader.SyncBytes)
        {
            marks.Add(at + next - 4);
        }

        // The first records at or behind 102400 and at or behind 102400 more.
        var first = target.WrittenSpan.IndexOf(header.Sync) + SequenceHeader.SyncBytes + (26 * 4009);
        Assert.Equal([first, first + 20 + (26 * 4009)], marks);
    }

    [Theory]
    [InlineData(
        "53455106246f72672e6170616368652e6861646f6f702e696f2e426f6f6c65616e5772697461626c65246f72672e6170616368652e6861646f6f702e696f2e426f"
        + "6f6c65616e5772697461626c6500000000000039787fbe82fb1d7bf6a377e4f4f5a7f80000000200000001010100000002000000010000",
        "true\ttrue\nfalse\tfalse\n")]
    [InlineData(
        "53455106216f72672e6170616368652e6861646f6f702e696f2e427974655772697461626c65216f72672e6170616368652e6861646f6f702e696f2e4279746557"
        + "72697461626c6500000000000022bc8da70760bfccd585bc63ea476c790000000200000001fdfd",
        "-3\t-3\n")]
    [InlineData(
        "53455106226f72672e6170616368652e6861646f6f702e696f2e42797465735772697461626c65226f72672e6170616368652e6861646f6f702e696f2e42797465"
        + "735772697461626c65000000000000d47947720b0735b9d77bd3e4856ec7fa0000001000000008000000040001ff7f000000040001ff7f",
        "00 01 ff 7f\t00 01 ff 7f\n")]
    [InlineData(
        "53455106236f72672e6170616368652e6861646f6f702e696f2e446f75626c655772697461626c65236f72672e6170616368652e6861646f6f702e696f2e446f75"
        + "626c655772697461626c65000000000000d530253ecbe13073a8ff2e3a2d35398100000010000000083fb999999999999a3fb999999999999a00000010000000"
        + "08444b1ae4d6e2ef50444b1ae4d6e2ef500000001000000008c19d6f3454000000c19d6f345400000000000010000000083f50624dd2f1a9fc3f50624dd2f1a9"
        + "fc00000010000000083f1a36e2eb1c432d3f1a36e2eb1c432d00000010000000087ff00000000000007ff0000000000000",
        "0.1\t0.1\n1.0E21\t1.0E21\n-1.23456789E8\t-1.23456789E8\n0.001\t0.001\n1.0E-4\t1.0E-4\nInfinity\tInfinity\n")]
    [InlineData(
        "53455106226f72672e6170616368652e6861646f6f702e696f2e466c6f61745772697461626c65226f72672e6170616368652e6861646f6f702e696f2e466c6f61"
        + "745772697461626c65000000000000897a200e3686a5312ffca040e1b8086200000008000000043fc000003fc000000000000800000004501502f9501502f900"
        + "00000800000004380e9b39380e9b39000000080000000442c8000042c8000000000008000000047fc000007fc00000",
        "1.5\t1.5\n1.0E10\t1.0E10\n3.4E-5\t3.4E-5\n100.0\t100.0\nNaN\tNaN\n")]
    [InlineData(
        "53455106206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c65206f72672e6170616368652e6861646f6f702e696f2e496e74577269"
        + "7461626c650000000000000157dc92e7ac7f865801f5092a7352220000000800000004800000008000000000000008000000040000000700000007",
        "-2147483648\t-2147483648\n7\t7\n")]
    [InlineData(
        "53455106216f72672e6170616368652e6861646f6f702e696f2e4c6f6e675772697461626c65216f72672e6170616368652e6861646f6f702e696f2e4c6f6e6757"
        + "72697461626c650000000000006ee7405e988e6a9dc77f85bb34a3288b000000100000000880000000000000008000000000000000",
        "-9223372036854775808\t-9223372036854775808\n")]
    [InlineData(
        "53455106216f72672e6170616368652e6861646f6f702e696f2e4e756c6c5772697461626c65216f72672e6170616368652e6861646f6f702e696f2e4e756c6c57"
        + "72697461626c65000000000000358cf317750437efae5e56c18e7f37130000000000000000",
        "(null)\t(null)\n")]
    [InlineData(
        "53455106226f72672e6170616368652e6861646f6f702e696f2e53686f72745772697461626c65226f72672e6170616368652e6861646f6f702e696f2e53686f72"
        + "745772697461626c65000000000000c3b6c44ef303c5a0cc47351f29bb7ba10000000400000002fed4fed4",
        "-300\t-300\n")]
    [InlineData(
        "53455106216f72672e6170616368652e6861646f6f702e696f2e56496e745772697461626c65216f72672e6170616368652e6861646f6f702e696f2e56496e7457"
        + "72697461626c650000000000003ef02d0fb09acf4fd9b008371a2af7770000000200000001ffff00000008000000048d0111708d011170",
        "-1\t-1\n70000\t70000\n")]
    [InlineData(
        "53455106226f72672e6170616368652e6861646f6f702e696f2e564c6f6e675772697461626c65226f72672e6170616368652e6861646f6f702e696f2e564c6f6e"
        + "675772697461626c650000000000000d95695947738d1187a142ed3f021c380000001200000009887fffffffffffffff887fffffffffffffff00000004000000"
        + "0287708770",
        "9223372036854775807\t9223372036854775807\n-113\t-113\n")]
    [InlineData(
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874196f72672e6170616368652e6861646f6f702e696f2e54657874000000000000807162"
        + "769518a74b3de0b888af89678f00000008000000040374097803740978",
        "t\tx\tt\tx\n")]
    [InlineData(
        "534551061c6f72672e6170616368652e6861646f6f702e696f2e4d4435486173681c6f72672e6170616368652e6861646f6f702e696f2e4d443548617368000000"
        + "000000afa6e55b87988783b44ef70aad69459c00000020000000100000000000000000000000000000000000000000000000000000000000000000",
        "00000000000000000000000000000000\t00000000000000000000000000000000\n")]
    [InlineData(
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c650000"
        + "0000000097583970064bd9e68adf757f3cffd07c",
        "")]
    [InlineData(
        "53455106196f72672e6170616368652e6861646f6f702e696f2e54657874206f72672e6170616368652e6861646f6f702e696f2e496e745772697461626c650101"
        + "2a6f72672e6170616368652e6861646f6f702e696f2e636f6d70726573732e44656661756c74436f64656300000000da14e2e000262e39e70df28217862311",
        "")]
    public void Prints_every_class_as_Apache_prints_it(string hex, string text) => Assert.Equal(text, Text(Convert.FromHexString(hex)));

    [Theory]
    [InlineData(None)]
    [InlineData(Record)]
    [InlineData(Block)]
    public void A_file_that_was_cut_off_is_an_error_but_between_records(string hex)
    {
        var file = Convert.FromHexString(hex);
        var whole = Text(file);
        for (var length = 0; length < file.Length; length++)
        {
            try
            {
                Assert.StartsWith(Text(file[..length]), whole, StringComparison.Ordinal);
            }
            catch (InvalidDataException e)
            {
                Assert.Contains("a.seq is", e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(None)]
    [InlineData(Record)]
    [InlineData(Block)]
    public void A_flipped_bit_is_an_error_or_other_records_never_another_exception(string hex)
    {
        for (var i = 0; i < hex.Length * 4; i++)
        {
            var file = Convert.FromHexString(hex);
            file[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                Records(file);
            }
            catch (InvalidDataException)
            {
            }
        }
    }

    [Fact]
    public void Other_files_are_refused()
    {
        Assert.StartsWith(
            "a.seq is no sequence file",
            Assert.Throws<InvalidDataException>(() => Text("hello"u8.ToArray())).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "a.seq is a sequence file of version 4",
            Assert.Throws<InvalidDataException>(() => Text("SEQ\x04"u8.ToArray())).Message,
            StringComparison.Ordinal);
    }

    private static SequenceHeader Header(SequenceCompression compression, byte[] file)
    {
        using var input = new SequenceInput(new MemoryStream(file), 0, file.Length, "a.seq");
        return new SequenceHeader
        {
            KeyClass = "org.apache.hadoop.io.Text",
            ValueClass = "org.apache.hadoop.io.IntWritable",
            Compression = compression,
            Codec = compression == SequenceCompression.None ? null : CompressionCodec.Default,
            Metadata = [new("a", "b"), new("who", "apache")],
            Sync = SequenceHeader.Read(input).Sync,
        };
    }

    private static void Append(SequenceWriter writer, string key, int value)
    {
        var bytes = Encoding.UTF8.GetBytes(key);
        writer.Append([(byte)bytes.Length, .. bytes], [(byte)(value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value]);
    }

    private static void Records(byte[] file)
    {
        using var input = new SequenceInput(new MemoryStream(file), 0, file.Length, "a.seq");
        using var reader = new SequenceReader(input, SequenceHeader.Read(input));
        while (reader.MoveNext(long.MaxValue))
        {
        }
    }

    private static string Text(byte[] file)
    {
        using var text = new StreamReader(new SequenceText(new MemoryStream(file), file.Length, "a.seq"), Encoding.UTF8);
        return text.ReadToEnd();
    }
}
