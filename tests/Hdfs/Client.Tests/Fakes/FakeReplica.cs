namespace Hathi.Hdfs.Client.Tests.Fakes;

/// <summary>What a fake DataNode has of a block.</summary>
internal sealed class FakeReplica
{
    internal List<byte> Data { get; } = [];

    internal ulong GenerationStamp { get; set; }

    internal bool IsFinal { get; set; }

    /// <summary>The client asked for the disk at this length; -1 never.</summary>
    internal long SyncedAt { get; set; } = -1;

    internal void Write(long offset, ReadOnlySpan<byte> data)
    {
        Assert.InRange(offset, 0, Data.Count);
        Data.RemoveRange((int)offset, Math.Min(data.Length, Data.Count - (int)offset));
        Data.InsertRange((int)offset, data.ToArray());
    }
}
