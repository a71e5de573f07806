using System.Globalization;

namespace Hathi.Ring.Core.Schema;

/// <summary>Options of a table by their names, as text: for a digest, and for who writes or shows them all.</summary>
public static class OptionTexts
{
    /// <summary>All that say something, in the order of names; of a map an entry each.</summary>
    public static IEnumerable<(string Name, string Value)> Of(TableOptions options)
    {
        yield return ("additional_write_policy", options.AdditionalWritePolicy);
        yield return ("allow_auto_snapshot", Of(options.AllowAutoSnapshot));
        yield return ("bloom_filter_fp_chance", options.BloomFilterFpChance is { } chance ? Of(chance) : "");
        foreach (var entry in Of("caching", options.Caching))
        {
            yield return entry;
        }

        yield return ("cdc", Of(options.Cdc));
        yield return ("comment", options.Comment);
        foreach (var entry in Of("compaction", options.Compaction).Concat(Of("compression", options.Compression)))
        {
            yield return entry;
        }

        yield return ("crc_check_chance", Of(options.CrcCheckChance));
        yield return ("default_time_to_live", Of(options.DefaultTimeToLive));
        foreach (var entry in Of("extensions", options.Extensions))
        {
            yield return entry;
        }

        yield return ("gc_grace_seconds", Of(options.GcGraceSeconds));
        yield return ("incremental_backups", Of(options.IncrementalBackups));
        yield return ("max_index_interval", Of(options.MaxIndexInterval));
        yield return ("memtable", options.Memtable ?? "");
        yield return ("memtable_flush_period_in_ms", Of(options.MemtableFlushPeriodInMs));
        yield return ("min_index_interval", Of(options.MinIndexInterval));
        yield return ("read_repair", options.ReadRepair);
        yield return ("speculative_retry", options.SpeculativeRetry);
    }

    private static IEnumerable<(string Name, string Value)> Of(string name, ImmutableSortedDictionary<string, string> map) =>
        map.Select(entry => ($"{name}.{entry.Key}", entry.Value));

    private static string Of(bool? value) => value switch { null => "", true => "true", false => "false" };

    private static string Of(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);
}
