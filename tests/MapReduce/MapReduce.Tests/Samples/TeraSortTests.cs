using System.Security.Cryptography;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Samples;

/// <summary>
/// The rows are those of Apache's teragen (its jar made the hash and the sum); the order is checked against an independent sort.
/// </summary>
public class TeraSortTests
{
    private const string HashOf1000Rows = "58bc059727593984c8b04682ac359c4db035a6225097e824afb660f275566e0c";
    private const long ChecksumOf1000Rows = 2173251765740;

    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    [InlineData("8")]
    public async Task The_rows_are_those_of_apaches_generator(string maps)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.maps", maps);
        var result = await bench.RunAsync(Job.From(new TeraGen(), ["1k", bench.Out], bench.Configuration));

        Assert.Equal(int.Parse(maps), result.Maps);
        Assert.Equal(HashOf1000Rows, Convert.ToHexStringLower(SHA256.HashData(OutputOf(bench))));
        Assert.Equal(ChecksumOf1000Rows, result.Counters[TeraGen.Counters.CHECKSUM].Value);
    }

    [Theory]
    [InlineData("1", "33333")]
    [InlineData("2", "1234567")]
    [InlineData("7", "40001")]
    public async Task The_output_of_all_reducers_is_the_input_sorted(string reducers, string split)
    {
        using var bench = await GeneratedAsync("20k");
        bench.Configuration.Set("mapreduce.job.reduces", reducers);
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", split);
        bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        await bench.RunAsync(Job.From(new TeraSort(), [bench.In, bench.Out], bench.Configuration));

        var rows = File.ReadAllBytes(Path.Combine(bench.In, "part-m-00000")).Chunk(100).ToList();
        var expected = rows.OrderBy(r => Convert.ToHexString(r.AsSpan(0, 10)), StringComparer.Ordinal).SelectMany(r => r).ToArray();
        Assert.True(expected.AsSpan().SequenceEqual(OutputOf(bench)));

        // A sample of the rows makes the ranges: all have about the same share.
        var sizes = Directory.GetFiles(bench.Out, "part-r-*").Select(f => new FileInfo(f).Length).ToList();
        Assert.Equal(int.Parse(reducers), sizes.Count);
        Assert.InRange(sizes.Max(), 0, 2 * expected.Length / sizes.Count);
    }

    [Fact]
    public async Task Validation_finds_the_generators_checksum_and_nothing_else_in_sorted_rows()
    {
        using var bench = await GeneratedAsync("1k");
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        await bench.RunAsync(Job.From(new TeraSort(), [bench.In, bench.Out], bench.Configuration));
        Assert.Equal([$"checksum\t{ChecksumOf1000Rows:x}"], await ValidateAsync(bench, bench.Out));
    }

    [Fact]
    public async Task Validation_tells_rows_and_files_that_are_out_of_order()
    {
        using var bench = new JobBench();
        bench.Write("part-r-00000", [.. Row('a'), .. Row('c'), .. Row('b')]);
        bench.Write("part-r-00001", [.. Row('a')]);
        var lines = await ValidateAsync(bench, bench.In);
        Assert.StartsWith("checksum\t", lines[0], StringComparison.Ordinal);
        Assert.Equal(
            [
                "error\tpart-r-00000: the row at byte 200 with key 62626262626262626262 comes behind one with key 63636363636363636363",
                "error\tpart-r-00001:begin is 61616161616161616161 and comes behind part-r-00000:end, which is 62626262626262626262",
            ],
            lines[1..]);
    }

    [Fact]
    public async Task Rows_that_are_cut_off_fail_the_job_with_the_place()
    {
        using var bench = new JobBench();
        var file = bench.Write("rows", [.. Row('a'), .. Row('b').AsSpan(0, 42)]);
        bench.Configuration.Set("mapreduce.map.maxattempts", "1");
        var failure = await Assert.ThrowsAsync<JobFailedException>(
            () => bench.RunAsync(Job.From(new TeraSort(), [bench.In, bench.Out], bench.Configuration)));
        Assert.Contains(
            $"file:{file} ends after 42 bytes of a record of 100 bytes, which starts at byte 100",
            failure.Message,
            StringComparison.Ordinal);
    }

    private static byte[] Row(char letter) => [.. Enumerable.Repeat((byte)letter, 100)];

    // Rows in the input directory, in one file.
    private static async Task<JobBench> GeneratedAsync(string rows)
    {
        var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.maps", "1");
        await bench.RunAsync(Job.From(new TeraGen(), [rows, bench.In], bench.Configuration));
        return bench;
    }

    private static async Task<string[]> ValidateAsync(JobBench bench, string directory)
    {
        var report = Path.Combine(bench.Root, "report");
        await bench.RunAsync(Job.From(new TeraValidate(), [directory, report], bench.Configuration));
        return File.ReadAllLines(Path.Combine(report, "part-r-00000"));
    }

    private static byte[] OutputOf(JobBench bench) =>
        [.. Directory.GetFiles(bench.Out, "part-*").Order(StringComparer.Ordinal).SelectMany(File.ReadAllBytes)];
}
