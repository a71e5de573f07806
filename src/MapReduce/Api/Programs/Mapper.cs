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

    /// <summary>Shows itself with its types to who runs it.</summary>
    internal abstract void Receive(IMapperVisitor visitor);
}

/// <summary>What is done with a mapper by who learns its types from it.</summary>
internal interface IMapperVisitor
{
    void Visit<TKeyIn, TValueIn, TKeyOut, TValueOut>(Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut> mapper)
        where TKeyIn : allows ref struct
        where TValueIn : allows ref struct
        where TKeyOut : allows ref struct
        where TValueOut : allows ref struct;
}

/// <summary>
/// Turns each input record into any number of output records (Apache's Mapper). One instance serves one attempt at one split, on one
/// thread. Types may be ref structs such as <see cref="Text"/>, which cost no allocation a record.
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

    internal sealed override void Receive(IMapperVisitor visitor) => visitor.Visit(this);

    /// <summary>What a mapper may know and tell, and where its output goes.</summary>
    public sealed class Context : TaskContext
    {
        private readonly RecordWriter<TKeyOut, TValueOut> _output;

        internal Context(TaskState task, InputSplit split, RecordWriter<TKeyOut, TValueOut> output)
            : base(task)
        {
            Split = split;
            _output = output;
        }

        /// <summary>The part of the input that this task reads.</summary>
        public InputSplit Split { get; }

        /// <summary>Puts out a record; it is copied at once.</summary>
        public void Write(TKeyOut key, TValueOut value) => _output.Write(key, value);
    }
}
