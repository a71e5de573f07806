namespace Hathi.Hdfs.Core.Model;

/// <summary>Blocks that cover a range of a file (LocatedBlocksProto).</summary>
/// <param name="FileLength">Bytes of the whole file, without a last block under construction.</param>
/// <param name="Blocks">In order of offset.</param>
/// <param name="UnderConstruction">The file is being written.</param>
/// <param name="LastBlock">The last block of the whole file; null when it has none.</param>
/// <param name="LastBlockComplete">The last block is complete; false when there is none, as Apache says it.</param>
public sealed record LocatedBlocks(
    long FileLength,
    IReadOnlyList<LocatedBlock> Blocks,
    bool UnderConstruction,
    LocatedBlock? LastBlock,
    bool LastBlockComplete);
