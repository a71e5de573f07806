using System.Buffers.Binary;
using Hathi.Base;
using Hathi.MapReduce.Sort;
using Hathi.Records.Compression;

namespace Hathi.MapReduce.Tests.Sort;

/// <summary>Intermediate data that is damaged: the task fails with words that name the file; a right checksum is no proof.</summary>
public sealed class IFileFuzzTests : IDisposable
{
    private const int FileRuns = 1_000;

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("")]
    [InlineData("org.apache.hadoop.io.compress.DefaultCodec")]
    [InlineData("org.apache.hadoop.io.compress.SnappyCodec")]
    [Fuzzes(typeof(IFileReader), typeof(SegmentBytes))]
    public void Segments_on_disk(string codecClass)
    {
        var codec = CompressionCodec.ByClass(codecClass);
        var part = Write(codec);
        new Fuzz
        {
            Of = nameof(IFileReader),
            Good = [File.ReadAllBytes(_path)],
            Decode = bytes =>
            {
                File.WriteAllBytes(_path, bytes);
                var segment = new IndexRecord(0, codec is null ? bytes.Length - IFile.ChecksumBytes : part.RawLength, bytes.Length);
                Drain(new IFileReader(_path, segment, codec, static _ => { }), part.RawLength + bytes.Length);
            },
            Refusals = [typeof(TaskIOException)],
            Seal = SealSegment,
            Runs = FileRuns,
            MostAllocated = 2 << 20,
        }.Run();
    }

    [Fact]
    [Fuzzes(typeof(MemoryRun))]
    public void Segments_in_memory()
    {
        Write(null);
        new Fuzz
        {
            Of = nameof(MemoryRun),
            Good = [File.ReadAllBytes(_path)[..^IFile.ChecksumBytes]],
            Decode = static bytes => Drain(new MemoryRun("map", bytes, bytes.Length, static _ => { }), bytes.Length),
            Refusals = [typeof(TaskIOException)],
        }.Run();
    }

    [Fact]
    [Fuzzes(typeof(SpillIndex))]
    public void Indexes() => new Fuzz
    {
        Of = nameof(SpillIndex),
        Good = [SpillIndex.Encode([new IndexRecord(0, 12, 16), new IndexRecord(16, 2, 6)]), SpillIndex.Encode([])],
        Decode = static bytes =>
            Assert.All(SpillIndex.Decode(bytes, "index"), static p => Assert.InRange(p.Start + p.PartLength, p.Start, long.MaxValue)),
        Refusals = [typeof(TaskIOException)],
        Seal = SealIndex,
    }.Run();

    /// <summary>Lengths whose sum is more than 64 bits: it seemed to be small.</summary>
    [Fact]
    public void Lengths_whose_sum_does_not_fit_are_damage()
    {
        var records = Convert.FromHexString("887FFFFFFFFFFFFFFF" + "887FFFFFFFFFFFFFFF" + "FFFF");
        Assert.Throws<TaskIOException>(() => new MemoryRun("map", records, records.Length, static _ => { }).MoveNext());
        File.WriteAllBytes(_path, SealSegment([.. records, 0, 0, 0, 0]));
        var segment = new IndexRecord(0, records.Length, records.Length + IFile.ChecksumBytes);
        using var reader = new IFileReader(_path, segment, null, static _ => { });
        var refusal = Assert.Throws<TaskIOException>(() => reader.MoveNext());
        Assert.Contains("a record claims a key of", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1, 2, 6)]
    [InlineData(0, -2, 6)]
    [InlineData(0, 2, -6)]
    [InlineData(long.MaxValue, 2, 6)]
    public void An_index_of_segments_that_cannot_be_is_damage(long start, long raw, long part) =>
        Assert.Throws<TaskIOException>(() => SpillIndex.Decode(SpillIndex.Encode([new IndexRecord(start, raw, part)]), "index"));

    private IndexRecord Write(CompressionCodec? codec)
    {
        using var writer = new IFileWriter(_path, codec);
        writer.BeginSegment();
        writer.Append("\u0003key"u8, "\0\0\0\u0001"u8);
        writer.Append(""u8, ""u8);
        writer.Append(new byte[200], new byte[300]);
        var part = writer.EndSegment();
        writer.Flush();
        return part;
    }

    private static void Drain(RecordCursor records, long most)
    {
        using (records as IDisposable)
        {
            for (var n = 0L; records.MoveNext(); n++)
            {
                Assert.True(n <= most, "more records than bytes");
                _ = records.Key.Length + records.Value.Length;
            }
        }
    }

    private static byte[] SealSegment(byte[] bytes)
    {
        if (bytes.Length >= IFile.ChecksumBytes)
        {
            var end = bytes.Length - IFile.ChecksumBytes;
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(end), Crc32.Compute(bytes.AsSpan(0, end)));
        }

        return bytes;
    }

    private static byte[] SealIndex(byte[] bytes)
    {
        if (bytes.Length >= sizeof(long))
        {
            var end = bytes.Length - sizeof(long);
            BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(end), Crc32.Compute(bytes.AsSpan(0, end)));
        }

        return bytes;
    }
}
