using System.Net.Sockets;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>A range that changes while it is read is no damage, and only damage is reported.</summary>
public sealed class CutWhileReadTests : IDisposable
{
    // Far more than the sockets of a connection hold: the node is in the middle of it as long as nobody reads.
    private const int Length = 48 << 20;
    private const int Acked = 100_001;

    private static readonly Dictionary<string, Action<TransferNode>> Cuts = new(StringComparer.Ordinal)
    {
        ["recovery of the pipeline"] = static n => n.Store.RecoverRbw(
            new Block(7, Length, 1001), 1002, Acked, Length, new NoOwner()).Dispose(),
        ["recovery of the block"] = static n =>
        {
            n.Store.InitRecovery(new Block(7, 0, 1001), 1005);
            n.Store.FinishRecovery(new Block(7, Length, 1001), 1005, 7, Acked);
        },
        ["recovery of the block, half of it"] = static n =>
        {
            n.Store.InitRecovery(new Block(7, 0, 1001), 1005);
            using var file = new FileStream(
                Path.Combine(n.Fixture.Pool(0).Rbw, "blk_7"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            file.SetLength(Acked);
        },
    };

    private readonly TransferNode _node = new(address: "127.77.16.1");

    public static TheoryData<string> All => [.. Cuts.Keys];

    public void Dispose() => _node.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void A_range_that_a_recovery_cuts_is_not_reported(string cut)
    {
        var data = Packets.Random(Length, 1);
        var writer = _node.Store.Create(new Block(7, Length, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, data);
        _node.Store.Acked(writer, Acked);
        writer.Dispose();
        using var peer = new TestPeer(_node.Address);
        peer.BeginRead(7, 1001, 0, Length);
        Cuts[cut](_node);
        ReadToEnd(peer);
        Assert.DoesNotContain(_node.Fixture.Events.All, static e => e.StartsWith("corrupt", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("blk_7", 1_000)]
    [InlineData("blk_7_1001.meta", 9)]
    public void A_final_replica_with_a_file_that_is_too_short_is_reported(string name, int length)
    {
        _node.Fixture.Put(7, 1001, Packets.Random(100_000, 2));
        using (var file = File.OpenWrite(Path.Combine(_node.Fixture.Pool(0).Finalized, "subdir0", "subdir0", name)))
        {
            file.SetLength(length);
        }

        using var peer = new TestPeer(_node.Address);
        peer.BeginRead(7, 1001, 0, 100_000);
        ReadToEnd(peer);
        Assert.Contains("corrupt 7_1001", _node.Fixture.Events.All);
    }

    private static void ReadToEnd(TestPeer peer)
    {
        try
        {
            do
            {
                peer.Connection.Take(peer.Connection.Buffered.Length);
            }
            while (peer.Connection.Fill());
        }
        catch (SocketException)
        {
            // Closed with bytes on their way.
        }
    }
}
