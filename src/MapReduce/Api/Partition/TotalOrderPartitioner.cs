using Hathi.Hadoop.Keys;
using Hathi.Records.Serialization;

namespace Hathi.MapReduce.Partition;

/// <summary>
/// Gives each reducer a range of keys, in order, so that the outputs of all reducers one behind the other are sorted (Apache's
/// TotalOrderPartitioner). It looks at serialised keys only. Safe from any thread.
/// </summary>
public sealed class TotalOrderPartitioner
{
    /// <summary>
    /// The property with the keys at which the ranges begin, the first one's left out: serialised, in Base64, with commas between. What
    /// <see cref="JobBuilder.TotalOrder"/> sampled; a job for which it is set already is not sampled.
    /// </summary>
    public static string PointsKey => TaskKeys.OrderPoints.Name;

    /// <summary>What a job's settings may hold of such keys, characters: they travel to each task.</summary>
    internal const int MaxPointsLength = 4 << 20;

    private readonly RawComparer _order;
    private readonly byte[][] _points;
    private readonly ulong[] _prefixes;

    /// <param name="order">Of serialised keys: the one they are sorted by.</param>
    /// <param name="points">
    /// The serialised keys at which the second, the third, … range begins, in order; some may be equal, then ranges are empty.
    /// </param>
    public TotalOrderPartitioner(RawComparer order, IReadOnlyList<byte[]> points)
    {
        _order = order;
        _points = [.. points];
        _prefixes = [.. order.HasPrefix ? points.Select(p => order.Prefix(p, 0)) : []];
    }

    /// <summary>Which range a serialised key lies in, from 0: the number of points at or before it.</summary>
    public int GetPartition(ReadOnlySpan<byte> key)
    {
        var prefix = _prefixes.Length > 0 ? _order.Prefix(key, 0) : 0;
        int low = 0, high = _points.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Precedes(key, prefix, middle))
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }

    /// <summary>The partitioner of a job that was prepared.</summary>
    /// <exception cref="JobDefinitionException">The property is missing or damaged.</exception>
    internal static TotalOrderPartitioner Of(JobContext job, RawComparer order)
    {
        var text = job.Configuration.GetRaw(PointsKey)
            ?? throw new JobDefinitionException(
                $"{job.Job.Name} sorts totally, and {PointsKey} is not set: it was submitted without being sampled.");
        try
        {
            var points = text.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(Convert.FromBase64String).ToList();
            return points.Count < job.Job.Reducers
                ? new TotalOrderPartitioner(order, points)
                : throw new JobDefinitionException($"{PointsKey} has {points.Count} keys for {job.Job.Reducers} reducers: "
                    + "it must be fewer. Leave the property out to have the input sampled.");
        }
        catch (FormatException e)
        {
            throw new JobDefinitionException($"{PointsKey} is not Base64 with commas between: {e.Message}");
        }
    }

    /// <summary>The property's value.</summary>
    /// <exception cref="JobDefinitionException">It would be too long.</exception>
    internal static string Encode(IReadOnlyList<byte[]> points)
    {
        var text = string.Join(',', points.Select(Convert.ToBase64String));
        return text.Length <= MaxPointsLength
            ? text
            : throw new JobDefinitionException($"The keys between {points.Count + 1} ranges take {text.Length} characters, "
                + $"and a job's settings hold {MaxPointsLength}. Use fewer reducers or shorter keys.");
    }

    private bool Precedes(ReadOnlySpan<byte> key, ulong prefix, int point)
    {
        if (_prefixes.Length > 0)
        {
            var other = _prefixes[point];
            if (prefix != other || _order.Decides(prefix))
            {
                return prefix < other;
            }
        }

        return _order.Compare(key, _points[point]) < 0;
    }
}
