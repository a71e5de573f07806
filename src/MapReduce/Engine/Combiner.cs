using Hathi.MapReduce.Serialization;
using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Engine;

/// <summary>Runs the job's combiner over records of one partition. Used by the attempt's thread.</summary>
internal abstract class Combiner
{
    /// <summary>Combines sorted records into a sink that wants them sorted, too.</summary>
    internal abstract void Combine(RecordCursor sorted, RecordSink target);
}

/// <summary>The combiner for the mapper's output types.</summary>
internal sealed class Combiner<TKey, TValue>(TaskState state, RawComparer order) : Combiner
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    private readonly Counter _input = state.Counters[TaskCounter.CombineInputRecords];
    private readonly Counter _output = state.Counters[TaskCounter.CombineOutputRecords];

    internal override void Combine(RecordCursor sorted, RecordSink target)
    {
        var job = state.Job.Parts;
        var writer = new SerializingWriter<TKey, TValue>(job.Serializers.Get<TKey>(), job.Serializers.Get<TValue>(), target);
        try
        {
            Combine(new GroupCursor(sorted, order), writer);
        }
        finally
        {
            Blocking.Wait(writer.DisposeAsync());
        }
    }

    /// <summary>Combines groups in any order.</summary>
    internal void Combine(GroupSource groups, RecordWriter<TKey, TValue> target)
    {
        // As in Apache's, each pass has an instance of its own, with its setup and cleanup.
        var combiner = (Reducer<TKey, TValue, TKey, TValue>)state.Job.Parts.CreateCombiner!();
        combiner.Run(state, groups, new CountingWriter<TKey, TValue>(target, _output));
        _input.Increment(groups.Records);
    }
}
