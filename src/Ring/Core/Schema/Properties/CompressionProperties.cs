using System.Globalization;
using System.Numerics;

namespace Hathi.Ring.Core.Schema.Properties;

/// <summary>How blocks on the disk are compressed. Source: Apache <c>CompressionParams</c> and its compressors.</summary>
internal static class CompressionProperties
{
    private const string Package = "org.apache.cassandra.io.compress.";
    private const string Class = "class";
    private const string Enabled = "enabled";
    private const string Chunk = "chunk_length_in_kb";
    private const string Ratio = "min_compress_ratio";
    private const string Level = "compression_level";
    private const string Lz4Type = "lz4_compressor_type";
    private const string Lz4Level = "lz4_high_compressor_level";

    // Compressors, and the options that each has beside those of all.
    private static readonly Dictionary<string, string[]> s_compressors = new(StringComparer.Ordinal)
    {
        ["LZ4Compressor"] = [Lz4Type, Lz4Level],
        ["SnappyCompressor"] = [],
        ["DeflateCompressor"] = [],
        ["NoopCompressor"] = [],
        ["ZstdCompressor"] = [Level],
    };

    /// <summary>As Cassandra's schema shows it.</summary>
    public static ImmutableSortedDictionary<string, string> Of(ImmutableSortedDictionary<string, string> said)
    {
        var isOff = said.IsEmpty || (said.TryGetValue(Enabled, out var flag) && !flag.Equals("true", StringComparison.OrdinalIgnoreCase));
        if (isOff)
        {
            return said.Count <= 1
                ? TableOptions.Map((Enabled, "false"))
                : throw Refusals.Configuration("If the 'enabled' option is set to false no other options must be specified");
        }

        if (!said.TryGetValue(Class, out var name))
        {
            throw Refusals.Configuration("Missing sub-option 'class' for the 'compression' option.");
        }

        if (name.Length == 0)
        {
            throw Refusals.Configuration("The 'class' option must not be empty. To disable compression use 'enabled' : false");
        }

        var simple = name.StartsWith(Package, StringComparison.Ordinal) ? name[Package.Length..] : name;
        if (!s_compressors.TryGetValue(simple, out var own))
        {
            var full = name.Contains('.', StringComparison.Ordinal) ? name : Package + name;
            throw Refusals.Configuration($"Could not create Compression for type {full}");
        }

        foreach (var option in said.Keys)
        {
            if (option is not (Class or Enabled or Chunk or Ratio) && !own.Contains(option))
            {
                throw Refusals.Configuration($"Unknown compression options {option}");
            }
        }

        var chunk = ChunkOf(said).ToString(CultureInfo.InvariantCulture);
        CheckRatio(said);
        CheckLevels(said);
        return said.Remove(Enabled).SetItem(Class, Package + simple).SetItem(Chunk, chunk);
    }

    private static int ChunkOf(ImmutableSortedDictionary<string, string> said)
    {
        if (!Numbers.TryInt(said.GetValueOrDefault(Chunk, "16"), out var chunk))
        {
            throw Refusals.Configuration($"Invalid value for {Chunk}");
        }

        if (chunk is <= 0 or > int.MaxValue / 1024)
        {
            throw Refusals.Configuration($"Invalid negative or null {Chunk}");
        }

        return BitOperations.IsPow2(chunk) ? chunk : throw Refusals.Configuration($"{Chunk} must be a power of 2");
    }

    private static void CheckRatio(ImmutableSortedDictionary<string, string> said)
    {
        if (said.TryGetValue(Ratio, out var text) && (!Numbers.TryDouble(text, out var ratio) || (ratio != 0 && ratio < 1)))
        {
            throw Refusals.Configuration($"{Ratio} can either be 0 or greater than or equal to 1");
        }
    }

    private static void CheckLevels(ImmutableSortedDictionary<string, string> said)
    {
        if (said.TryGetValue(Lz4Type, out var type) && type is not ("high" or "fast"))
        {
            throw Refusals.Configuration(
                $"Invalid compressor type '{type}' specified for LZ4 parameter '{Lz4Type}'. Valid options are [high, fast].");
        }

        if (said.TryGetValue(Lz4Level, out var high) && !(Numbers.TryInt(high, out var number) && number is >= 1 and <= 17))
        {
            throw Refusals.Configuration($"Invalid value [{high}] for parameter '{Lz4Level}'. Value must be between 1 and 17.");
        }

        if (said.TryGetValue(Level, out var level) && !(Numbers.TryInt(level, out var zstd) && zstd is >= -131072 and <= 22))
        {
            throw Refusals.Configuration(
                Numbers.TryInt(level, out _)
                    ? $"ZstdCompressor.create() threw an error: java.lang.IllegalArgumentException {Level}={level} is invalid"
                    : $"ZstdCompressor.create() threw an error: java.lang.NumberFormatException For input string: \"{level}\"");
        }
    }
}
