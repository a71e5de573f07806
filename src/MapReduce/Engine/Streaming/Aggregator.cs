using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Hathi.Base;

namespace Hathi.MapReduce.Streaming;

/// <summary>Makes one of the values of a key. Source: Apache's classes of these names in <c>mapreduce.lib.aggregate</c>.</summary>
internal abstract class Aggregator
{
    /// <summary>By the name before the colon of a key, in any case.</summary>
    private static readonly Dictionary<string, Func<Aggregator>> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["LongValueSum"] = static () => new LongAggregator(0, static (a, b) => unchecked(a + b)),
        ["LongValueMax"] = static () => new LongAggregator(long.MinValue, Math.Max),
        ["LongValueMin"] = static () => new LongAggregator(long.MaxValue, Math.Min),
        ["DoubleValueSum"] = static () => new DoubleAggregator(),
        ["StringValueMax"] = static () => new StringAggregator(1),
        ["StringValueMin"] = static () => new StringAggregator(-1),
        ["UniqValueCount"] = static () => new UniqueAggregator(),
        ["ValueHistogram"] = static () => new HistogramAggregator(),
    };

    /// <summary>One that is new; null when there is none of that name.</summary>
    internal static Aggregator? Of(string type) => Types.GetValueOrDefault(type)?.Invoke();

    internal static string Names => string.Join(", ", Types.Keys);

    /// <exception cref="FormatException">The value is not what it takes.</exception>
    internal abstract void Add(ReadOnlySpan<byte> value);

    /// <summary>What the job puts out.</summary>
    internal abstract string Report();

    /// <summary>What stands for all values so far when they are aggregated again.</summary>
    internal virtual IEnumerable<string> Parts() => [Report()];

    protected static long Whole(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text is [(byte)'+', ..] ? text[1..] : text, out long number, out var length)
        && length == (text is [(byte)'+', ..] ? text.Length - 1 : text.Length)
            ? number
            : throw new FormatException($"\"{Encoding.UTF8.GetString(text)}\" is no whole number");

    private sealed class LongAggregator(long first, Func<long, long, long> join) : Aggregator
    {
        private long _value = first;

        internal override void Add(ReadOnlySpan<byte> value) => _value = join(_value, Whole(value));

        internal override string Report() => _value.ToString(CultureInfo.InvariantCulture);
    }

    private sealed class DoubleAggregator : Aggregator
    {
        private double _sum;

        internal override void Add(ReadOnlySpan<byte> value) => _sum += double.TryParse(
            value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"\"{Encoding.UTF8.GetString(value)}\" is no number");

        internal override string Report() => JavaNumber.Format(_sum);
    }

    private sealed class StringAggregator(int sign) : Aggregator
    {
        private string? _value;

        internal override void Add(ReadOnlySpan<byte> value)
        {
            var text = Encoding.UTF8.GetString(value);
            if (_value is null || sign * string.CompareOrdinal(text, _value) > 0)
            {
                _value = text;
            }
        }

        internal override string Report() => _value ?? "";
    }

    private sealed class UniqueAggregator : Aggregator
    {
        private readonly SortedSet<string> _values = new(StringComparer.Ordinal);

        internal override void Add(ReadOnlySpan<byte> value) => _values.Add(Encoding.UTF8.GetString(value));

        internal override string Report() => _values.Count.ToString(CultureInfo.InvariantCulture);

        internal override IEnumerable<string> Parts() => _values;
    }

    // How often each value came: number of values, least, median, most, mean and standard deviation.
    private sealed class HistogramAggregator : Aggregator
    {
        private readonly SortedDictionary<string, long> _counts = new(StringComparer.Ordinal);

        internal override void Add(ReadOnlySpan<byte> value)
        {
            var tab = value.LastIndexOf((byte)'\t');
            var text = Encoding.UTF8.GetString(tab < 0 ? value : value[..tab]);
            _counts[text] = _counts.GetValueOrDefault(text) + (tab < 0 ? 1 : Whole(value[(tab + 1)..]));
        }

        internal override string Report()
        {
            long[] counts = [.. _counts.Values.Order()];
            var mean = (double)counts.Sum() / counts.Length;
            var deviation = Math.Sqrt(counts.Sum(c => (c - mean) * (c - mean)) / counts.Length);
            return string.Create(CultureInfo.InvariantCulture, $"{counts.Length}\t{counts[0]}\t{counts[counts.Length / 2]}\t{counts[^1]}\t"
                + $"{JavaNumber.Format(mean)}\t{JavaNumber.Format(deviation)}");
        }

        internal override IEnumerable<string> Parts() =>
            _counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}\t{c.Value}"));
    }
}
