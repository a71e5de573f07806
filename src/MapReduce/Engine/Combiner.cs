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

    internal override void Combine(RecordCursor sorted, RecordSink target) => Combine(new GroupCursor(sorted, order), target);

    private void Combine(GroupSource groups, RecordSink target)
    {
        var job = state.Job.Parts;
        var writer = new SerializingWriter<TKey, TValue>(job.Serializers.Get<TKey>(), job.Serializers.Get<TValue>(), target);
        try
        {
            // As in Apache's, each pass has an instance of its own, with its setup and cleanup.
            var combiner = (Reducer<TKey, TValue, TKey, TValue>)job.CreateCombiner!();
            combiner.Run(state, groups, writer);
            _input.Increment(groups.Records);
            _output.Increment(writer.Records);
        }
        finally
        {
            Blocking.Wait(writer.DisposeAsync());
        }
    }
}
