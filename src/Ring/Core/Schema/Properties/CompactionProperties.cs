using System.Globalization;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>
/// How tables on the disk are merged: the strategy, and options of which each has its own. Source: Apache <c>CompactionParams</c> and its
/// strategies.
/// </summary>
internal static class CompactionProperties
{
    private const string Package = "org.apache.cassandra.db.compaction.";
    private const string Class = "class";
    private const string Min = "min_threshold";
    private const string Max = "max_threshold";
    private const string Overlapping = "provide_overlapping_tombstones";
    private const string SizeTiered = "SizeTieredCompactionStrategy";
    private const string Leveled = "LeveledCompactionStrategy";
    private const string TimeWindow = "TimeWindowCompactionStrategy";
    private const string Unified = "UnifiedCompactionStrategy";

    private static readonly string[] s_ofAll =
    [
        Class, Min, Max, Overlapping, "enabled", "log_all", "only_purge_repaired_tombstones", "tombstone_compaction_interval",
        "tombstone_threshold", "unchecked_tombstone_compaction",
    ];

    private static readonly string[] s_ofSizes = ["bucket_high", "bucket_low", "min_sstable_size"];

    private static readonly Dictionary<string, string[]> s_strategies = new(StringComparer.Ordinal)
    {
        [SizeTiered] = s_ofSizes,
        [Leveled] = ["fanout_size", "single_sstable_uplevel", "sstable_size_in_mb", .. s_ofSizes],
        [TimeWindow] =
        [
            "compaction_window_size", "compaction_window_unit", "expired_sstable_check_frequency_seconds", "timestamp_resolution",
            "unsafe_aggressive_sstable_expiration", .. s_ofSizes,
        ],
        [Unified] =
        [
            "base_shard_count", "expired_sstable_check_frequency_seconds", "flush_size_override", "max_sstables_to_compact",
            "min_sstable_size", "num_shards", "overlap_inclusion_method", "parallelize_output_shards", "scaling_parameters",
            "sstable_growth", "target_sstable_size", "unsafe_aggressive_sstable_expiration",
        ],
    };

    /// <summary>As Cassandra's schema shows it.</summary>
    public static ImmutableSortedDictionary<string, string> Of(ImmutableSortedDictionary<string, string> said)
    {
        if (!said.TryGetValue(Class, out var name))
        {
            throw Refusals.Configuration("Missing sub-option 'class' for the 'compaction' option");
        }

        var simple = name.StartsWith(Package, StringComparison.Ordinal) ? name[Package.Length..] : name;
        if (!s_strategies.TryGetValue(simple, out var own))
        {
            var full = name.Contains('.', StringComparison.Ordinal) ? name : Package + name;
            throw Refusals.Configuration(
                name.StartsWith("java.", StringComparison.Ordinal)
                    ? $"Compaction strategy class {name} is not derived from AbstractReplicationStrategy"
                    : $"Unable to find compaction strategy class '{full}'");
        }

        var options = said.SetItem(Class, Package + simple);
        if (simple != Unified)
        {
            options = options.ContainsKey(Min) ? options : options.Add(Min, "4");
            options = options.ContainsKey(Max) ? options : options.Add(Max, "32");
        }

        Check(options, simple);
        var others = said.Keys.Where(k => !s_ofAll.Contains(k) && !own.Contains(k)).ToArray();
        return others.Length == 0
            ? options
            : throw Refusals.Configuration($"Properties specified [{string.Join(", ", others)}] are not understood by {simple}");
    }

    private static void Check(ImmutableSortedDictionary<string, string> options, string strategy)
    {
        if (options.TryGetValue(Overlapping, out var part) && part.ToUpperInvariant() is not ("NONE" or "ROW" or "CELL"))
        {
            throw Refusals.Configuration(
                $"Invalid value {part.ToUpperInvariant()} for '{Overlapping}' compaction sub-option - "
                + "must be one of the following [NONE, ROW, CELL].");
        }

        CheckTombstones(options);
        CheckSizes(options);
        CheckLevels(options);
        if (strategy == TimeWindow)
        {
            CheckWindows(options);
        }
        else if (strategy == Unified)
        {
            CheckScaling(options);
            return;
        }

        CheckThresholds(options);
    }

    private static void CheckTombstones(ImmutableSortedDictionary<string, string> options)
    {
        if (options.TryGetValue("tombstone_threshold", out var text))
        {
            var share = Numbers.TryDouble(text, out var number) ? number : throw NotInt(text, "tombstone_threshold");
            if (share < 0)
            {
                throw Refusals.Configuration(
                    string.Create(CultureInfo.InvariantCulture, $"tombstone_threshold must be greater than 0, but was {share:F6}"));
            }
        }

        if (Int(options, "tombstone_compaction_interval") is { } interval and < 0)
        {
            throw Refusals.Configuration($"tombstone_compaction_interval must be greater than 0, but was {interval}");
        }

        if (options.TryGetValue("unchecked_tombstone_compaction", out var isUnchecked) && !IsFlag(isUnchecked))
        {
            throw Refusals.Configuration($"'unchecked_tombstone_compaction' should be either 'true' or 'false', not '{isUnchecked}'");
        }

        CheckFlag(options, "log_all", "'log_all'");
        CheckFlag(options, "enabled", "enabled");
    }

    private static void CheckFlag(ImmutableSortedDictionary<string, string> options, string name, string called)
    {
        if (options.TryGetValue(name, out var flag) && !IsFlag(flag))
        {
            throw Refusals.Configuration($"{called} should either be 'true' or 'false', not {flag}");
        }
    }

    private static void CheckSizes(ImmutableSortedDictionary<string, string> options)
    {
        var low = Float(options, "bucket_low") ?? 0.5;
        var high = Float(options, "bucket_high") ?? 1.5;
        if (high <= low)
        {
            throw Refusals.Configuration(
                $"bucket_high value ({Hathi.Base.JavaNumber.Format(high)}) is less than or equal to the bucket_low value "
                + $"({Hathi.Base.JavaNumber.Format(low)})");
        }

        if (!options.ContainsKey("scaling_parameters") && options.TryGetValue("min_sstable_size", out var size)
            && long.TryParse(size, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var bytes) && bytes < 0)
        {
            throw Refusals.Configuration($"min_sstable_size must be non negative: {bytes}");
        }
    }

    private static void CheckLevels(ImmutableSortedDictionary<string, string> options)
    {
        foreach (var name in (ReadOnlySpan<string>)["sstable_size_in_mb", "fanout_size"])
        {
            if (Int(options, name) is { } number and < 1)
            {
                throw Refusals.Configuration($"{name} must be larger than 0, but was {number}");
            }
        }
    }

    private static void CheckWindows(ImmutableSortedDictionary<string, string> options)
    {
        CheckWord(options, "timestamp_resolution", ["MICROSECONDS", "MILLISECONDS", "SECONDS", "MINUTES", "HOURS", "DAYS", "NANOSECONDS"]);
        CheckWord(options, "compaction_window_unit", ["MINUTES", "HOURS", "DAYS"]);
        if (Int(options, "compaction_window_size") is { } size and < 1)
        {
            throw Refusals.Configuration($"{size} must be greater than 1 for compaction_window_size");
        }

        if (Int(options, "expired_sstable_check_frequency_seconds") is { } seconds and < 0)
        {
            throw Refusals.Configuration($"expired_sstable_check_frequency_seconds must not be negative, but was {seconds}");
        }
    }

    private static void CheckWord(ImmutableSortedDictionary<string, string> options, string name, ReadOnlySpan<string> words)
    {
        if (options.TryGetValue(name, out var word) && !words.Contains(word))
        {
            throw Refusals.Configuration($"{word} is not valid for {name}");
        }
    }

    private static void CheckScaling(ImmutableSortedDictionary<string, string> options)
    {
        foreach (var parameter in options.GetValueOrDefault("scaling_parameters", "N").Split(','))
        {
            var text = parameter.Trim();
            var digits = text.Length > 0 && text[0] is 'L' or 'T' or '+' or '-' ? text[1..] : text;
            if (text != "N" && (digits.Length == 0 || !digits.All(char.IsAsciiDigit)))
            {
                throw Refusals.Configuration($"Scaling parameter {text} must match N|L[0-9]+|T[0-9]+|[+-]?[0-9]+");
            }
        }

        if (options.TryGetValue("target_sstable_size", out var size) && !size.EndsWith('B'))
        {
            throw Refusals.Configuration($"target_sstable_size {size} is not a valid size in bytes: {size} does not end in unit B");
        }
    }

    private static void CheckThresholds(ImmutableSortedDictionary<string, string> options)
    {
        var (min, max) = (Threshold(options, Min), Threshold(options, Max));
        if (min <= 0 || max <= 0)
        {
            throw Refusals.Configuration(
                "Disabling compaction by setting compaction thresholds to 0 has been removed, "
                + "set the compaction option 'enabled' to false instead.");
        }

        if (min < 2)
        {
            throw Refusals.Configuration($"Min compaction threshold cannot be less than 2 (got {min})");
        }

        if (min > max)
        {
            throw Refusals.Configuration(
                $"Min compaction threshold (got {min}) cannot be greater than max compaction threshold (got {max})");
        }
    }

    private static int Threshold(ImmutableSortedDictionary<string, string> options, string name) =>
        Numbers.TryInt(options[name], out var number)
            ? number
            : throw Refusals.Configuration($"Invalid value {options[name]} for '{name}' compaction sub-option - must be an integer");

    private static int? Int(ImmutableSortedDictionary<string, string> options, string name) => options.GetValueOrDefault(name) switch
    {
        null => null,
        var text when Numbers.TryInt(text, out var number) => number,
        var text => throw NotInt(text, name),
    };

    private static double? Float(ImmutableSortedDictionary<string, string> options, string name) => options.GetValueOrDefault(name) switch
    {
        null => null,
        var text when Numbers.TryDouble(text, out var number) => number,
        var text => throw Refusals.Configuration($"{text} is not a parsable float for {name}"),
    };

    private static bool IsFlag(string text) => text.ToLowerInvariant() is "true" or "false";

    private static Exception NotInt(string text, string name) =>
        Refusals.Configuration($"{text} is not a parsable int (base10) for {name}");
}
