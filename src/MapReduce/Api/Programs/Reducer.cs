using Hathi.MapReduce.Formats;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce;

/// <summary>
/// What every reducer can do whatever its types; derive from <see cref="Reducer{TKeyIn, TValueIn, TKeyOut, TValueOut}"/>.
/// </summary>
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

    /// <summary>Shows itself with its types to who runs it.</summary>
    internal abstract void Receive(IReducerVisitor visitor);
}

/// <summary>What is done with a reducer by who learns its types from it.</summary>
internal interface IReducerVisitor
{
    void Visit<TKeyIn, TValueIn, TKeyOut, TValueOut>(Reducer<TKeyIn, TValueIn, TKeyOut, TValueOut> reducer)
        where TKeyIn : allows ref struct
        where TValueIn : allows ref struct
        where TKeyOut : allows ref struct
        where TValueOut : allows ref struct;
}

/// <summary>
/// Turns each key with all its values into any number of output records (Apache's Reducer); as a combiner it does so with some of the
/// values, as often as the engine likes. One instance serves one pass on one thread.
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

    internal sealed override void Receive(IReducerVisitor visitor) => visitor.Visit(this);

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
