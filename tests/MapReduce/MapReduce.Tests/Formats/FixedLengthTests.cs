using System.IO.Compression;
using System.Text;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Formats;

/// <summary>Records of one length come whole and once, wherever splits begin.</summary>
public class FixedLengthTests
{
    [Theory]
    [InlineData(10, "1")]
    [InlineData(10, "7")]
    [InlineData(10, "10")]
    [InlineData(10, "25")]
    [InlineData(1, "3")]
    [InlineData(120, "50")]
    public async Task Every_record_comes_once_and_whole(int length, string split)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", split);
        var text = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 60).Select(i => $"{i:0000}")));
        bench.Write("a", text);
        await bench.RunAsync(bench.Job().ReadAs(new FixedLengthInputFormat(length)).Map<Show>());
        var expected = text.Chunk(length).Select((r, i) => $"{i * length}\t{Encoding.ASCII.GetString(r)}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), bench.Lines().Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_length_is_apaches_property_and_packed_files_are_one_split()
    {
        using var bench = new JobBench();
        bench.Configuration.Set(FixedLengthInputFormat.RecordLengthKey, "3");
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "5");
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("aaabbbccc"u8);
        }

        bench.Write("a.gz", packed.ToArray());
        var result = await bench.RunAsync(bench.Job().ReadAs(new FixedLengthInputFormat()).Map<Show>());
        Assert.Equal(1, result.Maps);
        Assert.Equal(["0\taaa", "3\tbbb", "6\tccc"], bench.Lines());
    }

    [Theory]
    [InlineData("10", "3", "0+4 4+3 7+3")]
    [InlineData("2", "3", "0+1 1+1 2+0")]
    [InlineData("0", "1", "0+0")]
    [InlineData("7", "2", "0+4 4+3")]
    public async Task A_range_is_cut_where_apaches_generator_cuts_it(string count, string maps, string expected)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.maps", maps);
        var result = await bench.RunAsync(
            new JobBuilder(bench.Configuration).ReadAs(new RangeInputFormat(long.Parse(count))).Map<Ranges>().Output(bench.Out));
        Assert.Equal(expected.Split(' ').Order(StringComparer.Ordinal), bench.Lines().Order(StringComparer.Ordinal));
        Assert.Equal(long.Parse(count), result.Counters[TaskCounter.MapInputRecords].Value);
    }

    private sealed class Show : Mapper<long, Bytes, long, Text>
    {
        public override void Map(long offset, Bytes record, Context context) => context.Write(offset, record.Span);
    }

    private sealed class Ranges : Mapper<long, Null, string, Null>
    {
        private long _count;

        public override void Map(long number, Null nothing, Context context) =>
            Assert.Equal(((RangeSplit)context.Split).First + _count++, number);

        public override void Cleanup(Context context)
        {
            Assert.Equal(((RangeSplit)context.Split).Count, _count);
            context.Write($"{context.Split}", Null.Value);
        }
    }
}
