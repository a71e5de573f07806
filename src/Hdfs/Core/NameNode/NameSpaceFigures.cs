using Hathi.Hdfs.Core.Namespace;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>How much there is, and what it costs.</summary>
public sealed record NameSpaceFigures
{
    public required long Files { get; init; }

    /// <summary>The root among them.</summary>
    public required long Directories { get; init; }

    /// <summary>Bytes of all files.</summary>
    public required long Length { get; init; }

    /// <summary>Files that are being written.</summary>
    public required int OpenFiles { get; init; }

    /// <summary>Answers kept for retries.</summary>
    public required int RetryEntries { get; init; }

    public required long LastInodeId { get; init; }

    public required long LastBlockId { get; init; }

    public required long LastGenerationStamp { get; init; }

    /// <summary>Bytes of the tables of the tree: inodes, names, children, the index by id, lists of blocks.</summary>
    public required long TreeMemory { get; init; }

    internal static NameSpaceFigures Of(NameSpace space)
    {
        var totals = space.Tree.TotalsOf(space.Tree.Root);
        var memory = space.Tree.Memory;
        return new NameSpaceFigures
        {
            Files = totals.Files,
            Directories = totals.Directories,
            Length = totals.Length,
            OpenFiles = space.Leases.FileCount,
            RetryEntries = space.RetryCache.Count,
            LastInodeId = space.LastInodeId,
            LastBlockId = space.LastBlockId,
            LastGenerationStamp = space.LastGenerationStamp,
            TreeMemory = memory.Inodes + memory.Names + memory.Children + memory.Index + memory.Blocks + memory.Directories,
        };
    }
}
