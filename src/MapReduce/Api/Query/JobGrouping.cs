namespace Hathi.MapReduce.Query;

/// <summary>
/// Elements by keys, of which one result a key is to be made. Where results of parts can be put together, parts are made where the data is.
/// </summary>
public sealed class JobGrouping<TKey, TElement>
{
    private readonly JobQuery<KeyValuePair<TKey, TElement>> _pairs;

    internal JobGrouping(JobQuery<KeyValuePair<TKey, TElement>> pairs) => _pairs = pairs;

    /// <summary>How many each key has.</summary>
    public JobQuery<KeyValuePair<TKey, long>> Count() => Fold(static _ => 1L, static numbers => numbers.Sum());

    /// <summary>Each key's sum.</summary>
    /// <exception cref="OverflowException">It does not fit in 64 bits (the task fails with it).</exception>
    public JobQuery<KeyValuePair<TKey, long>> Sum(Func<TElement, long> number) => Fold(number, static numbers => numbers.Sum());

    /// <summary>Each key's sum; parts are added in any order.</summary>
    public JobQuery<KeyValuePair<TKey, double>> Sum(Func<TElement, double> number) => Fold(number, static numbers => numbers.Sum());

    /// <summary>Each key's smallest number.</summary>
    public JobQuery<KeyValuePair<TKey, long>> Min(Func<TElement, long> number) => Fold(number, static numbers => numbers.Min());

    /// <summary>Each key's smallest number.</summary>
    public JobQuery<KeyValuePair<TKey, double>> Min(Func<TElement, double> number) => Fold(number, static numbers => numbers.Min());

    /// <summary>Each key's largest number.</summary>
    public JobQuery<KeyValuePair<TKey, long>> Max(Func<TElement, long> number) => Fold(number, static numbers => numbers.Max());

    /// <summary>Each key's largest number.</summary>
    public JobQuery<KeyValuePair<TKey, double>> Max(Func<TElement, double> number) => Fold(number, static numbers => numbers.Max());

    /// <summary>Each key's mean.</summary>
    public JobQuery<KeyValuePair<TKey, double>> Average(Func<TElement, double> number) => Reduce(
        element => (Sum: number(element), Count: 1L),
        static (key, parts) =>
        {
            var (sum, count) = Add(parts);
            return new KeyValuePair<TKey, double>(key, sum / count);
        },
        Add);

    /// <summary>What a function makes of each key's elements, one after the other, in any order.</summary>
    public JobQuery<KeyValuePair<TKey, TResult>> Aggregate<TResult>(TResult seed, Func<TResult, TElement, TResult> next) =>
        Select((key, elements) => new KeyValuePair<TKey, TResult>(key, elements.Aggregate(seed, next)));

    /// <summary>What a function makes of each key and its elements, which come in any order and once.</summary>
    public JobQuery<TResult> Select<TResult>(Func<TKey, IEnumerable<TElement>, TResult> selector) =>
        Reduce(static element => element, selector, null);

    /// <summary>A result a key.</summary>
    /// <param name="part">What travels of an element.</param>
    /// <param name="result">Made of all parts of a key.</param>
    /// <param name="combine">Makes one part of several; null when that cannot be.</param>
    internal JobQuery<TResult> Reduce<TPart, TResult>(
        Func<TElement, TPart> part, Func<TKey, IEnumerable<TPart>, TResult> result, Func<IEnumerable<TPart>, TPart>? combine) =>
        new GroupedQuery<TKey, TElement, TPart, TResult>(_pairs, part, result, combine);

    private JobQuery<KeyValuePair<TKey, TNumber>> Fold<TNumber>(Func<TElement, TNumber> number, Func<IEnumerable<TNumber>, TNumber> fold) =>
        Reduce(number, (key, numbers) => new KeyValuePair<TKey, TNumber>(key, fold(numbers)), fold);

    private static (double Sum, long Count) Add(IEnumerable<(double Sum, long Count)> parts)
    {
        var (sum, count) = (0.0, 0L);
        foreach (var part in parts)
        {
            sum += part.Sum;
            count += part.Count;
        }

        return (sum, count);
    }
}
