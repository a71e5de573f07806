using Hathi.MapReduce.Formats;
using Hathi.MapReduce.Partition;
using Hathi.Records;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Query;

/// <summary>Elements that come out of a sort: what maps them further is a job of its own, which reads them from a sequence file.</summary>
internal abstract class SortedQuery<T>(JobChain chain) : JobQuery<T>(chain)
{
    internal sealed override void Map<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end)
    {
        var between = Chain.Temporary();
        job.Check<T>().Check<TKey>().Check<TValue>();
        Chain.Add(before =>
        {
            Write<Null, T>(before, emit => element => emit(Null.Value, element));
            before.WriteAs(new SequenceFileOutputFormat<Null, T>()).Output(between);
        });
        job.Input(between)
            .ReadAs(new SequenceFileInputFormat<Null, T>())
            .Map(() => new ElementMapper<Null, T, T, TKey, TValue>(static (_, element) => element, end));
    }
}

/// <summary>One result a key.</summary>
internal sealed class GroupedQuery<TKey, TElement, TPart, T>(
    JobQuery<KeyValuePair<TKey, TElement>> pairs, Func<TElement, TPart> part, Func<TKey, IEnumerable<TPart>, T> result,
    Func<IEnumerable<TPart>, TPart>? combine)
    : SortedQuery<T>(pairs.Chain)
{
    internal override void Write<TKeyOut, TValueOut>(JobBuilder job, Func<Action<TKeyOut, TValueOut>, Action<T>> end)
    {
        pairs.Map<TKey, TPart>(job, emit => pair => emit(pair.Key, part(pair.Value)));
        job.Reduce(() => new GroupReducer<TKey, TPart, T, TKeyOut, TValueOut>((key, parts, next) => next(result(key, parts)), end));
        if (combine is not null)
        {
            job.Combine(() => new PartCombiner<TKey, TPart>(combine));
        }
    }
}

/// <summary>All elements in the order of a key.</summary>
internal sealed class OrderedQuery<T, TKey>(
    JobQuery<T> source, Func<T, TKey> key, bool descending, InputSampler sampler) : SortedQuery<T>(source.Chain)
{
    internal override void Write<TKeyOut, TValueOut>(JobBuilder job, Func<Action<TKeyOut, TValueOut>, Action<T>> end)
    {
        source.Map<TKey, T>(job, emit => element => emit(key(element), element));
        job.TotalOrder(sampler).Reduce(() => new GroupReducer<TKey, T, T, TKeyOut, TValueOut>(Each, end));
        if (descending)
        {
            job.SortBy(new DescendingComparer(job.SerializerOf<TKey>().Comparer));
        }
    }

    private static void Each(TKey key, IEnumerable<T> elements, Action<T> next)
    {
        foreach (var element in elements)
        {
            next(element);
        }
    }
}

/// <summary>Pairs of two sides with equal keys. Each side is written as either, then both are sorted together.</summary>
internal sealed class JoinQuery<TOuter, TInner, TKey, T>(
    JobQuery<TOuter> outer, JobQuery<TInner> inner, Func<TOuter, TKey> outerKey, Func<TInner, TKey> innerKey,
    Func<TOuter, TInner, T> result)
    : SortedQuery<T>(outer.Chain)
{
    internal override void Write<TKeyOut, TValueOut>(JobBuilder job, Func<Action<TKeyOut, TValueOut>, Action<T>> end)
    {
        var first = Side(outer, outerKey, static element => new Either<TOuter, TInner>(false, element, default!));
        var second = Side(inner, innerKey, static element => new Either<TOuter, TInner>(true, default!, element));
        job.Input(first, second).ReadAs(new SequenceFileInputFormat<TKey, Either<TOuter, TInner>>())
            .Map(static () => new Same<TKey, Either<TOuter, TInner>>())
            .Reduce(() => new GroupReducer<TKey, Either<TOuter, TInner>, T, TKeyOut, TValueOut>(Pairs, end));
    }

    private string Side<TSide>(JobQuery<TSide> side, Func<TSide, TKey> key, Func<TSide, Either<TOuter, TInner>> either)
    {
        var between = Chain.Temporary();
        Chain.Add(job =>
        {
            side.Write<TKey, Either<TOuter, TInner>>(job, emit => element => emit(key(element), either(element)));
            job.WriteAs(new SequenceFileOutputFormat<TKey, Either<TOuter, TInner>>()).Output(between);
        });
        return between;
    }

    private void Pairs(TKey key, IEnumerable<Either<TOuter, TInner>> both, Action<T> next)
    {
        var (left, right) = (new List<TOuter>(), new List<TInner>());
        foreach (var one in both)
        {
            if (one.IsSecond)
            {
                right.Add(one.Second);
            }
            else
            {
                left.Add(one.First);
            }
        }

        foreach (var a in left)
        {
            foreach (var b in right)
            {
                next(result(a, b));
            }
        }
    }
}
