using Hathi.MapReduce.Partition;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Reads a sample of a job's keys before the job starts, and cuts the ranges of its reducers. Source: Apache
/// <c>InputSampler.writePartitionFile</c>.
/// </summary>
internal static class RangeSampling
{
    /// <summary>The job with its ranges in its settings; itself when it needs none.</summary>
    /// <param name="context">The job as it is about to start.</param>
    /// <param name="splits">Of its input.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="IOException">The input cannot be read.</exception>
    /// <exception cref="RecordException">The mapper failed on a record.</exception>
    internal static async ValueTask<Job> PrepareAsync(
        JobContext context, IReadOnlyList<InputSplit> splits, CancellationToken cancellationToken)
    {
        var job = context.Job;
        if (job.Parts.Sampler is not { } sampler
            || job.Reducers < 2
            || context.Configuration.GetRaw(TotalOrderPartitioner.PointsKey) is not null)
        {
            return job;
        }

        var reducer = job.Parts.CreateReducer!();
        var order = job.Parts.SortOrder ?? reducer.KeyOrder(job.Parts.Serializers);
        var keys = await SampleAsync(context, sampler, splits, cancellationToken).ConfigureAwait(false);
        return job.With(TotalOrderPartitioner.PointsKey, TotalOrderPartitioner.Encode(Cut(keys, job.Reducers, order)));
    }

    /// <summary>The keys at which ranges of about the same size begin; fewer when there are fewer different ones.</summary>
    internal static IReadOnlyList<byte[]> Cut(List<byte[]> keys, int ranges, RawComparer order)
    {
        keys.Sort((a, b) => order.Compare(a, b));
        var step = keys.Count / (double)ranges;
        var points = new List<byte[]>(ranges - 1);
        var last = -1;
        for (var range = 1; range < ranges; range++)
        {
            // A key that begins a range already moves the next one on.
            var at = (int)Math.Round(step * range);
            while (at < keys.Count && last >= 0 && order.Compare(keys[at], keys[last]) <= 0)
            {
                at++;
            }

            if (at >= keys.Count)
            {
                break;
            }

            points.Add(keys[at]);
            last = at;
        }

        return points;
    }

    private static async Task<List<byte[]>> SampleAsync(
        JobContext context, InputSampler sampler, IReadOnlyList<InputSplit> splits, CancellationToken cancellationToken)
    {
        var count = Math.Min(sampler.MaxSplits, splits.Count);
        var samples = new List<byte[]>[count];
        await ParallelTasks.RunAsync(
            count,
            context.Parts.Settings.ParallelMaps,
            (n, stop) =>
            {
                var split = splits[(int)((long)n * splits.Count / count)];
                var attempt = new SamplingAttempt(State(context, n, stop), split, sampler.Begin(n, count));
                samples[n] = attempt.Keys;
                return TaskThread.RunAsync($"sample {n}", attempt.Run, stop);
            },
            cancellationToken).ConfigureAwait(false);
        return [.. samples.SelectMany(s => s)];
    }

    // It writes nothing, so nobody commits it and it has no directory.
    private static TaskState State(JobContext context, int number, CancellationToken cancellationToken) => new(
        context,
        new TaskAttemptId(new TaskId(context.Id, TaskKind.Map, number), 0),
        "",
        context.Parts.OutputFormat.CreateCommitter(context),
        cancellationToken);
}
