namespace Hathi.MapReduce.Engine;

/// <summary>One try at one split: reads it, maps every record, and closes what they went to. Used by the attempt's thread.</summary>
internal class MapAttempt(TaskState state, InputSplit split) : IMapperVisitor
{
    internal TaskState State { get; } = state;

    /// <summary>As its input format gave it.</summary>
    internal InputSplit Split { get; } = split is SourceSplit tagged ? tagged.Inner : split;

    /// <summary>Which of the job's sources the split is of.</summary>
    internal int Source { get; } = split is SourceSplit from ? from.Source : 0;

    /// <summary>The sorted output, once the mapper has closed it; null for a job without reducers.</summary>
    internal MapOutput? Output { get; set; }

    /// <summary>Maps the split.</summary>
    internal virtual void Run() => State.Job.Parts.Sources[Source].CreateMapper().Receive(this);

    void IMapperVisitor.Visit<TKeyIn, TValueIn, TKeyOut, TValueOut>(Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut> mapper)
    {
        var outputs = new NamedOutputs(State);
        State.Outputs = outputs;
        var reader = OpenInput<TKeyIn, TValueIn>();
        try
        {
            var output = OpenOutput<TKeyOut, TValueOut>();
            try
            {
                Map(mapper, reader, new Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut>.Context(State, Split, output));
                Blocking.Wait(output.CloseAsync(State.CancellationToken));
                Blocking.Wait(outputs.CloseAsync());
            }
            finally
            {
                Blocking.Wait(State.ReleaseAsync());
                Blocking.Wait(output.DisposeAsync());
            }
        }
        finally
        {
            Blocking.Wait(reader.DisposeAsync());
        }
    }

    private static void Map<TKeyIn, TValueIn, TKeyOut, TValueOut>(
        Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut> mapper,
        RecordReader<TKeyIn, TValueIn> reader,
        Mapper<TKeyIn, TValueIn, TKeyOut, TValueOut>.Context context)
        where TKeyIn : allows ref struct
        where TValueIn : allows ref struct
        where TKeyOut : allows ref struct
        where TValueOut : allows ref struct
    {
        mapper.Setup(context);
        var records = context.State.Counters[TaskCounter.MapInputRecords];
        while (reader.MoveNext())
        {
            records.Increment();
            try
            {
                mapper.Map(reader.Key, reader.Value, context);
            }
            catch (Exception e) when (e is not OperationCanceledException and not TaskIOException)
            {
                throw new RecordException($"{mapper.GetType().Name} failed at {reader.Describe()}: {e.GetType().Name}: {e.Message}", e);
            }
        }

        mapper.Cleanup(context);
    }

    private RecordReader<TKey, TValue> OpenInput<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        var format = (InputFormat<TKey, TValue>)State.Job.Parts.Sources[Source].Format;
        State.Counters[TaskCounter.SplitRawBytes].Increment(Split.DescriptionBytes);
        return Blocking.Wait(format.OpenAsync(Split, new TaskContext(State)));
    }

    /// <summary>Where the mapper's records go.</summary>
    internal virtual RecordWriter<TKey, TValue> OpenOutput<TKey, TValue>()
        where TKey : allows ref struct
        where TValue : allows ref struct
    {
        if (State.Job.Parts.Reducers > 0)
        {
            return new MapOutputCollector<TKey, TValue>(State, output => Output = output);
        }

        var format = (OutputFormat<TKey, TValue>)State.Job.Parts.OutputFormat;
        var writer = Blocking.Wait(format.OpenAsync(new TaskContext(State)));
        return new CountingWriter<TKey, TValue>(writer, State.Counters[TaskCounter.MapOutputRecords]);
    }
}
