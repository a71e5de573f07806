using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;

namespace Hathi.Hdfs.Core.Tests.Blocks.Kit;

/// <summary>A name space in which file N is called /fN; remembers what it was told.</summary>
internal sealed class FakeOwner : IBlockOwner
{
    public List<long> Completed { get; } = [];

    public long NewestGenerationStamp { get; set; } = 1001;

    public long NewestBlockId { get; set; } = long.MaxValue;

    public string? PathOf(long inodeId) => $"/f{inodeId}";

    public void BlockCompleted(Now now, long blockId, long inodeId) => Completed.Add(blockId);
}
