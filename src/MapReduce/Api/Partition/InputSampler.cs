namespace Hathi.MapReduce.Partition;

/// <summary>
/// Chooses the records from whose keys a job's ranges are cut, see <see cref="JobBuilder.TotalOrder"/>. Who submits the job reads them and
/// runs the job's mapper over them, so that what is sampled are the keys that will be sorted (Apache's InputSampler takes the keys of the
/// input and wants both to be the same). Immutable.
/// </summary>
public abstract class InputSampler
{
    private protected InputSampler(int maxSplits) => MaxSplits = Positive(maxSplits, nameof(maxSplits));

    /// <summary>At most so many splits are read, in even distances over the input.</summary>
    public int MaxSplits { get; }

    /// <summary>Decides about the keys of one split, in their order.</summary>
    /// <param name="split">Number of the split among those that are sampled, from 0.</param>
    /// <param name="splits">How many are sampled.</param>
    internal abstract Choice Begin(int split, int splits);

    /// <exception cref="JobDefinitionException">The number is not positive.</exception>
    private protected static int Positive(int number, string name) =>
        number > 0 ? number : throw new JobDefinitionException($"{name} of a sampler is {number}: it must be at least 1.");

    /// <exception cref="JobDefinitionException">It is no share.</exception>
    private protected static double Share(double share) => share is > 0 and <= 1
        ? share
        : throw new JobDefinitionException($"A sampler that takes the share {share}: it must be more than 0 and at most 1.");

    /// <summary>What to do with a key.</summary>
    internal enum Verdict
    {
        /// <summary>Keep it.</summary>
        Take,

        /// <summary>Go on without it.</summary>
        Skip,

        /// <summary>Keep it, and read no further in this split.</summary>
        TakeLast,
    }

    /// <summary>The choice within one split. Used by one thread.</summary>
    internal abstract class Choice
    {
        /// <summary>About the next key.</summary>
        internal abstract Verdict Next();
    }
}

/// <summary>
/// The first records of some splits: little to read, and right where records lie in no order (Apache's SplitSampler;
/// what its TeraSort does).
/// </summary>
/// <param name="samples">Keys in all.</param>
/// <param name="maxSplits">Splits to take them from.</param>
public sealed class SplitSampler(int samples, int maxSplits) : InputSampler(maxSplits)
{
    private readonly int _samples = Positive(samples, nameof(samples));

    internal override Choice Begin(int split, int splits) => new First(Math.Max(1, _samples / splits));

    private sealed class First(int count) : Choice
    {
        private int _left = count;

        internal override Verdict Next() => --_left == 0 ? Verdict.TakeLast : Verdict.Take;
    }
}

/// <summary>Records in even distances, for input that is sorted already; reads those splits whole (Apache's IntervalSampler).</summary>
/// <param name="share">Which share of the keys, above 0, at most 1.</param>
/// <param name="maxSplits">Splits to take them from.</param>
public sealed class IntervalSampler(double share, int maxSplits) : InputSampler(maxSplits)
{
    private readonly double _share = Share(share);

    internal override Choice Begin(int split, int splits) => new Every(_share);

    private sealed class Every(double share) : Choice
    {
        private long _seen;
        private long _kept;

        internal override Verdict Next()
        {
            if (_kept >= ++_seen * share)
            {
                return Verdict.Skip;
            }

            _kept++;
            return Verdict.Take;
        }
    }
}

/// <summary>
/// Records by chance, for input of unknown order; reads those splits whole (Apache's RandomSampler). The same input gives the same sample.
/// </summary>
/// <param name="share">How likely a key is taken, above 0, at most 1.</param>
/// <param name="samples">Keys in all, at most.</param>
/// <param name="maxSplits">Splits to take them from.</param>
public sealed class RandomSampler(double share, int samples, int maxSplits) : InputSampler(maxSplits)
{
    private readonly double _share = Share(share);
    private readonly int _samples = Positive(samples, nameof(samples));

    internal override Choice Begin(int split, int splits) =>
        new Chance(_share, Math.Max(1, _samples / splits), new Base.SeededRandom((ulong)split));

    private sealed class Chance(double share, int count, Base.SeededRandom random) : Choice
    {
        private int _left = count;

        internal override Verdict Next() => !random.Chance(share) ? Verdict.Skip : --_left == 0 ? Verdict.TakeLast : Verdict.Take;
    }
}
