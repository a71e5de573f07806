using System.Text.Json;
using System.Text.Json.Serialization;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>Where the check of a volume stands, as Apache's DataNode keeps it in <c>scanner.cursor</c>. Source: FsVolumeImpl.BlockIteratorState.</summary>
internal sealed record ScanCursor
{
    /// <summary>Milliseconds since 1970 of the last save.</summary>
    [JsonPropertyName("lastSavedMs")]
    public long LastSaved { get; init; }

    /// <summary>Milliseconds since 1970 when this round began.</summary>
    [JsonPropertyName("iterStartMs")]
    public long RoundStart { get; init; }

    /// <summary>Name of the upper directory, for example subdir3; null: before the first.</summary>
    [JsonPropertyName("curFinalizedDir")]
    public string? Directory { get; init; }

    /// <summary>Name of the lower directory.</summary>
    [JsonPropertyName("curFinalizedSubDir")]
    public string? SubDirectory { get; init; }

    /// <summary>Name of the last block file checked in it; null: none yet.</summary>
    [JsonPropertyName("curEntry")]
    public string? Entry { get; init; }

    /// <summary>The round is over.</summary>
    [JsonPropertyName("atEnd")]
    public bool AtEnd { get; init; }

    /// <summary>Reads a file; null when there is none, or none that can be read.</summary>
    internal static ScanCursor? Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), ScanCursorJson.Default.ScanCursor);
        }
        catch (Exception e) when (e is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="IOException">The disk failed.</exception>
    internal void Save(string path)
    {
        var temporary = path + ".tmp";
        File.WriteAllBytes(temporary, JsonSerializer.SerializeToUtf8Bytes(this, ScanCursorJson.Default.ScanCursor));
        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>Generated, so that nothing is looked up by reflection.</summary>
[JsonSerializable(typeof(ScanCursor))]
internal sealed partial class ScanCursorJson : JsonSerializerContext;
