namespace Hathi.Ring.Core.Schema;

/// <summary>
/// What stands behind WITH, with the defaults of Apache Cassandra 5.0. Maps are as <c>system_schema.tables</c> shows them. Immutable.
/// Source: Apache <c>TableParams</c>.
/// </summary>
public sealed record TableOptions
{
    /// <summary>All as Cassandra has them.</summary>
    public static TableOptions Default { get; } = new();

    /// <summary>When a write is sent to one more replica.</summary>
    public string AdditionalWritePolicy { get; init; } = "99p";

    /// <summary>A snapshot is made before it is dropped or truncated; null: it is.</summary>
    public bool? AllowAutoSnapshot { get; init; }

    /// <summary>How often a filter may err; null: as the compaction has it.</summary>
    public double? BloomFilterFpChance { get; init; }

    /// <summary><c>keys</c> and <c>rows_per_partition</c>.</summary>
    public ImmutableSortedDictionary<string, string> Caching { get; init; } = Map(("keys", "ALL"), ("rows_per_partition", "NONE"));

    /// <summary>Changes are captured; null: they are not.</summary>
    public bool? Cdc { get; init; }

    /// <summary>What a user says of it.</summary>
    public string Comment { get; init; } = "";

    /// <summary><c>class</c> and the strategy's options.</summary>
    public ImmutableSortedDictionary<string, string> Compaction { get; init; } = Map(
        ("class", "org.apache.cassandra.db.compaction.SizeTieredCompactionStrategy"), ("max_threshold", "32"), ("min_threshold", "4"));

    /// <summary><c>class</c> and the compressor's options; <c>enabled</c> false for none.</summary>
    public ImmutableSortedDictionary<string, string> Compression { get; init; } = Map(
        ("chunk_length_in_kb", "16"), ("class", "org.apache.cassandra.io.compress.LZ4Compressor"));

    /// <summary>Of how many reads the checksum is looked at.</summary>
    public double CrcCheckChance { get; init; } = 1.0;

    /// <summary>Seconds that a row lives where nobody says; 0: for ever.</summary>
    public int DefaultTimeToLive { get; init; }

    /// <summary>Of others; hexadecimal digits of bytes.</summary>
    public ImmutableSortedDictionary<string, string> Extensions { get; init; } = Map();

    /// <summary>Seconds that a tombstone is kept.</summary>
    public int GcGraceSeconds { get; init; } = 864_000;

    /// <summary>Backups by hard links, where the node makes them; null: it does.</summary>
    public bool? IncrementalBackups { get; init; }

    /// <summary>Of Cassandra's index of an sstable.</summary>
    public int MaxIndexInterval { get; init; } = 2048;

    /// <summary>A configuration of the node's by name; null: the default.</summary>
    public string? Memtable { get; init; }

    /// <summary>A memtable is written after so long at the latest; 0: when it is full.</summary>
    public int MemtableFlushPeriodInMs { get; init; }

    /// <summary>Of Cassandra's index of an sstable.</summary>
    public int MinIndexInterval { get; init; } = 128;

    /// <summary><c>BLOCKING</c> or <c>NONE</c>.</summary>
    public string ReadRepair { get; init; } = "BLOCKING";

    /// <summary>When a read is sent to one more replica.</summary>
    public string SpeculativeRetry { get; init; } = "99p";

    /// <summary>The chance in force: that of the compaction where nobody says.</summary>
    public double FilterChance => BloomFilterFpChance
        ?? (Compaction["class"].EndsWith("LeveledCompactionStrategy", StringComparison.Ordinal) ? 0.1 : 0.01);

    /// <summary>A map of options.</summary>
    public static ImmutableSortedDictionary<string, string> Map(params ReadOnlySpan<(string Key, string Value)> entries)
    {
        var map = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            map[key] = value;
        }

        return map.ToImmutable();
    }
}
