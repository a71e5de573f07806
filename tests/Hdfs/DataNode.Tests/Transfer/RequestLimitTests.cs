using System.Net;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>What the header of an operation may hold: nothing of it is kept, or told to a NameNode that would not take it.</summary>
public sealed class RequestLimitTests : IDisposable
{
    private readonly TransferNode _node = new(address: "127.77.17.81");
    private readonly TransferNode _other = new(address: "127.77.17.82");

    public void Dispose()
    {
        _node.Dispose();
        _other.Dispose();
    }

    /// <summary>The NameNode would refuse the report with all else that is in it, and it would be sent again for ever.</summary>
    [Theory]
    [InlineData(RequestLimits.UuidCharacters, Status.Success)]
    [InlineData(RequestLimits.UuidCharacters + 1, Status.Error)]
    public void A_node_to_delete_from_has_the_name_of_a_node(int characters, Status status)
    {
        _node.Fixture.Put(7, 1001, new byte[100]);
        var op = new OpReplaceBlockProto { Header = TestPeer.Base(7, 1001), DelHint = new string('x', characters), Source = _node.Self };
        using var peer = new TestPeer(_other.Address);
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.ReplaceBlock, op));
        var reply = peer.Connection.Read(BlockOpResponseProto.Parser);
        Assert.True(reply.Status == status, reply.Message);
        Assert.Equal(status == Status.Success, _other.Store.Find(7) is not null);
        Assert.True(
            status == Status.Success
            || reply.Message.Contains($"too long.  Limit {RequestLimits.UuidCharacters} characters", StringComparison.Ordinal),
            reply.Message);
    }

    [Theory]
    [InlineData(RequestLimits.ClientName, Status.Success)]
    [InlineData(RequestLimits.ClientName + 1, Status.Error)]
    public void The_name_of_a_client_is_bounded(int characters, Status status)
    {
        var name = new string('c', characters);
        using var writer = new TestPeer(_node.Address);
        var reply = writer.Begin(TestPeer.WriteOp(8, 1001, client: name));
        Assert.True(reply.Status == status, reply.Message);
        Assert.Equal(status == Status.Success, _node.Store.Find(8) is not null);

        _node.Fixture.Put(7, 1001, new byte[100]);
        using var peer = new TestPeer(_node.Address);
        var op = new OpTransferBlockProto
        {
            Header = new ClientOperationHeaderProto { BaseHeader = TestPeer.Base(7, 1001), ClientName = name },
        };
        peer.Connection.Send(OpHeader.ToArray(DataTransferOp.TransferBlock, op));
        Assert.Equal(status, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
    }

    [Fact]
    public void What_is_told_of_a_node_is_which_it_is_and_no_more()
    {
        var source = TransferNode.Info(new IPEndPoint(IPAddress.Loopback, 9866));
        source.Location = new string('x', 100_000);
        Assert.Equal(new DatanodeInfoProto { Id = source.Id }, RequestNodes.ToReport(source));
        foreach (var change in (Action<DatanodeIDProto>[])
        [
            id => id.DatanodeUuid = Long(RequestLimits.UuidCharacters),
            id => id.HostName = Long(RequestLimits.HostCharacters),
            id => id.IpAddr = Long(RequestLimits.HostCharacters),
        ])
        {
            var strange = source.Clone();
            change(strange.Id);
            Assert.Null(RequestNodes.ToReport(strange));
        }
    }

    [Fact]
    public void What_is_no_pool_of_this_node_is_not_repeated_whole()
    {
        var op = TestPeer.WriteOp(8, 1001);
        op.Header.BaseHeader.Block.PoolId = new string('p', 100_000);
        using var peer = new TestPeer(_node.Address);
        var reply = peer.Begin(op);
        Assert.StartsWith("Not ready to serve the block pool, ppp", reply.Message, StringComparison.Ordinal);
        Assert.InRange(reply.Message.Length, RequestLimits.ToldCharacters, 2 * RequestLimits.ToldCharacters);
    }

    private static string Long(int most) => new('x', most + 1);
}
