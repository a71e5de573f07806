using System.Buffers;
using System.Text;
using Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.History.Tests;

public sealed class HistoryFileTests
{
    private static readonly HistoryCounters Counters = new(
        "TOTAL_COUNTERS",
        [
            new HistoryCounterGroup(
                "org.apache.hadoop.mapreduce.TaskCounter",
                "Map-Reduce Framework",
                [
                    new HistoryCounter("MAP_INPUT_RECORDS", "Map input records", 7_000_000_000),
                    new HistoryCounter("GC_TIME_MILLIS", "GC \"time\"\n", -1),
                ]),
        ]);

    /// <summary>One of each kind, with and without what may be missing.</summary>
    internal static readonly HistoryEvent[] All =
    [
        new AmStarted("appattempt_1795343521049_0001_000001", 10, "container_1795343521049_0001_01_000001", "pi-201", 8041, 8042),
        new JobSubmitted(
            "job_1795343521049_0001", "wörd count", "ada", 5, "/conf.xml",
            new Dictionary<string, string> { ["mapreduce.job.acl-view-job"] = "*" }, "default"),
        new JobQueueChanged("job_1795343521049_0001", "root.a"),
        new JobInited("job_1795343521049_0001", 11, 2, 1, "INITED", true),
        new JobInfoChanged("job_1795343521049_0001", 5, 11),
        new JobPriorityChanged("job_1795343521049_0001", "HIGH"),
        new JobStatusChanged("job_1795343521049_0001", "RUNNING"),
        new TaskStarted("task_1795343521049_0001_m_000000", "MAP", 12, "pi-201,pi-202"),
        new AttemptStarted(
            "task_1795343521049_0001_m_000000", "MAP", "attempt_1795343521049_0001_m_000000_0", 13, "pi-201", 8042, 13562,
            "container_1795343521049_0001_01_000002", "NODE_LOCAL", "VIRGIN"),
        new MapAttemptFinished(
            "task_1795343521049_0001_m_000000", "attempt_1795343521049_0001_m_000000_0", "MAP", "SUCCEEDED", 20, 21, "pi-201", 8041,
            "/rack-1", "map", Counters),
        new TaskFinished("task_1795343521049_0001_m_000000", "MAP", 21, "SUCCEEDED", Counters, "attempt_1795343521049_0001_m_000000_0"),
        new TaskUpdated("task_1795343521049_0001_m_000000", 22),
        new TaskStarted("task_1795343521049_0001_r_000000", "REDUCE", 22, ""),
        new AttemptStarted(
            "task_1795343521049_0001_r_000000", "REDUCE", "attempt_1795343521049_0001_r_000000_0", 23, "pi-202", 8042, 13562,
            "container_1795343521049_0001_01_000003", null, null),
        new AttemptUnsuccessful(
            "task_1795343521049_0001_r_000000", "REDUCE", "attempt_1795343521049_0001_r_000000_0", 24, "pi-202", 8041, "/rack-2", "KILLED",
            "node lost", null),
        new ReduceAttemptFinished(
            "task_1795343521049_0001_r_000000", "attempt_1795343521049_0001_r_000000_1", "REDUCE", "SUCCEEDED", 30, 31, 32, "pi-203", 8041,
            "/rack-2", "reduce > reduce", Counters),
        new TaskFailed("task_1795343521049_0001_r_000001", "REDUCE", 33, "it threw", null, "FAILED", Counters),
        new JobUnsuccessful("job_1795343521049_0001", 34, 2, 1, 0, 1, 0, 0, "FAILED", "Task failed task_1795343521049_0001_r_000001"),
        new JobFinished("job_1795343521049_0001", 35, 2, 1, 0, 0, 0, 1, Counters, Counters, Counters),
    ];

    [Fact]
    public void Every_event_comes_back_as_it_was_written()
    {
        var back = HistoryFile.Read(Write(All), out var complete);
        Assert.True(complete);
        Assert.Equal(All.Length, back.Count);
        foreach (var (written, read) in All.Zip(back))
        {
            Assert.Equivalent(written, read, strict: true);
            Assert.IsType(written.GetType(), read);
        }
    }

    [Fact]
    [GoldenBytes(typeof(HistoryFile), 0)]
    public void Lines_are_as_Hadoop_writes_them()
    {
        var lines = Encoding.UTF8.GetString(Write([All[3], All[14]])).Split('\n');
        Assert.Equal("Avro-Json", lines[0]);
        Assert.Equal(
            """
            {"type":"JOB_INITED","event":{"org.apache.hadoop.mapreduce.jobhistory.JobInited":{"jobid":"job_1795343521049_0001",
            "launchTime":11,"totalMaps":2,"totalReduces":1,"jobStatus":"INITED","uberized":true}}}
            """.ReplaceLineEndings(""),
            lines[2]);
        Assert.Equal(
            """
            {"type":"REDUCE_ATTEMPT_KILLED","event":{"org.apache.hadoop.mapreduce.jobhistory.TaskAttemptUnsuccessfulCompletion":{
            "taskid":"task_1795343521049_0001_r_000000","taskType":"REDUCE","attemptId":"attempt_1795343521049_0001_r_000000_0",
            "finishTime":24,"hostname":"pi-202","port":8041,"rackname":"/rack-2","status":"KILLED","error":"node lost","counters":null,
            "clockSplits":[],"cpuUsages":[],"vMemKbytes":[],"physMemKbytes":[]}}}
            """.ReplaceLineEndings(""),
            lines[3]);
        Assert.Equal("", lines[4]);
    }

    // The events of a run of Apache's example `pi 2 …`, as its master (3.5.0) wrote them in Avro's binary form, behind our schema: it must
    // name the same fields in the same order, or nothing here could be read.
    [Fact]
    public void Binary_events_of_Apaches_master_are_read()
    {
        var events = HistoryFile.Read(ApachesFile(), out var complete);
        Assert.True(complete);
        Assert.IsType<AmStarted>(events[0]);
        var submitted = Assert.IsType<JobSubmitted>(events[1]);
        Assert.Equal(("job_1795343521049_0001", "QuasiMonteCarlo", "root"), (submitted.JobId, submitted.JobName, submitted.User));
        Assert.Equal(3, events.Count(e => e is TaskFinished));
        Assert.Equal(2, events.Count(e => e is MapAttemptFinished { Status: "SUCCEEDED" }));
        var finished = Assert.IsType<JobFinished>(events[^1]);
        Assert.Equal((2, 1), (finished.FinishedMaps, finished.FinishedReduces));
        var counter = finished.Total.Groups.Single(g => g.Name == "org.apache.hadoop.mapreduce.TaskCounter").Counters
            .Single(c => c.Name == "MAP_INPUT_RECORDS");
        Assert.Equal(("Map input records", 2), (counter.DisplayName, counter.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_file_that_ends_anywhere_gives_the_events_before(bool binary)
    {
        var whole = binary ? ApachesFile() : Write(All);
        var header = HistoryFile.Header().Length;
        var count = HistoryFile.Read(whole, out _).Count;
        var last = 0;
        for (var end = header + 2; end < whole.Length; end += 7)
        {
            var events = HistoryFile.Read(whole[..end], out var complete);
            Assert.InRange(events.Count, last, count);
            Assert.False(complete && events.Count == count && end < whole.Length - 1);
            last = events.Count;
        }

        Assert.InRange(last, count - 1, count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Avro-Json\n")]
    [InlineData("Avro-Json\nnot json\n")]
    [InlineData("Avro-Json\n{\"type\":\"record\",\"name\":\"A\",\"fields\":[{\"name\":\"b\",\"type\":\"C\"}]}\n")]
    [InlineData("something else\nthat has lines\n")]
    public void What_is_no_history_is_said_to_be_none(string text) =>
        Assert.Throws<InvalidDataException>(() => HistoryFile.Read(Encoding.UTF8.GetBytes(text), out _));

    [Fact]
    public void A_broken_line_in_the_middle_is_an_error()
    {
        var bytes = Write(All);
        bytes[HistoryFile.Header().Length + 3] = (byte)'#';
        Assert.Throws<InvalidDataException>(() => HistoryFile.Read(bytes, out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(int.MaxValue)]
    public async Task Read_as_it_comes_a_file_has_the_same_events(int piece)
    {
        var whole = Write(All);
        for (var end = whole.Length; end > HistoryFile.Header().Length; end -= 97)
        {
            var expected = HistoryFile.Read(whole[..end], out _);
            Assert.Equivalent(expected, await ReadAsync(whole[..end], piece), strict: true);
        }
    }

    [Fact]
    public async Task Lines_longer_than_a_buffer_are_read_as_they_come()
    {
        HistoryEvent[] events = [.. Enumerable.Range(0, 40)
            .Select(n => new TaskFailed("task_1_0001_r_000001", "REDUCE", n, new string('x', 9_000 * n), null, "FAILED", Counters))];
        Assert.Equal(
            events.Select(static e => ((TaskFailed)e).Error.Length),
            (await ReadAsync(Write(events), 10_000)).Select(static e => ((TaskFailed)e).Error.Length));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Avro-Json\n")]
    [InlineData("Avro-Json\nnot json\n")]
    [InlineData("something else\nthat has lines\n")]
    public async Task What_is_no_history_is_none_as_it_comes(string text) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(Encoding.UTF8.GetBytes(text), 3));

    [Fact]
    public async Task A_broken_line_in_the_middle_is_an_error_as_it_comes()
    {
        var bytes = Write(All);
        bytes[HistoryFile.Header().Length + 3] = (byte)'#';
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(bytes, 100));
    }

    [Fact]
    public async Task A_line_without_an_end_is_refused()
    {
        var bytes = new byte[20 << 20];
        Assert.Contains(
            "more than",
            (await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync([.. HistoryFile.Header(), .. bytes], int.MaxValue))).Message,
            StringComparison.Ordinal);
    }

    private static async Task<List<HistoryEvent>> ReadAsync(byte[] bytes, int piece)
    {
        var events = new List<HistoryEvent>();
        await foreach (var happened in new HistoryReader(new Pieces(bytes, piece)).ReadAsync(default))
        {
            events.Add(happened);
        }

        return events;
    }

    private sealed class Pieces(byte[] bytes, int piece) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(piece, buffer.Length)], cancellationToken);
    }

    internal static byte[] Write(IEnumerable<HistoryEvent> events)
    {
        var buffer = new ArrayBufferWriter<byte>();
        buffer.Write(HistoryFile.Header());
        foreach (var happened in events)
        {
            HistoryFile.Append(happened, buffer);
        }

        return buffer.WrittenSpan.ToArray();
    }

    internal static byte[] ApachesFile()
    {
        var header = Encoding.UTF8.GetString(HistoryFile.Header()).Replace("Avro-Json", "Avro-Binary", StringComparison.Ordinal);
        return [.. Encoding.UTF8.GetBytes(header), .. File.ReadAllBytes(Path.Join(AppContext.BaseDirectory, "Golden", "pi.events"))];
    }
}
