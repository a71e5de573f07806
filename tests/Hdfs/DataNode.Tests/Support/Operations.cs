using Google.Protobuf;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Support;

/// <summary>An operation as a peer sends it.</summary>
/// <param name="Name">For messages.</param>
/// <param name="Op">Which.</param>
/// <param name="Body">Its request.</param>
/// <param name="Packets">What follows the request.</param>
internal sealed record Operation(string Name, DataTransferOp Op, IMessage Body, byte[] Packets)
{
    /// <summary>Every operation that is served, over one block that is here (7) and one that comes in (8).</summary>
    /// <param name="other">Who has block 8, and may take block 7.</param>
    public static IEnumerable<Operation> All(DatanodeInfoProto other)
    {
        byte[] packets = [.. Support.Packets.Make(0, 0, new byte[700]), .. Support.Packets.Make(700, 1, [], last: true)];
        yield return new("read", DataTransferOp.ReadBlock, new OpReadBlockProto { Header = Client(7), Offset = 0, Len = 100 }, []);
        yield return new("write", DataTransferOp.WriteBlock, TestPeer.WriteOp(8, 1001), packets);
        yield return new("copy in", DataTransferOp.WriteBlock, TestPeer.WriteOp(8, 1001, client: ""), packets);
        yield return new("transfer in", DataTransferOp.WriteBlock, TestPeer.WriteOp(8, 1001, Stage.TransferFinalized), packets);
        yield return new(
            "transfer in of a block that is being written",
            DataTransferOp.WriteBlock,
            TestPeer.WriteOp(8, 1001, Stage.TransferRbw),
            packets);
        var transfer = new OpTransferBlockProto { Header = Client(7) };
        transfer.Targets.Add(other);
        yield return new("transfer", DataTransferOp.TransferBlock, transfer, []);
        yield return new("checksum", DataTransferOp.BlockChecksum, new OpBlockChecksumProto { Header = TestPeer.Base(7, 1001, 100) }, []);
        yield return new("copy", DataTransferOp.CopyBlock, new OpCopyBlockProto { Header = TestPeer.Base(7, 1001) }, []);
        yield return new(
            "replace",
            DataTransferOp.ReplaceBlock,
            new OpReplaceBlockProto { Header = TestPeer.Base(8, 1001), DelHint = "uuid-old", Source = other },
            []);
    }

    public void Send(TestPeer peer) => peer.Connection.Send([.. OpHeader.ToArray(Op, Body), .. Packets]);

    public override string ToString() => Name;

    private static ClientOperationHeaderProto Client(long id) => new() { BaseHeader = TestPeer.Base(id, 1001), ClientName = "client" };
}
