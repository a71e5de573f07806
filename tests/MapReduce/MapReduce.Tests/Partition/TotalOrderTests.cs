using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Tests.Support;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Partition;

/// <summary>Ranges of keys: where they are cut, and which one a key lies in.</summary>
public class TotalOrderTests
{
    private static readonly RawComparer Order = new TextSerializer().Comparer;

    [Fact]
    public void A_key_lies_behind_as_many_points_as_are_not_greater()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            var points = Enumerable.Range(0, random.Next(20)).Select(_ => Key(random)).ToList();
            points.Sort((a, b) => Order.Compare(a, b));
            var partitioner = new TotalOrderPartitioner(Order, points);
            for (var i = 0; i < 50; i++)
            {
                var key = i < points.Count ? points[i] : Key(random);
                var expected = points.Count(p => Order.Compare(p, key) <= 0);
                Assert.True(partitioner.GetPartition(key) == expected, $"seed {seed}, key {Convert.ToHexString(key)}");
            }
        }
    }

    [Fact]
    [GoldenBytes(typeof(TotalOrderPartitioner), 0)]
    public void Points_have_this_text() => Assert.Equal("AQI=,,Aw==", TotalOrderPartitioner.Encode([[1, 2], [], [3]]));

    [Theory]
    [InlineData("a b c d e f g h", 4, "c e g")]
    [InlineData("h g f e d c b a", 2, "e")]
    [InlineData("a a a a a a a b", 4, "a b")]
    [InlineData("a", 5, "a")]
    [InlineData("", 5, "")]
    [InlineData("a b", 1, "")]
    public void Points_cut_the_sample_evenly_and_are_never_equal(string keys, int ranges, string expected)
    {
        var points = RangeSampling.Cut([.. Words(keys).Select(Serialised)], ranges, Order);
        Assert.Equal(Words(expected), points.Select(p => Encoding.UTF8.GetString(p.AsSpan(1))));
    }

    [Fact]
    public async Task Reducers_get_ranges_in_the_order_that_the_job_sorts_by()
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 900).Select(i => $"{i * 7919 % 900}\n"))));
        await bench.RunAsync(
            bench.Job().Map<Numbers>().Reduce<Numbers.Keys>().SortBy(new Descending()).TotalOrder(new IntervalSampler(0.5, 4)));
        Assert.Equal(Enumerable.Range(0, 900).Reverse().Select(i => $"{i}"), bench.Lines());
        Assert.All(Directory.GetFiles(bench.Out, "part-r-*"), f => Assert.InRange(File.ReadLines(f).Count(), 250, 350));
    }

    [Theory]
    [MemberData(nameof(Samplers))]
    public async Task Whatever_is_sampled_the_output_is_in_order(InputSampler sampler)
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.reduces", "4");
        bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "500");
        bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i * 7919 % 1000}\n"))));
        await bench.RunAsync(bench.Job().Map<Numbers>().Reduce<Numbers.Keys>().TotalOrder(sampler));
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), bench.Lines());
        Assert.All(Directory.GetFiles(bench.Out, "part-r-*"), f => Assert.NotEqual(0, new FileInfo(f).Length));
    }

    public static TheoryData<InputSampler> Samplers() =>
        [new SplitSampler(40, 3), new SplitSampler(1000, 100), new IntervalSampler(0.1, 5), new RandomSampler(0.2, 60, 4)];

    [Fact]
    public async Task Input_without_records_needs_no_ranges()
    {
        using var bench = new JobBench();
        bench.Configuration.Set("mapreduce.job.reduces", "3");
        bench.Write("a.txt", []);
        await bench.RunAsync(bench.Job().Map<Numbers>().Reduce<Numbers.Keys>().TotalOrder(new SplitSampler(10, 3)));
        Assert.Empty(bench.Lines());
    }

    [Fact]
    public void A_partitioner_beside_a_total_order_is_refused()
    {
        using var bench = new JobBench();
        var job = bench.Job().Map<Numbers>().Reduce<Numbers.Keys>()
            .TotalOrder(new SplitSampler(10, 3))
            .PartitionBy<long, Null>(() => throw new InvalidOperationException());
        Assert.Contains(
            "call one of PartitionBy and TotalOrder", Assert.Throws<JobDefinitionException>(job.Build).Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static byte[] Serialised(string word) => [(byte)word.Length, .. Encoding.UTF8.GetBytes(word)];

    // Few letters, so that many agree in their first seven bytes.
    private static byte[] Key(SeededRandom random)
    {
        var key = new byte[1 + random.Next(12)];
        key[0] = (byte)(key.Length - 1);
        for (var i = 1; i < key.Length; i++)
        {
            key[i] = (byte)('a' + (random.Chance(0.8) ? 0 : random.Next(2)));
        }

        return key;
    }

    private sealed class Numbers : Mapper<long, Text, long, Null>
    {
        public override void Map(long offset, Text line, Context context) => context.Write(line.ToInt64(), Null.Value);

        internal sealed class Keys : Reducer<long, Null, long, Null>
        {
            public override void Reduce(long key, Values<Null> values, Context context) => context.Write(key, Null.Value);
        }
    }

    private sealed class Descending : RawComparer
    {
        public override int Compare(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) => b.SequenceCompareTo(a);
    }
}
