namespace Hathi.MapReduce.Engine;

/// <summary>One try at one split: opens what the mapper reads and writes. Used by the attempt's thread.</summary>
internal class MapAttempt(TaskState state, InputSplit split)
{
    internal TaskState State { get; } = state;

    /// <summary>As its input format gave it.</summary>
    internal InputSplit Split { get; } = split is SourceSplit tagged ? tagged.Inner : split;

    /// <summary>Which of the job's sources the split is of.</summary>
    internal int Source { get; } = split is SourceSplit from ? from.Source : 0;

    /// <summary>The sorted output, once the mapper has closed it; null for a job without reducers.</summary>
    internal MapOutput? Output { get; set; }

    internal RecordReader<TKey, TValue> OpenInput<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        var format = (InputFormat<TKey, TValue>)State.Job.Parts.Sources[Source].Format;
        State.Counters[TaskCounter.SplitRawBytes].Increment(Split.DescriptionBytes);
        return Blocking.Wait(format.OpenAsync(Split, new TaskContext(State)));
    }

    internal virtual RecordWriter<TKey, TValue> OpenOutput<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        if (State.Job.Parts.Reducers > 0)
        {
            return new MapOutputCollector<TKey, TValue>(this);
        }

        var format = (OutputFormat<TKey, TValue>)State.Job.Parts.OutputFormat;
        var writer = Blocking.Wait(format.OpenAsync(new TaskContext(State)));
        return new CountingWriter<TKey, TValue>(writer, State.Counters[TaskCounter.MapOutputRecords]);
    }
}
