using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>One try at one partition: merges what the maps have for it and hands it to the reducer. Used by the attempt's thread.</summary>
internal sealed class ReduceAttempt(TaskState state)
{
    private float _before;
    private long _read;

    internal TaskState State { get; } = state;

    /// <summary>Reduces the outputs of maps that ran in this process.</summary>
    /// <param name="segments">The partition's part of every map's output.</param>
    internal void Run(IReadOnlyCollection<Segment> segments)
    {
        State.Counters[TaskCounter.ReduceShuffleBytes].Increment(segments.Sum(s => s.Part.PartLength));
        State.Counters[TaskCounter.ShuffledMaps].Increment(segments.Count);
        Run(_ => segments, segments.Count);
    }

    /// <summary>Reduces what is brought here; who brings it counts it.</summary>
    /// <param name="bring">Given the order of keys, brings the partition's part of every map's output.</param>
    /// <param name="maps">Maps of the job.</param>
    internal void Run(Func<RawComparer, IReadOnlyCollection<Segment>> bring, int maps)
    {
        State.Counters[TaskCounter.MergedMapOutputs].Increment(maps);
        var job = State.Job.Parts;
        var reducer = job.CreateReducer!();
        var order = job.SortOrder ?? reducer.KeyOrder(job.Serializers);
        var segments = bring(order);
        State.ShuffleTime = State.Age;
        var bytes = segments.Sum(s => s.Part.PartLength);
        _before = State.Progress;
        using var merger = new Merger(State, order, n => Progress(n, bytes));
        var sorted = merger.Merge(segments);
        State.SortTime = State.Age;
        reducer.Receive(new Pass(this, new GroupCursor(sorted, job.Grouping ?? order)));
    }

    private RecordWriter<TKey, TValue> OpenOutput<TKey, TValue>()
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
        _read += read;
        State.Bytes += read;
        State.Progress = Math.Min(0.99f, _before + ((1 - _before) * _read / Math.Max(1, total)));
    }

    // Reduces every group to the job's output and closes it.
    private sealed class Pass(ReduceAttempt attempt, GroupSource groups) : IReducerVisitor
    {
        void IReducerVisitor.Visit<TKeyIn, TValueIn, TKeyOut, TValueOut>(Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> reducer)
        {
            var state = attempt.State;
            var outputs = new NamedOutputs(state);
            state.Outputs = outputs;
            var output = attempt.OpenOutput<TKeyOut, TValueOut>();
            try
            {
                var pass = new ReducePass<TKeyIn, TValueIn, TKeyOut, TValueOut>(reducer, state, groups, output)
                {
                    Records = state.Counters[TaskCounter.ReduceInputRecords],
                };
                state.Counters[TaskCounter.ReduceInputGroups].Increment(pass.Run());
                pass.End();
                Blocking.Wait(output.CloseAsync(state.CancellationToken));
                Blocking.Wait(outputs.CloseAsync());
            }
            finally
            {
                Blocking.Wait(state.ReleaseAsync());
                Blocking.Wait(output.DisposeAsync());
            }
        }
    }
}
