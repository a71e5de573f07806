using System.Collections.Frozen;
using Hathi.Base;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>What is said of a table behind WITH. Source: Apache <c>TableAttributes</c>, <c>TableParams</c>.</summary>
internal static class TableProperties
{
    /// <summary>Seconds that a row may live: 20 years.</summary>
    public const int MaxTimeToLive = 20 * 365 * 24 * 60 * 60;

    private const string Id = "id";

    // Where a filter of 20 bits an entry ends.
    private const double LeastChance = 6.71e-5;

    private static readonly FrozenSet<string> s_known = FrozenSet.Create(
        StringComparer.Ordinal,
        "additional_write_policy", "allow_auto_snapshot", "bloom_filter_fp_chance", "caching", "cdc", "comment", "compaction",
        "compression", "crc_check_chance", "default_time_to_live", "extensions", "gc_grace_seconds", Id, "incremental_backups",
        "max_index_interval",
        "memtable", "memtable_flush_period_in_ms", "min_index_interval", "read_repair", "speculative_retry");

    /// <summary>Whether there are only properties that a table has.</summary>
    public static void CheckNames(PropertyReader properties) => properties.RefuseOthers(s_known);

    /// <summary>The id that a new table is to have; null: it says none.</summary>
    public static Guid? IdOf(PropertyReader properties) => properties.Text(Id) switch
    {
        null => null,
        var text when Guid.TryParseExact(text, "D", out var id) => id,
        _ => throw Refusals.Configuration("Invalid table id"),
    };

    /// <summary>Another id is said for a table that is there.</summary>
    public static void RefuseId(PropertyReader properties)
    {
        if (properties.Has(Id))
        {
            throw Refusals.Configuration("Cannot alter table id.");
        }
    }

    /// <summary>The options with what is said; what others may be said in extensions is taken and not kept, as by Cassandra.</summary>
    public static TableOptions Apply(TableOptions options, PropertyReader properties)
    {
        var chance = properties.Fraction("bloom_filter_fp_chance");
        var changed = options with
        {
            AdditionalWritePolicy =
                properties.Text("additional_write_policy") is { } write ? SpeculationPolicy.Of(write) : options.AdditionalWritePolicy,
            AllowAutoSnapshot = UnlessUsual(properties.Flag("allow_auto_snapshot"), true, options.AllowAutoSnapshot),
            BloomFilterFpChance = chance is -1 ? null : chance ?? options.BloomFilterFpChance,
            Caching = properties.Map("caching") is { } caching ? CachingProperties.Of(caching) : options.Caching,
            Cdc = UnlessUsual(properties.Flag("cdc"), false, options.Cdc),
            Comment = properties.Text("comment") ?? options.Comment,
            Compaction = properties.Map("compaction") is { } compaction ? CompactionProperties.Of(compaction) : options.Compaction,
            Compression = properties.Map("compression") is { } compression ? CompressionProperties.Of(compression) : options.Compression,
            CrcCheckChance = properties.Fraction("crc_check_chance") ?? options.CrcCheckChance,
            DefaultTimeToLive = properties.Number("default_time_to_live") ?? options.DefaultTimeToLive,
            GcGraceSeconds = properties.Number("gc_grace_seconds") ?? options.GcGraceSeconds,
            IncrementalBackups = UnlessUsual(properties.Flag("incremental_backups"), true, options.IncrementalBackups),
            MaxIndexInterval = properties.Number("max_index_interval") ?? options.MaxIndexInterval,
            Memtable = properties.Text("memtable") is { } memtable ? MemtableOf(memtable) : options.Memtable,
            MemtableFlushPeriodInMs = properties.Number("memtable_flush_period_in_ms") ?? options.MemtableFlushPeriodInMs,
            MinIndexInterval = properties.Number("min_index_interval") ?? options.MinIndexInterval,
            ReadRepair = properties.Text("read_repair") is { } repair ? ReadRepairOf(repair) : options.ReadRepair,
            SpeculativeRetry = properties.Text("speculative_retry") is { } retry ? SpeculationPolicy.Of(retry) : options.SpeculativeRetry,
        };
        Check(changed);
        return changed;
    }

    // What is its default says nothing.
    private static bool? UnlessUsual(bool? said, bool usual, bool? before) => said is null ? before : said == usual ? null : said;

    private static string? MemtableOf(string name) =>
        name == "default" ? null : throw Refusals.Configuration($"Memtable configuration \"{name}\" not found.");

    private static string ReadRepairOf(string text) => text.ToUpperInvariant() is "BLOCKING" or "NONE"
        ? text.ToUpperInvariant()
        : throw Refusals.Configuration($"Invalid value {text} for option 'read_repair': only 'BLOCKING' and 'NONE' are allowed");

    private static void Check(TableOptions options)
    {
        if (options.BloomFilterFpChance is { } chance && !(chance is > LeastChance and <= 1))
        {
            throw Refusals.Configuration(
                $"bloom_filter_fp_chance must be larger than {JavaNumber.Format(LeastChance)} and less than or equal to 1.0 "
                + $"(got {JavaNumber.Format(chance)})");
        }

        if (options.CrcCheckChance is not (>= 0 and <= 1))
        {
            throw Refusals.Configuration(
                "crc_check_chance must be larger than or equal to 0 and smaller than or equal to 1.0 "
                + $"(got {JavaNumber.Format(options.CrcCheckChance)})");
        }

        CheckLeast("default_time_to_live", options.DefaultTimeToLive, 0);
        if (options.DefaultTimeToLive > MaxTimeToLive)
        {
            throw Refusals.Configuration(
                $"default_time_to_live must be less than or equal to {MaxTimeToLive} (got {options.DefaultTimeToLive})");
        }

        CheckLeast("gc_grace_seconds", options.GcGraceSeconds, 0);
        CheckLeast("min_index_interval", options.MinIndexInterval, 1);
        if (options.MaxIndexInterval < options.MinIndexInterval)
        {
            throw Refusals.Configuration(
                $"max_index_interval must be greater than or equal to min_index_interval ({options.MinIndexInterval}) "
                + $"(got {options.MaxIndexInterval})");
        }

        CheckLeast("memtable_flush_period_in_ms", options.MemtableFlushPeriodInMs, 0);
    }

    private static void CheckLeast(string name, int value, int least)
    {
        if (value < least)
        {
            throw Refusals.Configuration($"{name} must be greater than or equal to {least} (got {value})");
        }
    }
}
