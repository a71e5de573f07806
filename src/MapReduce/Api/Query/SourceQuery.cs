namespace Hathi.MapReduce.Query;

/// <summary>The records of files.</summary>
internal sealed class SourceQuery<TKeyIn, TValueIn, T>(
    JobChain chain, string[] paths, InputFormat<TKeyIn, TValueIn> format, Func<TKeyIn, TValueIn, T> element) : JobQuery<T>(chain)
    where TKeyIn : allows ref struct
    where TValueIn : allows ref struct
{
    internal override void Map<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end) =>
        job.Check<TKey>().Check<TValue>().Input(paths).ReadAs(format)
            .Map(() => new ElementMapper<TKeyIn, TValueIn, T, TKey, TValue>(element, end));

    internal override void Write<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end) => Map(job, end);
}

/// <summary>A step that each element takes alone.</summary>
internal sealed class StepQuery<TSource, T>(JobQuery<TSource> source, Func<Action<T>, Action<TSource>> step) : JobQuery<T>(source.Chain)
{
    internal override void Map<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end) =>
        source.Map<TKey, TValue>(job, emit => step(end(emit)));

    internal override void Write<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end) =>
        source.Write<TKey, TValue>(job, emit => step(end(emit)));
}

/// <summary>Makes elements of records and sends them through the steps.</summary>
internal sealed class ElementMapper<TKeyIn, TValueIn, T, TKey, TValue>(
    Func<TKeyIn, TValueIn, T> element, Func<Action<TKey, TValue>, Action<T>> steps)
    : Mapper<TKeyIn, TValueIn, TKey, TValue>
    where TKeyIn : allows ref struct
    where TValueIn : allows ref struct
{
    private Action<T> _first = static _ => { };

    public override void Setup(Context context) => _first = steps(context.Write);

    public override void Map(TKeyIn key, TValueIn value, Context context) => _first(element(key, value));
}
