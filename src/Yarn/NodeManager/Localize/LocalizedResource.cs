namespace Hathi.Yarn.NodeManager.Localize;

/// <summary>
/// One resource on this node, or on its way. Its fields belong to the <see cref="ResourceCache"/> that made it, and to its
/// <see cref="CacheRoom"/>.
/// </summary>
internal sealed class LocalizedResource(ResourceKey key, string directory)
{
    internal ResourceKey Key { get; } = key;

    /// <summary>The numbered directory that holds it.</summary>
    internal string Directory { get; } = directory;

    /// <summary>Completes with the path of the file, or of the unpacked directory.</summary>
    internal Task<string> Path { get; set; } = Task.FromResult("");

    /// <summary>Its place in the line of those that are fetched; null: it was here before this node started.</summary>
    internal FetchTurn? Turn { get; init; }

    /// <summary>It is in its directory and in the node's memory, and counts; <see cref="Path"/> tells of it a moment later.</summary>
    internal bool IsKept { get; set; }

    internal long Bytes { get; set; }

    /// <summary>Containers that use or wait for it.</summary>
    internal int Users { get; set; }

    /// <summary>Counts up with each that nobody uses any more: the smallest was used longest ago.</summary>
    internal long LastUse { get; set; }

    /// <summary>Cancelled when nobody wants it any more.</summary>
    internal CancellationTokenSource Unwanted { get; } = new();

    internal bool IsReady => Path.IsCompletedSuccessfully;
}
