using Hathi.MapReduce.Sort;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Engine;

/// <summary>Runs the job's combiner over sorted records of one partition. Used by the attempt's thread.</summary>
internal abstract class Combiner
{
    /// <summary>Combines into a sink that wants them sorted, too.</summary>
    internal abstract void Combine(RecordCursor sorted, RecordSink target);

    /// <summary>For a reducer whose types only it knows; that one itself is not run.</summary>
    internal static Combiner For(Reducer reducer, TaskState state, RawComparer order)
    {
        var maker = new Maker(state, order);
        reducer.Receive(maker);
        return maker.Made!;
    }

    private sealed class Maker(TaskState state, RawComparer order) : IReducerVisitor
    {
        internal Combiner? Made { get; private set; }

        void IReducerVisitor.Visit<TKeyIn, TValueIn, TKeyOut, TValueOut>(Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> reducer) =>
            Made = new Combiner<TKeyIn, TValueIn>(state, order);
    }
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
            var counted = new CountingWriter<TKey, TValue>(writer, state.Counters[TaskCounter.CombineOutputRecords]);
            var pass = new ReducePass<TKey, TValue, TKey, TValue>(combiner, state, groups, counted);
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
