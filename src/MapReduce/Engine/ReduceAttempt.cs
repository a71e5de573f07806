using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>One try at one partition: merges what the maps have for it and hands it to the reducer. Used by the attempt's thread.</summary>
internal sealed class ReduceAttempt(TaskState state)
{
    internal TaskState State { get; } = state;

    /// <param name="segments">The partition's part of every map's output.</param>
    internal void Run(IReadOnlyCollection<Segment> segments)
    {
        var bytes = segments.Sum(s => s.Part.PartLength);
        State.Counters[TaskCounter.ReduceShuffleBytes].Increment(bytes);
        State.Counters[TaskCounter.ShuffledMaps].Increment(segments.Count);
        State.Counters[TaskCounter.MergedMapOutputs].Increment(segments.Count);

        var job = State.Job.Parts;
        var reducer = job.CreateReducer!();
        var order = job.SortOrder ?? reducer.KeyOrder(job.Serializers);
        using var merger = new Merger(State, order, n => Progress(n, bytes));
        reducer.Run(this, new GroupCursor(merger.Merge(segments), job.Grouping ?? order));
    }

    internal RecordWriter<TKey, TValue> OpenOutput<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        var format = (OutputFormat<TKey, TValue>)State.Job.Parts.OutputFormat;
        var writer = Blocking.Wait(format.OpenAsync(new TaskContext(State)));
        return new CountingWriter<TKey, TValue>(writer, State.Counters[TaskCounter.ReduceOutputRecords]);
    }

    // Merges in several passes read more than there is; the fraction stays below 1 until the task is done.
    private void Progress(int read, long total)
    {
        State.CancellationToken.ThrowIfCancellationRequested();
        State.Bytes += read;
        State.Progress = Math.Min(0.99f, State.Bytes / (float)Math.Max(1, total));
    }
}
