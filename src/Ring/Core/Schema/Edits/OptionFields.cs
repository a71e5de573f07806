using Hathi.Base;

namespace Hathi.Ring.Core.Schema.Edits;

/// <summary>
/// A table's options: a number and a value each, of those that are not as they are by default, then a zero. Numbers only grow.
/// </summary>
internal static class OptionFields
{
    private const byte End = 0;

    public static void Options(this RecordWriter writer, TableOptions options)
    {
        var usual = TableOptions.Default;
        Text(writer, 1, options.AdditionalWritePolicy, usual.AdditionalWritePolicy);
        Flag(writer, 2, options.AllowAutoSnapshot);
        Fraction(writer, 3, options.BloomFilterFpChance, null);
        Map(writer, 4, options.Caching, usual.Caching);
        Flag(writer, 5, options.Cdc);
        Text(writer, 6, options.Comment, usual.Comment);
        Map(writer, 7, options.Compaction, usual.Compaction);
        Map(writer, 8, options.Compression, usual.Compression);
        Fraction(writer, 9, options.CrcCheckChance, usual.CrcCheckChance);
        Number(writer, 10, options.DefaultTimeToLive, usual.DefaultTimeToLive);
        Number(writer, 11, options.GcGraceSeconds, usual.GcGraceSeconds);
        Flag(writer, 12, options.IncrementalBackups);
        Number(writer, 13, options.MaxIndexInterval, usual.MaxIndexInterval);
        Text(writer, 14, options.Memtable, usual.Memtable);
        Number(writer, 15, options.MemtableFlushPeriodInMs, usual.MemtableFlushPeriodInMs);
        Number(writer, 16, options.MinIndexInterval, usual.MinIndexInterval);
        Text(writer, 17, options.ReadRepair, usual.ReadRepair);
        Text(writer, 18, options.SpeculativeRetry, usual.SpeculativeRetry);
        Map(writer, 19, options.Extensions, usual.Extensions);
        writer.Byte(End);
    }

    public static TableOptions Options(this ref RecordReader reader)
    {
        var options = TableOptions.Default;
        while (reader.Byte() is var number && number != End)
        {
            options = number switch
            {
                1 => options with { AdditionalWritePolicy = reader.Text() },
                2 => options with { AllowAutoSnapshot = reader.Flag() },
                3 => options with { BloomFilterFpChance = Fraction(ref reader) },
                4 => options with { Caching = reader.Map() },
                5 => options with { Cdc = reader.Flag() },
                6 => options with { Comment = reader.Text() },
                7 => options with { Compaction = reader.Map() },
                8 => options with { Compression = reader.Map() },
                9 => options with { CrcCheckChance = Fraction(ref reader) },
                10 => options with { DefaultTimeToLive = reader.Count() },
                11 => options with { GcGraceSeconds = reader.Count() },
                12 => options with { IncrementalBackups = reader.Flag() },
                13 => options with { MaxIndexInterval = reader.Count() },
                14 => options with { Memtable = reader.Text() },
                15 => options with { MemtableFlushPeriodInMs = reader.Count() },
                16 => options with { MinIndexInterval = reader.Count() },
                17 => options with { ReadRepair = reader.Text() },
                18 => options with { SpeculativeRetry = reader.Text() },
                19 => options with { Extensions = reader.Map() },
                _ => throw EditFields.Damaged($"has a table's option of the unknown number {number}"),
            };
        }

        return options;
    }

    private static void Text(RecordWriter writer, byte number, string? value, string? usual)
    {
        if (value is not null && value != usual)
        {
            writer.Byte(number);
            writer.Text(value);
        }
    }

    private static void Flag(RecordWriter writer, byte number, bool? value)
    {
        if (value is { } flag)
        {
            writer.Byte(number);
            writer.Flag(flag);
        }
    }

    private static void Number(RecordWriter writer, byte number, int value, int usual)
    {
        if (value != usual)
        {
            writer.Byte(number);
            writer.Unsigned(value);
        }
    }

    private static void Fraction(RecordWriter writer, byte number, double? value, double? usual)
    {
        if (value is { } fraction && value != usual)
        {
            writer.Byte(number);
            writer.Fixed(BitConverter.DoubleToUInt64Bits(fraction));
        }
    }

    private static double Fraction(ref RecordReader reader) => BitConverter.UInt64BitsToDouble(reader.Fixed());

    private static void Map(
        RecordWriter writer, byte number, ImmutableSortedDictionary<string, string> value, ImmutableSortedDictionary<string, string> usual)
    {
        if (!value.SequenceEqual(usual))
        {
            writer.Byte(number);
            writer.Map(value);
        }
    }
}
