using System.Collections.Concurrent;
using Hathi.Records;

namespace Hathi.MapReduce.Tests.Support;

/// <summary>A job that keeps what its mapper is given, with the split it came from.</summary>
internal sealed class TestRecords
{
    private readonly ConcurrentQueue<(long Start, long Offset, string Line)> _seen = new();

    /// <summary>Ordered by split and offset.</summary>
    internal List<(long Start, long Offset, string Line)> Seen => [.. _seen.OrderBy(r => r.Start).ThenBy(r => r.Offset)];

    internal static async Task<TestRecords> ReadAsync(JobBench bench, Action<JobBuilder> configure)
    {
        var records = new TestRecords();
        var job = bench.Job().Map(() => new Keep(records));
        configure(job);
        await bench.RunAsync(job);
        return records;
    }

    private sealed class Keep(TestRecords records) : Mapper<long, Text, Null, Null>
    {
        public override void Map(long key, Text value, Context context) =>
            records._seen.Enqueue((((FileSplit)context.Split).Start, key, System.Text.Encoding.Latin1.GetString(value.Bytes)));
    }
}
