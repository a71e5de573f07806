using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Formats;
using Hathi.Records;

namespace Hathi.MapReduce;

/// <summary>What every mapper can do whatever its types; derive from <see cref="Mapper{TKeyIn, TValueIn, TKeyOut, TValueOut}"/>.</summary>
public abstract class Mapper
{
    private protected Mapper()
    {
    }

    internal abstract RecordTypes InputTypes { get; }

    internal abstract RecordTypes OutputTypes { get; }

    internal abstract OutputFormat CreateTextOutput();

    /// <summary>Reads the split, maps every record, and closes what they went to.</summary>
    internal abstract void Run(MapAttempt attempt);
}

/// <summary>
/// Turns each input record into any number of output records (Apache's Mapper). One instance serves one attempt at one split, on one thread.
/// Types may be ref structs such as <see cref="Text"/>, which cost no allocation a record.
/// </summary>
public abstract class Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut> : Mapper
    where TKeyIn : allows ref struct
    where TValueIn : allows ref struct
    where TKeyOut : allows ref struct
    where TValueOut : allows ref struct
{
    internal sealed override RecordTypes InputTypes => RecordTypes.Of<TKeyIn, TValueIn>();

    internal sealed override RecordTypes OutputTypes => RecordTypes.Of<TKeyOut, TValueOut>();

    /// <summary>Before the first record.</summary>
    public virtual void Setup(Context context)
    {
    }

    /// <summary>One record. What it throws fails the attempt, with a message that names the record.</summary>
    public abstract void Map(TKeyIn key, TValueIn value, Context context);

    /// <summary>After the last record.</summary>
    public virtual void Cleanup(Context context)
    {
    }

    internal sealed override OutputFormat CreateTextOutput() => new TextOutputFormat<TKeyOut, TValueOut>();

    internal sealed override void Run(MapAttempt attempt)
    {
        var reader = attempt.OpenInput<TKeyIn, TValueIn>();
        try
        {
            var output = attempt.OpenOutput<TKeyOut, TValueOut>();
            try
            {
                Run(reader, new Context(attempt, output));
                Blocking.Wait(output.CloseAsync(attempt.State.CancellationToken));
                Blocking.Wait(attempt.State.Outputs.CloseAsync());
            }
            finally
            {
                Blocking.Wait(attempt.State.ReleaseAsync());
                Blocking.Wait(output.DisposeAsync());
            }
        }
        finally
        {
            Blocking.Wait(reader.DisposeAsync());
        }
    }

    private void Run(RecordReader<TKeyIn, TValueIn> reader, Context context)
    {
        Setup(context);
        var records = context.State.Counters[TaskCounter.MapInputRecords];
        while (reader.MoveNext())
        {
            records.Increment();
            try
            {
                Map(reader.Key, reader.Value, context);
            }
            catch (Exception e) when (e is not OperationCanceledException and not TaskIOException)
            {
                throw new RecordException($"{GetType().Name} failed at {reader.Describe()}: {e.GetType().Name}: {e.Message}", e);
            }
        }

        Cleanup(context);
    }

    /// <summary>What a mapper may know and tell, and where its output goes.</summary>
    public sealed class Context : TaskContext
    {
        private readonly RecordWriter<TKeyOut, TValueOut> _output;

        internal Context(MapAttempt attempt, RecordWriter<TKeyOut, TValueOut> output)
            : base(attempt.State)
        {
            Split = attempt.Split;
            _output = output;
        }

        /// <summary>The part of the input that this task reads.</summary>
        public InputSplit Split { get; }

        /// <summary>Puts out a record; it is copied at once.</summary>
        public void Write(TKeyOut key, TValueOut value) => _output.Write(key, value);
    }
}
