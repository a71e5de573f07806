namespace Hathi.Hdfs.Core.Memory;

/// <summary>What one directory and one file can hold: what belongs to them lies in one run of an <see cref="Arena"/>.</summary>
internal static class TreeLimits
{
    /// <summary>Children in a chunk; a full one is split into two halves.</summary>
    public const int MaxChunk = 1024;

    /// <summary>Bytes that a chunk takes in its directory's table of chunks.</summary>
    public const int ChunkBytes = 8;

    /// <summary>The most children that a directory can hold whatever the order in which they come: Apache's limit is 6,400,000.</summary>
    public const int MaxChildren = Arena.MaxRun / ChunkBytes * (MaxChunk / 2);

    /// <summary>The most blocks that a file can have.</summary>
    public const int MaxBlocks = Arena.MaxRun / sizeof(long);
}
