using System.Text;
using Hathi.Hadoop.Conf;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Shuffle.Fetch;
using Hathi.MapReduce.Sort;
using Hathi.Records;
using Hathi.Records.Compression;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>Reduces that fetch, from the real service over loopback.</summary>
public sealed class ReduceFetchTests : FetchTests
{
    [Theory]
    [InlineData(1L << 20)]
    [InlineData(4_000L)]
    [InlineData(10L)]
    public async Task Every_record_of_the_partition_comes_in_order_whether_it_fits_memory_or_not(long memory)
    {
        const int Maps = 45;
        for (var map = 0; map < Maps; map++)
        {
            Write(Map(map), map);
        }

        var state = State();
        var segments = await FetchAsync(state, Maps, new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]), memory);
        Assert.Equal(Expected(Maps), Read(state, segments));
        Assert.Equal(Maps, state.Counters[TaskCounter.ShuffledMaps].Value);
        if (memory < 1000)
        {
            Assert.True(segments.Count < (2 * state.Job.Parts.Settings.SortFactor), $"{segments.Count} files are open at once");
        }
    }

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(700L)]
    [InlineData(10L)]
    public async Task So_few_outputs_that_all_can_be_open_are_not_merged_before(long memory)
    {
        const int Maps = 10;
        for (var map = 0; map < Maps; map++)
        {
            Write(Map(map), map);
        }

        var state = State();
        Assert.Equal(Maps, state.Job.Parts.Settings.SortFactor);
        var segments = await FetchAsync(state, Maps, new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]), memory);
        Assert.Equal(Maps, segments.Count);
        Assert.Equal(0, state.Counters[TaskCounter.SpilledRecords].Value);
        Assert.Equal(memory > 1000, segments.All(s => s.Bytes is not null));
        Assert.Equal(Expected(Maps), Read(state, segments));
    }

    [Fact]
    public async Task An_output_that_is_gone_is_reported_and_taken_from_the_attempt_that_made_it_again()
    {
        Write(Map(0), 0);
        Write(Map(1, attempt: 1), 1);
        var gone = Map(1);
        var master = new Master([Place(Map(0)), Place(gone)])
        {
            OnFailure = maps => maps.Contains(gone) ? [Place(gone) with { IsLost = true }, Place(Map(1, attempt: 1))] : [],
        };
        var state = State();
        Assert.Equal(Expected(2), Read(state, await FetchAsync(state, 2, master, 1 << 20)));
        Assert.Contains(gone, master.Reported);
    }

    [Theory]
    [InlineData(1L << 20)]
    [InlineData(10L)]
    public async Task A_damaged_output_is_not_taken_and_nothing_of_it_stays(long memory)
    {
        var file = Write(Map(0), 0);
        var bytes = File.ReadAllBytes(file);
        bytes[^20] ^= 1;
        File.WriteAllBytes(file, bytes);
        Write(Map(0, attempt: 1), 0);
        var master = new Master([Place(Map(0))]) { OnFailure = _ => [Place(Map(0)) with { IsLost = true }, Place(Map(0, attempt: 1))] };
        var state = State();
        var segments = await FetchAsync(state, 1, master, memory);
        Assert.Equal(Expected(1), Read(state, segments));
        Assert.Contains(Map(0), master.Reported);
        Assert.Equal(segments.Where(static s => s.Bytes is null).Select(static s => s.Path), Directory.GetFiles(state.Directory));
    }

    [Fact]
    public async Task Who_does_not_know_theSecret_gets_nothing()
    {
        Write(Map(0), 0);
        using var stop = new CancellationTokenSource();
        var master = new Master([Place(Map(0))])
        {
            OnFailure = _ =>
            {
                stop.Cancel();
                return [];
            },
        };
        var fetch = new ReduceFetch(State(), 1, new PlainOrder(), [9], master, new FetchOptions());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.RunAsync(stop.Token));
        Assert.Equal([Map(0)], master.Reported);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public async Task Who_reaches_only_its_own_node_gives_itself_up_before_its_reports_weigh(int maps)
    {
        Write(Map(0), 0);
        var reports = new System.Collections.Concurrent.ConcurrentQueue<TaskAttemptId>();
        var master = new Master([Place(Map(0)), .. Enumerable.Range(1, maps - 1).Select(m => Nobody(m, maps == 2 ? 2 : 2 + (m % 3)))])
        {
            OnFailure = failed =>
            {
                failed.ToList().ForEach(reports.Enqueue);

                // Where there is one other node, the master has the map done again first.
                return maps == 2 && reports.Count == 3
                    ? [Nobody(1, 2) with { IsLost = true }, Nobody(1, 2) with { Map = Map(1, attempt: 1) }]
                    : [];
            },
        };
        // One fetcher goes round the nodes; of several one may be so far ahead that it has asked a node three times before
        // another was asked twice.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var options = new FetchOptions { Fetchers = 1, Penalty = TimeSpan.FromMilliseconds(1), OwnHost = "127.0.0.1" };
        var fetch = new ReduceFetch(State(), maps, new PlainOrder(), Secret, master, options);
        var given = await Assert.ThrowsAsync<FetchGivenUpException>(() => fetch.RunAsync(patience.Token));
        Assert.True(given.IsOfHost);
        Assert.DoesNotContain(reports.CountBy(static m => m), r => r.Value > (maps == 2 ? 3 : 2));
    }

    [Fact]
    public async Task A_node_that_wants_to_be_asked_later_is_blamed_for_nothing()
    {
        using var stop = new CancellationTokenSource();
        await using var server = ScriptedService.Busy(5, stop.Cancel);
        var master = new Master([new MapOutputPlace(Map(0), "127.0.0.1", server.Port, IsLost: false)]);
        var fetch = new ReduceFetch(
            State(), 1, new PlainOrder(), Secret, master, new FetchOptions { Penalty = TimeSpan.FromMilliseconds(1) });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.RunAsync(stop.Token).Patiently());
        Assert.Empty(master.Reported);
    }

    [Fact]
    public async Task A_node_that_puts_a_reduce_off_is_told_of_in_its_status_and_its_log()
    {
        using var stop = new CancellationTokenSource();
        await using var server = ScriptedService.Busy(5, stop.Cancel);
        var master = new Master([new MapOutputPlace(Map(0), "127.0.0.1", server.Port, IsLost: false)]);
        var log = new StringWriter();
        var state = State();
        var options = new FetchOptions
        {
            Penalty = TimeSpan.FromMilliseconds(1), BusyNotice = TimeSpan.Zero, Log = TextWriter.Synchronized(log),
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new ReduceFetch(state, 1, new PlainOrder(), Secret, master, options).RunAsync(stop.Token).Patiently());
        Assert.Contains($"127.0.0.1:{server.Port} has been answering", state.Status, StringComparison.Ordinal);
        Assert.Contains($"{state.Attempt}: copy: 127.0.0.1:{server.Port}", log.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_node_that_puts_a_reduce_off_is_told_of_once_a_minute_and_anew_when_it_has_served()
    {
        var notice = new BusyNotice(TimeSpan.FromMinutes(1));
        Assert.Null(notice.Busy("a:1", 0, 3));
        Assert.Null(notice.Busy("a:1", 59_999, 3));
        Assert.Null(notice.Busy("b:1", 60_000, 3));
        Assert.Contains(
            "a:1 has been answering as many others as it does at once for 61 s; it is asked again and again, 3 outputs",
            notice.Busy("a:1", 61_000, 3),
            StringComparison.Ordinal);
        Assert.Null(notice.Busy("a:1", 120_999, 3));
        Assert.Contains(" for 121 s", notice.Busy("a:1", 121_000, 3), StringComparison.Ordinal);
        notice.Served("a:1");
        Assert.Null(notice.Busy("a:1", 200_000, 3));
    }

    [Fact]
    public async Task Two_nodes_that_are_gone_are_told_again_and_again_while_another_that_gave_all_it_had_is_reached()
    {
        const int Maps = 6;
        Write(Map(0), 0);
        Enumerable.Range(1, Maps - 1).ToList().ForEach(m => Write(Map(m, attempt: 1), m));
        var reports = 0;
        var dead = Enumerable.Range(1, Maps - 1).Select(static m => Nobody(m, 2 + (m % 2))).ToList();
        var master = new Master([Place(Map(0)), .. dead])
        {
            // The master takes its time: a job of one reduce, and the ResourceManager has not noticed.
            OnFailure = _ => ++reports == 20
                ? [.. dead.Select(static d => d with { IsLost = true }), .. Enumerable.Range(1, Maps - 1)
                    .Select(m => Place(Map(m, attempt: 1)))]
                : [],
        };
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var state = State();
        var options = new FetchOptions
        {
            Fetchers = 1, Penalty = TimeSpan.FromMilliseconds(1), LongestPenalty = TimeSpan.FromMilliseconds(1), OwnHost = "elsewhere",
        };
        var segments = await new ReduceFetch(state, Maps, new PlainOrder(), Secret, master, options).RunAsync(patience.Token);
        Assert.Equal(Expected(Maps), Read(state, segments));
    }

    [Theory]
    [InlineData("org.apache.hadoop.io.compress.DefaultCodec", 1L << 20)]
    [InlineData("org.apache.hadoop.io.compress.SnappyCodec", 3_000L)]
    [InlineData("org.apache.hadoop.io.compress.GzipCodec", 10L)]
    public async Task Packed_outputs_come_unpacked_or_are_kept_packed_on_disk(string codec, long memory)
    {
        const int Maps = 25;
        for (var map = 0; map < Maps; map++)
        {
            var number = map;
            Write(
                Map(map),
                Keys(map).Select(k => (Encoding.ASCII.GetBytes(k), Encoding.ASCII.GetBytes($"{number}"))),
                CompressionCodec.ByClass(codec));
        }

        var job = new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Reduce<R>()
            .Set("mapreduce.map.output.compress", "true").Set("mapreduce.map.output.compress.codec", codec);
        var state = State(job);
        var segments = await FetchAsync(state, Maps, new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]), memory);
        Assert.Equal(Expected(Maps), Read(state, segments));
    }

    [Theory]
    [InlineData(true, 3L << 30, 10)]
    [InlineData(true, 100, -1)]
    [InlineData(true, 100, long.MaxValue)]
    [InlineData(true, long.MaxValue, 10)]
    [InlineData(true, long.MaxValue, long.MaxValue)]
    [InlineData(true, -5, 10)]
    [InlineData(true, long.MinValue, long.MinValue)]
    [InlineData(false, 100, 1)]
    [InlineData(false, 100, long.MinValue)]
    [InlineData(false, 3L << 30, (3L << 30) - 4)]
    [InlineData(false, long.MaxValue, long.MaxValue - 4)]
    public async Task Sizes_that_a_node_says_are_its_failure_and_no_memory(bool packed, long length, long unpacked)
    {
        await using var server = ScriptedService.Lying(Secret, new ShuffleHeader(Map(0).ToString(), length, unpacked, 1));
        using var stop = new CancellationTokenSource();
        var master = new Master([new MapOutputPlace(Map(0), "127.0.0.1", server.Port, IsLost: false)])
        {
            OnFailure = _ =>
            {
                stop.Cancel();
                return [];
            },
        };
        var job = new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Reduce<R>()
            .Set("mapreduce.map.output.compress", packed ? "true" : "false");
        var fetch = new ReduceFetch(State(job), 1, new PlainOrder(), Secret, master, new FetchOptions { MemoryBytes = 16L << 30 });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch.RunAsync(stop.Token));
        Assert.Equal([Map(0)], master.Reported);
    }

    [Fact]
    public async Task What_memory_holds_is_combined_before_it_goes_to_disk()
    {
        const int Maps = 40;
        var (text, number) = (new TextSerializer(), new Int64Serializer());
        byte[] one = [0, 0, 0, 0, 0, 0, 0, 1];
        for (var map = 0; map < Maps; map++)
        {
            Write(Map(map), Enumerable.Range(0, 10).Select(k => ((byte[])[4, .. Encoding.ASCII.GetBytes($"key{k}")], one)), null);
        }

        var state = State(new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<Count>().Combine<Sum>().Reduce<Sum>());
        var options = new FetchOptions { MemoryBytes = 1500, Penalty = TimeSpan.FromMilliseconds(1) };
        var master = new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]);
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var segments = await new ReduceFetch(state, Maps, text.Comparer, Secret, master, options).RunAsync(patience.Token);

        using var merger = new Merger(state, text.Comparer, static _ => { });
        var records = merger.Merge(segments);
        var sums = new Dictionary<string, long>();
        var count = 0;
        for (; records.MoveNext(); count++)
        {
            var key = Encoding.ASCII.GetString(records.Key[1..]);
            sums[key] = sums.GetValueOrDefault(key) + number.Read(records.Value);
        }

        Assert.Equal(
            Enumerable.Range(0, 10).Select(k => ($"key{k}", (long)Maps)),
            sums.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => (s.Key, s.Value)));
        var (input, output) = (state.Counters[TaskCounter.CombineInputRecords].Value,
            state.Counters[TaskCounter.CombineOutputRecords].Value);
        Assert.True(output > 0 && output < input, $"{input} records were combined to {output}");
        Assert.Equal((Maps * 10) - input + output, count);
    }

    [Fact]
    public async Task Files_between_merges_go_when_they_were_merged()
    {
        const int Maps = 12;
        for (var map = 0; map < Maps; map++)
        {
            Write(Map(map), map);
        }

        var state = State(
            new JobBuilder(new Configuration()).Input("/in").Output("/out").Map<M>().Reduce<R>().Set("mapreduce.task.io.sort.factor", "2"));
        var segments = await FetchAsync(state, Maps, new Master([.. Enumerable.Range(0, Maps).Select(m => Place(Map(m)))]), 1 << 20);
        using var merger = new Merger(state, new PlainOrder(), static _ => { });
        for (var again = 0; again < 2; again++)
        {
            var records = merger.Merge(segments);
            Assert.InRange(Directory.GetFiles(state.Directory, "merge*.out").Length, 1, 2);
            var count = 0;
            for (; records.MoveNext(); count++)
            {
            }

            Assert.Equal(10 * Maps, count);
        }

        merger.Dispose();
        Assert.Empty(Directory.GetFiles(state.Directory, "merge*.out"));
    }

    // An address of its own, where nobody listens.
    private static MapOutputPlace Nobody(int map, int host) => new(Map(map), $"127.77.255.{host}", 1, IsLost: false);

    // Map m has the keys m, m + 100, …, each with its own number as value, in both partitions.
    private static IEnumerable<string> Keys(int map) => Enumerable.Range(0, 10).Select(i => $"key{(100 * i) + map:0000}");

    private static string[] Expected(int maps) =>
        [.. Enumerable.Range(0, maps).SelectMany(m => Keys(m).Select(k => $"{k}={m}")).Order(StringComparer.Ordinal)];

    private string Write(TaskAttemptId map, int number) =>
        Write(map, Keys(number).Select(k => (Encoding.ASCII.GetBytes(k), Encoding.ASCII.GetBytes($"{number}"))), null);

    private async Task<IReadOnlyList<Segment>> FetchAsync(TaskState state, int maps, Master master, long memory)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var options = new FetchOptions { MemoryBytes = memory, Penalty = TimeSpan.FromMilliseconds(1) };
        return await new ReduceFetch(state, maps, new PlainOrder(), Secret, master, options).RunAsync(patience.Token);
    }

    private static string[] Read(TaskState state, IReadOnlyList<Segment> segments)
    {
        using var merger = new Merger(state, new PlainOrder(), static _ => { });
        var records = merger.Merge(segments);
        var found = new List<string>();
        while (records.MoveNext())
        {
            found.Add($"{Encoding.ASCII.GetString(records.Key)}={Encoding.ASCII.GetString(records.Value)}");
        }

        return [.. found];
    }

    private sealed class Count : Mapper<long, Text, Text, long>
    {
        public override void Map(long key, Text value, Context context)
        {
        }
    }

    private sealed class Sum : Reducer<Text, long, Text, long>
    {
        public override void Reduce(Text key, Values<long> values, Context context) => context.Write(key, values.Sum());
    }
}
