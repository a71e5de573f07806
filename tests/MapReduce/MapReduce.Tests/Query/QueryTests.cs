using System.Globalization;
using System.Text;
using Hathi.Base;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Tests.Support;

namespace Hathi.MapReduce.Tests.Query;

/// <summary>Every query against System.Linq over the same lines.</summary>
public sealed class QueryTests : IDisposable
{
    private readonly JobBench _bench = new();
    private readonly List<string> _lines;

    public QueryTests()
    {
        // name, number, weight: few names, so that groups are large; several splits, reducers and spills.
        var random = new SeededRandom(21);
        _lines = [.. Enumerable.Range(0, 3000).Select(_ => $"n{random.Next(40)} {random.Next(-1000, 1000)} {random.Next(1000) / 8.0:R}")];
        _bench.Write("a.txt", Encoding.ASCII.GetBytes(string.Concat(_lines.Select(l => l + "\n"))));
        _bench.Configuration.Set("mapreduce.job.reduces", "3");
        _bench.Configuration.Set("mapreduce.input.fileinputformat.split.maxsize", "20000");
    }

    public void Dispose() => _bench.Dispose();

    [Fact]
    public Task Where_select_and_select_many_need_no_sort() => CheckAsync(
        lines => lines.Where(l => l.StartsWith("n1", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')).Select(w => w.Length),
        lines => lines.Where(l => l.StartsWith("n1", StringComparison.Ordinal)).SelectMany(l => l.Split(' ')).Select(w => $"{w.Length}"),
        jobs: 1);

    [Fact]
    public Task Count() => CheckAsync(
        lines => lines.GroupBy(Name).Count(),
        lines => lines.GroupBy(Name).Select(g => $"{g.Key}\t{g.Count()}"),
        jobs: 1);

    [Fact]
    public Task Sum() => CheckAsync(
        lines => lines.GroupBy(Name, Number).Sum(n => n),
        lines => lines.GroupBy(Name, Number).Select(g => $"{g.Key}\t{g.Sum()}"),
        jobs: 1);

    // Eighths add up exactly, in any order.
    [Fact]
    public Task Sum_of_fractions() => CheckAsync(
        lines => lines.GroupBy(Name).Sum(l => Weight(l)).Select(p => (p.Key, p.Value * 8 == Math.Floor(p.Value * 8), (long)(p.Value * 8))),
        lines => lines.GroupBy(Name).Select(g => $"{g.Key}\ttrue\t{(long)(8 * g.Sum(Weight))}"),
        jobs: 1);

    [Fact]
    public Task Min_and_max() => CheckAsync(
        lines => lines.GroupBy(Name, Number)
            .Min(n => n)
            .Join(lines.GroupBy(Name, Number).Max(n => n), a => a.Key, b => b.Key, (a, b) => (a.Key, a.Value, b.Value)),
        lines => lines.GroupBy(Name, Number).Select(g => $"{g.Key}\t{g.Min()}\t{g.Max()}"),
        jobs: 3);

    [Fact]
    public Task Average() => CheckAsync(
        lines => lines.GroupBy(Name).Average(l => Weight(l)).Select(p => (p.Key, (long)Math.Round(p.Value * 1000))),
        lines => lines.GroupBy(Name).Select(g => $"{g.Key}\t{(long)Math.Round(g.Average(Weight) * 1000)}"),
        jobs: 1);

    [Fact]
    public Task Aggregate_and_select_over_groups() => CheckAsync(
        lines => lines.GroupBy(Name, Number).Aggregate(0L, (sum, n) => sum + (n * n)).Select(p => (p.Key, p.Value))
            .Join(
                lines.GroupBy(Name, Number).Select((key, numbers) => (key, numbers.Order().Last())),
                a => a.Key,
                b => b.key,
                (a, b) => (a.Key, a.Value, b.Item2)),
        lines => lines.GroupBy(Name, Number).Select(g => $"{g.Key}\t{g.Sum(n => (long)n * n)}\t{g.Max()}"),
        jobs: 3);

    [Fact]
    public Task Distinct_over_pairs() => CheckAsync(
        lines => lines.Select(l => (Name(l), Number(l) % 10)).Distinct(),
        lines => lines.Select(l => (Name(l), Number(l) % 10)).Distinct().Select(p => $"{p.Item1}\t{p.Item2}"),
        jobs: 1);

    [Fact]
    public Task Two_groupings_are_two_jobs() => CheckAsync(
        lines => lines.GroupBy(Name).Count().Where(p => p.Value > 70).GroupBy(p => p.Value / 10).Count(),
        lines => lines.GroupBy(Name).Select(g => g.LongCount()).Where(c => c > 70).GroupBy(c => c / 10)
            .Select(g => $"{g.Key}\t{g.Count()}"),
        jobs: 2);

    [Fact]
    public Task Join_gives_every_pair() => CheckAsync(
        lines => lines.Where(l => Number(l) > 900).Join(lines.Where(l => Weight(l) < 5), Name, Name, (a, b) => $"{a}|{b}"),
        lines => lines.Where(l => Number(l) > 900).Join(lines.Where(l => Weight(l) < 5), Name, Name, (a, b) => $"{a}|{b}"),
        jobs: 3);

    [Fact]
    public async Task Order_goes_over_all_reducers()
    {
        await RunAsync(lines => lines.OrderBy(l => (Name(l), Number(l))).Select(l => (Name(l), Number(l))));
        var expected = _lines.Select(l => (Name: Name(l), Number: Number(l)))
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .ThenBy(p => p.Number);
        Assert.Equal(expected.Select(p => $"{p.Name}\t{p.Number}"), _bench.Lines());
        Assert.All(Directory.GetFiles(_bench.Out, "part-r-*"), f => Assert.NotEqual(0, new FileInfo(f).Length));
    }

    [Fact]
    public async Task Order_can_be_turned_round()
    {
        await RunAsync(lines => lines.OrderByDescending(l => l));
        Assert.Equal(_lines.OrderDescending(StringComparer.Ordinal), _bench.Lines());
    }

    [Fact]
    public async Task The_words_of_the_sample_are_counted_and_come_most_frequent_first()
    {
        var chain = await RunAsync(JobChain.From(new WordCountLinq(), [_bench.In, _bench.Out], _bench.Configuration));
        Assert.Equal(["WordCountLinq 1/2", "WordCountLinq 2/2"], chain.Jobs.Select(j => j.Name));
        var expected = _lines.SelectMany(l => l.Split(' ')).CountBy(w => w).ToDictionary(c => c.Key, c => (long)c.Value);
        var found = _bench.Lines().Select(l => l.Split('\t')).ToList();
        Assert.Equal(expected, found.ToDictionary(f => f[0], f => long.Parse(f[1], CultureInfo.InvariantCulture)));
        Assert.Equal(
            found.Select(f => int.Parse(f[1], CultureInfo.InvariantCulture)).OrderDescending(),
            found.Select(f => int.Parse(f[1], CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void A_type_without_a_serialiser_is_named()
    {
        var e = Assert.Throws<JobDefinitionException>(() => JobChain.From(
            new Program(lines => lines.GroupBy(l => l.Length > 3 ? DateTime.MinValue : DateTime.MaxValue).Count().To("/out")),
            ["/in"],
            _bench.Configuration));
        Assert.Contains("no serialiser for DateTime", e.Message, StringComparison.Ordinal);
    }

    private static string Name(string line) => line[..line.IndexOf(' ', StringComparison.Ordinal)];

    private static int Number(string line) => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);

    private static double Weight(string line) => double.Parse(line.Split(' ')[2], CultureInfo.InvariantCulture);

    private async Task CheckAsync<T>(
        Func<JobQuery<string>, JobQuery<T>> query, Func<IEnumerable<string>, IEnumerable<string>> linq, int jobs)
    {
        var chain = await RunAsync(query);
        Assert.Equal(jobs, chain.Jobs.Count);
        Assert.Equal(linq(_lines).Order(StringComparer.Ordinal), _bench.Lines().Order(StringComparer.Ordinal));
    }

    private Task<JobChain> RunAsync<T>(Func<JobQuery<string>, JobQuery<T>> query) =>
        RunAsync(JobChain.From(new Program(lines => query(lines).To(_bench.Out)), [_bench.In], _bench.Configuration));

    private async Task<JobChain> RunAsync(JobChain chain)
    {
        var files = new Hathi.Hdfs.Client.LocalFileSystem(_bench.Configuration);
        await chain.RunAsync(new LocalJobRunner(files), files, NoProgress.Instance, _ => { }, TestContext.Current.CancellationToken);
        Assert.All(
            Directory.GetDirectories(Path.Combine(_bench.Root, "tmp")), d => Assert.EndsWith("/mapred", d, StringComparison.Ordinal));
        return chain;
    }

    private sealed class Program(Action<JobQuery<string>> query) : IJobChain
    {
        public void Configure(JobChain jobs, string[] args) => query(jobs.From(args[0]));
    }
}
