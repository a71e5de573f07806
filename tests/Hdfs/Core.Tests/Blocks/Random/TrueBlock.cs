namespace Hathi.Hdfs.Core.Tests.Blocks.Random;

/// <summary>What a block really is, kept apart from the code under test.</summary>
internal sealed class TrueBlock(long id, int replication)
{
    public long Id { get; } = id;

    public int Replication { get; set; } = replication;

    public long Stamp { get; set; } = 1001;

    public long Length { get; set; }

    /// <summary>Numbers of the nodes that the writer sends to; null once the block is closed.</summary>
    public List<int>? Pipeline { get; set; }

    /// <summary>The writer is gone and a recovery was asked for.</summary>
    public bool Recovering { get; set; }
}
