using Hathi.Base;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Sort;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Tests.Sort;

public sealed class IFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    [GoldenBytes(typeof(IFileWriter), 0)]
    public void Has_Apaches_bytes()
    {
        IndexRecord first, second;
        using (var writer = new IFileWriter(_path, null))
        {
            writer.BeginSegment();
            writer.Append("\u0003key"u8, "\0\0\0\u0001"u8);
            first = writer.EndSegment();
            writer.BeginSegment();
            second = writer.EndSegment();
            writer.Flush();
        }

        // Lengths 4 and 4, key, value, end marker, CRC-32; then an empty segment.
        Assert.Equal("0404036B657900000001FFFF" + "A3146907" + "FFFF" + "FFFF0000", Convert.ToHexString(File.ReadAllBytes(_path)));
        Assert.Equal(new IndexRecord(0, 12, 16), first);
        Assert.Equal(new IndexRecord(16, 2, 6), second);
        Assert.True(second.IsEmpty);
    }

    [Fact]
    [GoldenBytes(typeof(SpillIndex), 0)]
    public void Index_has_Apaches_bytes()
    {
        var bytes = SpillIndex.Encode([new IndexRecord(0, 12, 16), new IndexRecord(16, 2, 6)]);
        Assert.Equal(
            "0000000000000000" + "000000000000000C" + "0000000000000010" + "0000000000000010" + "0000000000000002" + "0000000000000006"
            + "00000000CD744220",
            Convert.ToHexString(bytes));
        Assert.Equal([new IndexRecord(0, 12, 16), new IndexRecord(16, 2, 6)], SpillIndex.Decode(bytes, "x"));
        for (var i = 0; i < bytes.Length; i++)
        {
            var broken = (byte[])bytes.Clone();
            broken[i] ^= 0x10;
            Assert.Throws<TaskIOException>(() => SpillIndex.Decode(broken, "x"));
        }
    }

    [Fact]
    public void A_packed_segment_is_a_zlib_stream_of_the_plain_one_with_the_checksum_of_what_is_packed()
    {
        var plain = Write([("alpha"u8.ToArray(), "1"u8.ToArray()), ("beta"u8.ToArray(), new byte[200])], null)[0].Segment;
        var expected = File.ReadAllBytes(_path).AsSpan(0, (int)plain.RawLength).ToArray();
        var packed = Write(
            [("alpha"u8.ToArray(), "1"u8.ToArray()), ("beta"u8.ToArray(), new byte[200])], CompressionCodec.Default)[0].Segment;
        var bytes = File.ReadAllBytes(_path);
        Assert.Equal(new IndexRecord(0, plain.RawLength, bytes.Length), packed);
        using var zlib = new System.IO.Compression.ZLibStream(
            new MemoryStream(bytes, 0, bytes.Length - 4), System.IO.Compression.CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        zlib.CopyTo(unpacked);
        Assert.Equal(expected, unpacked.ToArray());
        Assert.Equal(
            Crc32.Compute(bytes.AsSpan(0, bytes.Length - 4)),
            System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(bytes.Length - 4)));
    }

    public static TheoryData<string> Codecs() =>
    [
        "", "org.apache.hadoop.io.compress.DefaultCodec", "org.apache.hadoop.io.compress.GzipCodec",
        "org.apache.hadoop.io.compress.SnappyCodec",
    ];

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Gives_back_records_of_every_size(string codecClass)
    {
        var codec = CompressionCodec.ByClass(codecClass);
        var random = new SeededRandom(3);
        int[] sizes = [0, 1, 127, 128, 255, 256, 70_000, 131_071, 131_072, 131_073, 262_144, 300_000, 1_000_000];
        var records = Enumerable.Range(0, 400)
            .Select(_ => (Key: random.Bytes(Size(), "abc"u8), Value: random.Bytes(Size(), "xyz"u8))).ToList();
        var segments = Write(records, codec);

        foreach (var (segment, start, count) in segments)
        {
            using var reader = new IFileReader(_path, segment, codec, _ => { });
            for (var i = start; i < start + count; i++)
            {
                Assert.True(reader.MoveNext());
                Assert.True(reader.Key.SequenceEqual(records[i].Key));
                Assert.True(reader.Value.SequenceEqual(records[i].Value));
            }

            Assert.False(reader.MoveNext());
            Assert.False(reader.MoveNext());
        }

        int Size() => random.Chance(0.9) ? random.Next(40) : sizes[random.Next(sizes.Length)];
    }

    [Theory]
    [MemberData(nameof(Codecs))]
    public void Any_flipped_bit_and_any_missing_end_is_found(string codecClass)
    {
        var codec = CompressionCodec.ByClass(codecClass);
        var segments = Write([("alpha"u8.ToArray(), "1"u8.ToArray()), ("beta"u8.ToArray(), new byte[200])], codec);
        var whole = File.ReadAllBytes(_path);
        for (var i = 0; i < whole.Length; i++)
        {
            for (var bit = 0; bit < 8; bit++)
            {
                var broken = (byte[])whole.Clone();
                broken[i] ^= (byte)(1 << bit);
                File.WriteAllBytes(_path, broken);
                Assert.Throws<TaskIOException>(() => ReadAll(segments.Select(s => s.Segment), codec));
            }

            File.WriteAllBytes(_path, whole[..i]);
            var e = Assert.Throws<TaskIOException>(() => ReadAll(segments.Select(s => s.Segment), codec));
            Assert.Contains(_path, e.Message, StringComparison.Ordinal);
        }
    }

    private List<(IndexRecord Segment, int Start, int Count)> Write(List<(byte[] Key, byte[] Value)> records, CompressionCodec? codec)
    {
        var segments = new List<(IndexRecord, int, int)>();
        using var writer = new IFileWriter(_path, codec);
        for (var start = 0; start < records.Count; start += 150)
        {
            writer.BeginSegment();
            var count = Math.Min(150, records.Count - start);
            foreach (var (key, value) in records.Skip(start).Take(count))
            {
                writer.Append(key, value);
            }

            segments.Add((writer.EndSegment(), start, count));
        }

        writer.Flush();
        return segments;
    }

    private void ReadAll(IEnumerable<IndexRecord> segments, CompressionCodec? codec)
    {
        foreach (var segment in segments)
        {
            using var reader = new IFileReader(_path, segment, codec, _ => { });
            while (reader.MoveNext())
            {
            }
        }
    }
}
