using Hathi.MapReduce.Output;

namespace Hathi.MapReduce;

/// <summary>What every output format can do whatever its types; derive from <see cref="OutputFormat{TKey, TValue}"/>.</summary>
public abstract class OutputFormat
{
    private protected OutputFormat()
    {
    }

    internal abstract RecordTypes Types { get; }

    /// <summary>Refuses output that would not work, before any task runs.</summary>
    /// <exception cref="Hathi.Hdfs.Client.FileAlreadyExistsException">The output directory is there already.</exception>
    public abstract ValueTask CheckAsync(JobContext job, CancellationToken cancellationToken);

    /// <summary>Who turns what the tasks wrote into the job's output.</summary>
    public abstract OutputCommitter CreateCommitter(JobContext job);
}

/// <summary>How records become output (Apache's OutputFormat). Used by several threads at once.</summary>
public abstract class OutputFormat<TKey, TValue> : OutputFormat
    where TKey : allows ref struct
    where TValue : allows ref struct
{
    internal sealed override RecordTypes Types => RecordTypes.Of<TKey, TValue>();

    /// <summary>Opens the output of one task attempt, in the committer's work directory.</summary>
    public abstract ValueTask<RecordWriter<TKey, TValue>> OpenAsync(TaskContext task);
}
