using System.Text.Json;
using System.Text.Json.Serialization;
using Hathi.Base;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>
/// Where the check of a volume stands, as Apache's DataNode keeps it in <c>scanner.cursor</c>. Source: FsVolumeImpl.BlockIteratorState.
/// </summary>
internal sealed record ScanCursor
{
    /// <summary>Bytes of the file at most; it has a few hundred.</summary>
    private const int MaxBytes = 64 * 1024;

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
    internal static ScanCursor? Load(IDisk disk, string path)
    {
        try
        {
            return JsonSerializer.Deserialize(disk.ReadAll(path, MaxBytes), ScanCursorJson.Default.ScanCursor);
        }
        catch (Exception e) when (e is DiskException or JsonException)
        {
            return null;
        }
    }

    /// <exception cref="DiskException">The disk failed.</exception>
    internal void Save(IDisk disk, string path) =>
        disk.Replace(path, JsonSerializer.SerializeToUtf8Bytes(this, ScanCursorJson.Default.ScanCursor));
}

/// <summary>Generated, so that nothing is looked up by reflection.</summary>
[JsonSerializable(typeof(ScanCursor))]
internal sealed partial class ScanCursorJson : JsonSerializerContext;
