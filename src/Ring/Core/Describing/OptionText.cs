using System.Globalization;
using Hathi.Base;
using Hathi.Ring.Core.Schema;

namespace Hathi.Ring.Core.Describing;

/// <summary>Options of a table as WITH takes them, in Cassandra's order.</summary>
internal static class OptionText
{
    public static IEnumerable<string> Of(TableOptions options) =>
    [
        $"additional_write_policy = {String(options.AdditionalWritePolicy)}",
        $"allow_auto_snapshot = {Of(options.AllowAutoSnapshot ?? true)}",
        $"bloom_filter_fp_chance = {JavaNumber.Format(options.FilterChance)}",
        $"caching = {Map(options.Caching)}",
        $"cdc = {Of(options.Cdc ?? false)}",
        $"comment = {String(options.Comment)}",
        $"compaction = {Map(options.Compaction)}",
        $"compression = {Map(options.Compression)}",
        $"memtable = {String(options.Memtable ?? "default")}",
        $"crc_check_chance = {JavaNumber.Format(options.CrcCheckChance)}",
        $"default_time_to_live = {Of(options.DefaultTimeToLive)}",
        $"extensions = {Bytes(options.Extensions)}",
        $"gc_grace_seconds = {Of(options.GcGraceSeconds)}",
        $"incremental_backups = {Of(options.IncrementalBackups ?? true)}",
        $"max_index_interval = {Of(options.MaxIndexInterval)}",
        $"memtable_flush_period_in_ms = {Of(options.MemtableFlushPeriodInMs)}",
        $"min_index_interval = {Of(options.MinIndexInterval)}",
        $"read_repair = {String(options.ReadRepair)}",
        $"speculative_retry = {String(options.SpeculativeRetry)}",
    ];

    public static string String(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    public static string Of(bool value) => value ? "true" : "false";

    private static string Of(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Map(ImmutableSortedDictionary<string, string> map) =>
        $"{{{string.Join(", ", map.Select(static e => $"{String(e.Key)}: {String(e.Value)}"))}}}";

    private static string Bytes(ImmutableSortedDictionary<string, string> map) =>
        $"{{{string.Join(", ", map.Select(static e => $"{String(e.Key)}: 0x{e.Value}"))}}}";
}
