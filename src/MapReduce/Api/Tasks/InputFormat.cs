namespace Hathi.MapReduce;

/// <summary>What every input format can do whatever its types; derive from <see cref="InputFormat{TKey, TValue}"/>.</summary>
public abstract class InputFormat
{
    private protected InputFormat()
    {
    }

    internal abstract RecordTypes Types { get; }

    /// <summary>Whether a job with this format must name input paths. Formats that make their records themselves say no.</summary>
    public virtual bool ReadsPaths => true;

    /// <summary>Cuts the job's input into splits, one a map task.</summary>
    /// <exception cref="InvalidInputException">A path does not exist, a pattern matches nothing.</exception>
    public abstract ValueTask<IReadOnlyList<InputSplit>> GetSplitsAsync(JobContext job, CancellationToken cancellationToken);
}

/// <summary>How input becomes splits and splits become records (Apache's InputFormat). Used by several threads at once.</summary>
public abstract class InputFormat<TKey, TValue> : InputFormat
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    internal sealed override RecordTypes Types => RecordTypes.Of<TKey, TValue>();

    /// <summary>Opens a split that <see cref="InputFormat.GetSplitsAsync"/> gave.</summary>
    public abstract ValueTask<RecordReader<TKey, TValue>> OpenAsync(InputSplit split, TaskContext task);
}
