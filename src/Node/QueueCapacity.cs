using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Yarn.Core.Model;

namespace Hathi.Node;

/// <summary>
/// A queue's capacity as it is written: percent (<c>40</c>, <c>40%</c>), a weight (<c>4w</c>), or an amount (<c>[memory=8Gi,vcores=4]</c>,
/// memory in MiB where no unit is said). Source: CapacitySchedulerConfiguration, its RESOURCE_PATTERN and WEIGHT_SUFFIX.
/// </summary>
/// <param name="Percent">Percent of the parent; 0 with the others.</param>
/// <param name="Weight">Null: it is no weight.</param>
/// <param name="Amount">Null: it is no amount.</param>
internal readonly record struct QueueCapacity(double Percent, double? Weight, Resource? Amount)
{
    private const string Forms = "expected percent (40), a weight (4w) or an amount ([memory=8192,vcores=4])";

    /// <summary>Units of memory, in MiB.</summary>
    private static readonly (string Suffix, double MiB)[] Units =
    [
        ("Mi", 1), ("Gi", 1L << 10), ("Ti", 1L << 20), ("M", 1e6 / (1 << 20)), ("G", 1e9 / (1 << 20)), ("T", 1e12 / (1 << 20)), ("", 1),
    ];

    /// <exception cref="ConfigurationException">It is none of these.</exception>
    public static QueueCapacity Parse(string key, string text)
    {
        var value = text.Trim();
        if (value.StartsWith('['))
        {
            return new QueueCapacity(0, null, ParseAmount(key, value));
        }

        var isWeight = value.EndsWith('w');
        return double.TryParse(value.TrimEnd('%', 'w'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? isWeight ? new QueueCapacity(0, number, null) : new QueueCapacity(number, null, null)
            : throw new ConfigurationException($"{key} = {text}: {Forms}", null);
    }

    private static Resource ParseAmount(string key, string text)
    {
        var (memory, cores) = (0L, 0);
        if (!text.EndsWith(']'))
        {
            throw new ConfigurationException($"{key} = {text}: {Forms}", null);
        }

        foreach (var part in text[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            switch (equals < 0 ? "" : part[..equals].Trim())
            {
                case "memory" or "memory-mb":
                    memory = Memory(key, text, part[(equals + 1)..].Trim());
                    break;
                case "vcores" when int.TryParse(
                    part.AsSpan(equals + 1),
                    NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                    CultureInfo.InvariantCulture,
                    out cores):
                    break;
                default:
                    throw new ConfigurationException(
                        $"{key} = {text}: {part}: expected memory=N (MiB, or with Mi, Gi, Ti) or vcores=N", null);
            }
        }

        return memory > 0
            ? new Resource(memory, cores)
            : throw new ConfigurationException($"{key} = {text}: an amount says memory, above 0", null);
    }

    private static long Memory(string key, string text, string value)
    {
        foreach (var (suffix, unit) in Units)
        {
            if (value.EndsWith(suffix, StringComparison.Ordinal) && long.TryParse(
                value.AsSpan(0, value.Length - suffix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return (long)(number * unit);
            }
        }

        throw new ConfigurationException($"{key} = {text}: {value} is no amount of memory", null);
    }
}
