using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Samples;

/// <summary>Each sample against another way to the same answer.</summary>
public class SampleTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("3")]
    public async Task Secondary_sort_gives_each_key_once_with_its_numbers_in_order(string reducers)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.reduces", reducers);
        bench.Configuration.Set("mapreduce.task.io.sort.mb", "1");
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "30000");
        var random = new SeededRandom(11);
        var pairs = Enumerable.Range(0, 20_000)
            .Select(_ => (First: random.Next(-50, 50), Second: (int)random.NextUInt64()))
            .Append((First: int.MinValue, Second: int.MaxValue)).ToList();
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(pairs.Select(p => $"{p.First} {p.Second}\n"))));
        await bench.RunAsync(Job.From(new SecondarySort(), [bench.In, bench.Out], bench.Configuration));

        var expected = pairs.GroupBy(p => p.First)
            .OrderBy(g => g.Key)
            .Select(g => $"{g.Key}\t{string.Join(' ', g.Select(p => p.Second).Order())}");
        Assert.Equal(expected, bench.Lines().OrderBy(l => int.Parse(l.AsSpan(0, l.IndexOf('\t')), provider: CultureInfo.InvariantCulture)));
        Assert.All(Directory.GetFiles(bench.Out, "part-*"), f =>
        {
            var keys = File.ReadLines(f).Select(l => int.Parse(l.Split('\t')[0], CultureInfo.InvariantCulture)).ToList();
            Assert.Equal(keys.Order(), keys);
        });
    }

    [Theory]
    [InlineData(10, 2)]
    [InlineData(1, 3)]
    [InlineData(100_000, 2)]
    public async Task Top_n_gives_the_lines_with_the_largest_numbers(int limit, int column)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "5000");
        var random = new SeededRandom(12);
        var lines = Enumerable.Range(0, 2000).Select(i => string.Create(
            CultureInfo.InvariantCulture, $"line{i}\t{(random.NextDouble() - 0.5) * 1000:R}\t{(i * 7919 % 2000) - 1000}\tx")).ToList();
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(lines.Select(l => l + "\n")) + "no number\there\tx\nshort\n"));
        await bench.RunAsync(Job.From(new TopN(), [bench.In, bench.Out, $"{limit}", $"{column}"], bench.Configuration));
        Assert.Equal(
            lines.OrderByDescending(l => double.Parse(l.Split('\t')[column - 1], CultureInfo.InvariantCulture)).Take(limit), bench.Lines());
    }

    // The estimates are those that Apache's jar printed for the same maps and samples.
    [Theory]
    [InlineData("4", "1000", "3.14000000000000000000")]
    [InlineData("3", "777", "3.14371514371514371514")]
    public async Task Pi_is_estimated_as_by_apaches_program(string maps, string samples, string expected)
    {
        using var bench = new JobBench();
        var result = await bench.RunAsync(Job.From(new Pi(), [maps, samples, bench.Out], bench.Configuration));
        Assert.Equal(int.Parse(maps, CultureInfo.InvariantCulture), result.Maps);
        Assert.Equal([$"pi\t{expected}"], bench.Lines());
    }
}
