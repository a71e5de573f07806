namespace Hathi.MapReduce.Query;

/// <summary>Makes elements of each group and sends them through the steps that follow.</summary>
internal sealed class GroupReducer<TKey, TPart, T, TKeyOut, TValueOut>(
    Action<TKey, IEnumerable<TPart>, Action<T>> elements, Func<Action<TKeyOut, TValueOut>, Action<T>> steps)
    : Reducer<TKey, TPart, TKeyOut, TValueOut>
{
    private Action<T> _first = static _ => { };

    public override void Setup(Context context) => _first = steps(context.Write);

    public override void Reduce(TKey key, Values<TPart> values, Context context) => elements(key, values, _first);
}

/// <summary>Makes one part of several.</summary>
internal sealed class PartCombiner<TKey, TPart>(Func<IEnumerable<TPart>, TPart> combine) : Reducer<TKey, TPart, TKey, TPart>
{
    public override void Reduce(TKey key, Values<TPart> values, Context context) => context.Write(key, combine(values));
}

/// <summary>Hands records on as they are.</summary>
internal sealed class Same<TKey, TValue> : Mapper<TKey, TValue, TKey, TValue>
{
    public override void Map(TKey key, TValue value, Context context) => context.Write(key, value);
}
