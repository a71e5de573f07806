using System.Buffers;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Sequence;

/// <summary>Jobs write sequence files and read them again, cut anywhere.</summary>
public class SequenceJobTests
{
    private const string CompressKey = "mapreduce.output.fileoutputformat.compress";

    [Theory]
    [InlineData("NONE", "Default")]
    [InlineData("RECORD", "Default")]
    [InlineData("RECORD", "Snappy")]
    [InlineData("BLOCK", "Default")]
    [InlineData("BLOCK", "Gzip")]
    [InlineData("BLOCK", "BZip2")]
    [InlineData("BLOCK", "Snappy")]
    public async Task Every_record_is_read_once_wherever_the_file_is_cut(string type, string codec)
    {
        using var bench = new JobBench();
        var random = new SeededRandom(7);
        var lines = Enumerable.Range(0, 3000).Select(
            i => $"{i} {Encoding.ASCII.GetString(random.Bytes(random.Next(400), "abcdefghijklmnopqrstuvwxyz0123456789"u8))}").ToArray();
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Join('\n', lines)));
        bench.Configuration.Set(CompressKey, "true");
        bench.Configuration.Set(CompressKey + ".type", type);
        bench.Configuration.Set(CompressKey + ".codec", $"org.apache.hadoop.io.compress.{codec}Codec");
        bench.Configuration.Set("io.seqfile.compress.blocksize", "50000");
        await bench.RunAsync(bench.Job().Map<Number>().WriteAs(new SequenceFileOutputFormat<long, Text>()));
        Assert.True(File.ReadAllBytes(Path.Combine(bench.Out, "part-m-00000")).AsSpan().StartsWith("SEQ\x06"u8));

        bench.Configuration.Set(CompressKey, "false");
        foreach (var split in (int[])[1, 120_000, 150_001])
        {
            var again = Path.Combine(bench.Root, $"again-{split}");
            bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", split.ToString());
            var job = new JobBuilder(bench.Configuration).Input(bench.Out)
                .ReadAs(new SequenceFileInputFormat<long, Text>()).Map<Same>().Output(again);
            var result = await bench.RunAsync(job);
            Assert.True(result.Maps > 1 || type == "BLOCK" || type == "RECORD", "the file was not cut");
            var read = Directory.GetFiles(again, "part-*").SelectMany(File.ReadLines).Select(l => l.Split('\t'))
                .OrderBy(l => long.Parse(l[0])).Select(l => l[1]);
            Assert.Equal(lines, read);
        }
    }

    [Fact]
    public async Task Types_that_are_not_those_of_the_file_are_refused()
    {
        using var bench = new JobBench();
        bench.Write("a.txt", "x"u8);
        await bench.RunAsync(bench.Job().Map<Number>().WriteAs(new SequenceFileOutputFormat<long, Text>()));
        var job = new JobBuilder(bench.Configuration).Input(bench.Out)
            .ReadAs(new SequenceFileInputFormat<Text, Text>()).Map<Wrong>()
            .Output(Path.Combine(bench.Root, "again"));
        var e = await Assert.ThrowsAsync<JobFailedException>(() => bench.RunAsync(job));
        Assert.Contains(
            "part-m-00000 has keys of org.apache.hadoop.io.LongWritable, and the job reads them as Text.",
            e.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_type_of_ones_own_goes_through_a_file()
    {
        using var bench = new JobBench();
        bench.Write("a.txt", "3 4\n5 12\n"u8);
        await bench.RunAsync(
            bench.Job().Serialize(new PointSerializer()).Map<ToPoint>().WriteAs(new SequenceFileOutputFormat<Null, Point>()));
        Assert.Contains(
            "com.example.Point",
            Encoding.Latin1.GetString(File.ReadAllBytes(Path.Combine(bench.Out, "part-m-00000"))),
            StringComparison.Ordinal);

        var again = Path.Combine(bench.Root, "again");
        await bench.RunAsync(new JobBuilder(bench.Configuration).Serialize(new PointSerializer())
            .Input(bench.Out).ReadAs(new SequenceFileInputFormat<Null, Point>()).Map<Length>().Output(again));
        Assert.Equal(["5", "13"], File.ReadAllLines(Path.Combine(again, "part-m-00000")));
    }

    private readonly record struct Point(int X, int Y);

    private sealed class PointSerializer : Serializer<Point>
    {
        private static readonly Int32Serializer Numbers = new();

        public override string JavaClass => "com.example.Point";

        public override RawComparer Comparer => Numbers.Comparer;

        public override int GetSize(Point value) => 8;

        public override void Write(Point value, Span<byte> target)
        {
            Numbers.Write(value.X, target[..4]);
            Numbers.Write(value.Y, target[4..]);
        }

        public override Point Read(ReadOnlySpan<byte> source) => new(Numbers.Read(source), Numbers.Read(source[4..]));

        public override int GetHash(ReadOnlySpan<byte> serialised) => Numbers.Read(serialised);

        public override void Format(Point value, IBufferWriter<byte> target) => Encoding.ASCII.GetBytes(value.ToString(), target);
    }

    private sealed class Number : Mapper<long, Text, long, Text>
    {
        private long _line;

        public override void Map(long offset, Text line, Context context) => context.Write(_line++, line);
    }

    private sealed class Same : Mapper<long, Text, long, Text>
    {
        public override void Map(long key, Text value, Context context) => context.Write(key, value);
    }

    private sealed class Wrong : Mapper<Text, Text, Text, Text>
    {
        public override void Map(Text key, Text value, Context context) => context.Write(key, value);
    }

    private sealed class ToPoint : Mapper<long, Text, Null, Point>
    {
        public override void Map(long offset, Text line, Context context)
        {
            var numbers = line.ToString().Split(' ');
            context.Write(Null.Value, new Point(int.Parse(numbers[0]), int.Parse(numbers[1])));
        }
    }

    private sealed class Length : Mapper<Null, Point, int, Null>
    {
        public override void Map(Null key, Point value, Context context) =>
            context.Write((int)Math.Sqrt((value.X * value.X) + (value.Y * value.Y)), Null.Value);
    }
}
