using System.Buffers;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Sort;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>What every reducer can do whatever its types; derive from <see cref="Reducer{TKeyIn, TValueIn, TKeyOut, TValueOut}"/>.</summary>
public abstract class Reducer
{
    private protected Reducer()
    {
    }

    internal abstract RecordTypes InputTypes { get; }

    internal abstract RecordTypes OutputTypes { get; }

    internal abstract OutputFormat CreateTextOutput();

    /// <summary>The order of the input keys' type.</summary>
    internal abstract RawComparer KeyOrder(SerializerSet serializers);

    /// <summary>Runs this class as the combiner of sorted records.</summary>
    internal abstract Combiner CombinerFor(TaskState task, RawComparer order);

    /// <summary>Reduces every group to the job's output and closes it.</summary>
    internal abstract void Run(ReduceAttempt attempt, GroupSource groups);
}

/// <summary>
/// Turns each key with all its values into any number of output records (Apache's Reducer); as a combiner it does so with some of the values,
/// as often as the engine likes. One instance serves one pass on one thread.
/// </summary>
public abstract class Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> : Reducer
    where TKeyIn : allows ref struct
    where TValueIn : allows ref struct
    where TKeyOut : allows ref struct
    where TValueOut : allows ref struct
{
    internal sealed override RecordTypes InputTypes => RecordTypes.Of<TKeyIn, TValueIn>();

    internal sealed override RecordTypes OutputTypes => RecordTypes.Of<TKeyOut, TValueOut>();

    /// <summary>Before the first key.</summary>
    public virtual void Setup(Context context)
    {
    }

    /// <summary>One key with its values, which can be read once; those that are left unread are passed over.</summary>
    public abstract void Reduce(TKeyIn key, Values<TValueIn> values, Context context);

    /// <summary>After the last key.</summary>
    public virtual void Cleanup(Context context)
    {
    }

    internal sealed override OutputFormat CreateTextOutput() => new TextOutputFormat<TKeyOut, TValueOut>();

    internal sealed override RawComparer KeyOrder(SerializerSet serializers) => serializers.Get<TKeyIn>().Comparer;

    internal sealed override Combiner CombinerFor(TaskState task, RawComparer order) => new Combiner<TKeyIn, TValueIn>(task, order);

    internal sealed override void Run(ReduceAttempt attempt, GroupSource groups)
    {
        var output = attempt.OpenOutput<TKeyOut, TValueOut>();
        try
        {
            var pass = Begin(attempt.State, groups, output);
            pass.Records = attempt.State.Counters[TaskCounter.ReduceInputRecords];
            attempt.State.Counters[TaskCounter.ReduceInputGroups].Increment(pass.Run());
            pass.End();
            Blocking.Wait(output.CloseAsync(attempt.State.CancellationToken));
            Blocking.Wait(attempt.State.Outputs.CloseAsync());
        }
        finally
        {
            Blocking.Wait(attempt.State.ReleaseAsync());
            Blocking.Wait(output.DisposeAsync());
        }
    }

    /// <summary>Starts a pass over groups.</summary>
    internal Pass Begin(TaskState task, GroupSource groups, RecordWriter<TKeyOut, TValueOut> output) => new(this, task, groups, new Context(task, output));

    private static string Show(Serializer<TKeyIn> keys, ReadOnlySpan<byte> key)
    {
        var text = new ArrayBufferWriter<byte>();
        keys.Format(keys.Read(key), text);
        return RecordPreview.Of(text.WrittenSpan);
    }

    /// <summary>One use of a reducer from its setup to its cleanup.</summary>
    internal sealed class Pass
    {
        private readonly Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> _reducer;
        private readonly GroupSource _groups;
        private readonly Context _context;
        private readonly Serializer<TKeyIn> _keys;
        private readonly Values<TValueIn> _values;

        internal Pass(Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> reducer, TaskState task, GroupSource groups, Context context)
        {
            _reducer = reducer;
            _groups = groups;
            _context = context;
            _keys = task.Job.Parts.Serializers.Get<TKeyIn>();
            task.Groups = groups;
            _values = new Values<TValueIn>(groups, task.Job.Parts.Serializers.Get<TValueIn>());
            reducer.Setup(context);
        }

        /// <summary>Counts the values that are taken, while they are; null: nobody wants to know.</summary>
        internal Counter? Records { get; set; }

        /// <summary>Reduces all groups that are there; returns how many.</summary>
        internal long Run()
        {
            var count = 0L;
            while (_groups.NextGroup())
            {
                count++;
                try
                {
                    _reducer.Reduce(_keys.Read(_groups.Key), _values, _context);
                }
                catch (Exception e) when (e is not OperationCanceledException and not TaskIOException)
                {
                    throw new RecordException($"{_reducer.GetType().Name} failed on the key \"{Show(_keys, _groups.Key)}\": {e.GetType().Name}: {e.Message}", e);
                }

                Records?.Set(_groups.Records);
            }

            Records?.Set(_groups.Records);
            return count;
        }

        internal void End() => _reducer.Cleanup(_context);
    }

    /// <summary>What a reducer may know and tell, and where its output goes.</summary>
    public sealed class Context : TaskContext
    {
        private readonly RecordWriter<TKeyOut, TValueOut> _output;

        internal Context(TaskState task, RecordWriter<TKeyOut, TValueOut> output)
            : base(task) => _output = output;

        /// <summary>Puts out a record; it is copied at once.</summary>
        public void Write(TKeyOut key, TValueOut value) => _output.Write(key, value);
    }
}
