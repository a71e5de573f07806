using System.Net;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Tests.Cases;

namespace Hathi.Hdfs.DataNode.Tests.Transcripts;

/// <summary>
/// What transcripts of DataTransferProtocol say of a DataNode before and after them: the words stand in tests/Cases/README.md. All data
/// are letters from a to z, again and again.
/// </summary>
internal sealed class TransferLanguage : Language, IDisposable
{
    private string? _pool;
    private TransferNode? _node;

    public TransferLanguage()
    {
        Given("pool {pool}", m => _pool = m["pool"]);
        Given("{block} with {count} letters", m =>
        {
            var (id, stamp) = Parse(m["block"]);
            Node.Fixture.Put(id, stamp, Letters(m.Int("count")));
        });
        Given("{block} with {count} letters so far", m =>
        {
            var (id, stamp) = Parse(m["block"]);
            Begin(new Block(id, 0, stamp), Letters(m.Int("count")));
        });
        Then("{block}", m => Describe(m["block"]));
    }

    public IPEndPoint Address => Node.Address;

    private TransferNode Node => _node ??= new TransferNode(
        address: "127.77.16.90", pool: _pool ?? throw new CaseFault("a block pool comes first: given pool BP-1"));

    public static byte[] Letters(int count) => [.. Enumerable.Range(0, count).Select(static i => (byte)('a' + (i % 26)))];

    public void Dispose() => _node?.Dispose();

    protected override string? RefusalOf(Exception e) => null;

    // blk_1073741825_1001
    private static (long Id, long Stamp) Parse(string block) => block.Split('_') is ["blk", var id, var stamp]
        ? (long.Parse(id), long.Parse(stamp))
        : throw new CaseFault($"a block is called blk_ID_STAMP, not {block}");

    // Its writer is gone, and all that it wrote was acknowledged.
    private void Begin(Block block, byte[] letters)
    {
        using var writer = Node.Store.Create(block, 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, letters);
        Node.Store.Acked(writer, letters.Length);
    }

    private string Describe(string block)
    {
        var (id, stamp) = Parse(block);
        if (Node.Store.Find(id) is not { } replica || replica.GenerationStamp != stamp)
        {
            return "is not there";
        }

        if (replica.State != ReplicaState.Finalized)
        {
            return $"{replica.State}, {replica.VisibleLength} bytes";
        }

        var data = Node.Fixture.Get(id, stamp);
        return $"finished, {data.Length} {(data.AsSpan().SequenceEqual(Letters(data.Length)) ? "letters" : "bytes that are others")}";
    }
}
