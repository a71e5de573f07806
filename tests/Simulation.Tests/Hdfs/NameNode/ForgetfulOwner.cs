using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Simulation.Tests.Hdfs.Checks;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

/// <summary>A name space that knows only of blocks that are left which ids and stamps it has given out.</summary>
internal sealed class ForgetfulOwner(IBlockOwner real, Ledger ledger) : IBlockOwner
{
    public long NewestGenerationStamp =>
        ledger.Tree.Files.SelectMany(static f => f.Blocks).Select(static b => b.GenerationStamp).DefaultIfEmpty(long.MaxValue).Max();

    public long NewestBlockId =>
        ledger.Tree.Files.SelectMany(static f => f.Blocks).Select(static b => b.Id).DefaultIfEmpty(long.MaxValue).Max();

    public string? PathOf(long inodeId) => real.PathOf(inodeId);

    public void BlockCompleted(Now now, long blockId, long inodeId) => real.BlockCompleted(now, blockId, inodeId);
}
