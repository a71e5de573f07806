using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Sort;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>Runs the job's combiner over sorted records of one partition. Used by the attempt's thread.</summary>
internal abstract class Combiner
{
    /// <summary>Combines into a sink that wants them sorted, too.</summary>
    internal abstract void Combine(RecordCursor sorted, RecordSink target);
}

/// <summary>The combiner for the mapper's output types.</summary>
internal sealed class Combiner<TKey, TValue>(TaskState state, RawComparer order) : Combiner
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    internal override void Combine(RecordCursor sorted, RecordSink target)
    {
        var job = state.Job.Parts;
        var writer = new SerializingWriter<TKey, TValue>(job.Serializers.Get<TKey>(), job.Serializers.Get<TValue>(), target);
        try
        {
            // As in Apache's, each pass has an instance of its own, with its setup and cleanup.
            var combiner = (Reducer<TKey, TValue, TKey, TValue>)job.CreateCombiner!();
            var groups = new GroupCursor(sorted, order);
            var pass = combiner.Begin(state, groups, new CountingWriter<TKey, TValue>(writer, state.Counters[TaskCounter.CombineOutputRecords]));
            pass.Run();
            pass.End();
            state.Counters[TaskCounter.CombineInputRecords].Increment(groups.Records);
        }
        finally
        {
            Blocking.Wait(writer.DisposeAsync());
        }
    }
}
