using Hathi.MapReduce.Partition;
using Hathi.Records;

namespace Hathi.MapReduce.Query;

/// <summary>
/// Elements as LINQ sees them, which MapReduce jobs compute: each step says what to do, <see cref="To"/> adds the jobs to the chain. Steps
/// between two sorts run in one task, without anything between them. Immutable; the functions given must answer the same in every process
/// and are called by many threads. It is convenient, at an object or two an element; <see cref="Mapper"/> and
/// <see cref="Reducer"/> are faster.
/// </summary>
/// <typeparam name="T">
/// Of what travels or is written there must be a serialiser: string, int, long, float, double, bool, pairs, triples and key-value pairs of
/// them, or what <see cref="JobChain.Serialize"/> was given.
/// </typeparam>
public abstract class JobQuery<T>
{
    /// <summary>Keys that <see cref="OrderBy"/> cuts its ranges from, and splits that it takes them from; as TeraSort.</summary>
    private const int OrderSamples = 100_000;

    private const int OrderSplits = 10;

    private protected JobQuery(JobChain chain) => Chain = chain;

    internal JobChain Chain { get; }

    /// <summary>Those for which the condition holds.</summary>
    public JobQuery<T> Where(Func<T, bool> condition) => new StepQuery<T, T>(this, next => element =>
    {
        if (condition(element))
        {
            next(element);
        }
    });

    /// <summary>What a function makes of each.</summary>
    public JobQuery<TResult> Select<TResult>(Func<T, TResult> selector) =>
        new StepQuery<T, TResult>(this, next => element => next(selector(element)));

    /// <summary>All that a function makes of each.</summary>
    public JobQuery<TResult> SelectMany<TResult>(Func<T, IEnumerable<TResult>> selector) => new StepQuery<T, TResult>(
        this, next => element =>
    {
        foreach (var result in selector(element))
        {
            next(result);
        }
    });

    /// <summary>Those with equal keys together.</summary>
    public JobGrouping<TKey, T> GroupBy<TKey>(Func<T, TKey> key) => GroupBy(key, static element => element);

    /// <summary>What a function makes of those with equal keys together.</summary>
    public JobGrouping<TKey, TElement> GroupBy<TKey, TElement>(Func<T, TKey> key, Func<T, TElement> selector) =>
        new(Select(element => new KeyValuePair<TKey, TElement>(key(element), selector(element))));

    /// <summary>Each once.</summary>
    public JobQuery<T> Distinct() => GroupBy(static element => element, static _ => true)
        .Reduce(static pair => pair, static (key, _) => key, static same => same.First());

    /// <summary>
    /// In the order of a key, over all reducers (mapreduce.job.reduces): part files one behind the other. Text is ordered by its bytes;
    /// equal keys come in any order.
    /// </summary>
    public JobQuery<T> OrderBy<TKey>(Func<T, TKey> key) =>
        new OrderedQuery<T, TKey>(this, key, descending: false, new SplitSampler(OrderSamples, OrderSplits));

    /// <summary>As <see cref="OrderBy"/>, the largest first.</summary>
    public JobQuery<T> OrderByDescending<TKey>(Func<T, TKey> key) =>
        new OrderedQuery<T, TKey>(this, key, descending: true, new SplitSampler(OrderSamples, OrderSplits));

    /// <summary>
    /// Each pair of an element here and one there whose keys are equal. All elements of one key must fit a reducer's memory.
    /// </summary>
    public JobQuery<TResult> Join<TInner, TKey, TResult>(
        JobQuery<TInner> inner, Func<T, TKey> outerKey, Func<TInner, TKey> innerKey, Func<T, TInner, TResult> result) =>
        new JoinQuery<T, TInner, TKey, TResult>(this, inner, outerKey, innerKey, result);

    /// <summary>Adds the jobs that write the elements as lines into a directory, which must not exist; pairs with a tab between.</summary>
    /// <exception cref="JobDefinitionException">A type has no serialiser, or there is no input.</exception>
    public void To(string path) => Chain.Add(job =>
    {
        job.Check<T>();
        Write<Null, T>(job, emit => element => emit(Null.Value, element));
        job.Output(path);
    });

    /// <summary>Makes this the input and the map side of a job.</summary>
    /// <param name="job">Gets input, format and mapper; jobs that must run before it are added to the chain.</param>
    /// <param name="end">What takes an element and gives records, given where records go.</param>
    internal abstract void Map<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end);

    /// <summary>Makes this the output of a job, which then has all but format and path.</summary>
    internal abstract void Write<TKey, TValue>(JobBuilder job, Func<Action<TKey, TValue>, Action<T>> end);
}
