using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>
/// What anybody may send in the two calls of a block recovery: what cannot be changes nothing, and the recovery that
/// comes next does its work.
/// </summary>
public sealed class RecoveryBoundsTests : IAsyncLifetime
{
    private const ulong Negative = ulong.MaxValue;

    private static readonly RpcProtocolName InterDatanode = new(ProtocolNames.InterDatanode, (long)ProtocolNames.Version);

    private readonly FakeNameNode _nameNode = new();
    private readonly NodeFixture _node = new("127.77.16.47");
    private readonly RpcClient _client = new(new RpcClientOptions("tester"));

    public async ValueTask InitializeAsync()
    {
        await _nameNode.StartAsync();
        await _node.StartAsync(_nameNode.Address);
        await _node.Server!.Registered;
        _nameNode.WaitFor("report");
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(Status.Success, peer.Begin(TestPeer.WriteOp(7, 1001)).Status);
        peer.WriteAll(new byte[700]);
    }

    public async ValueTask DisposeAsync()
    {
        await _client.DisposeAsync();
        await _node.DisposeAsync();
        await _nameNode.DisposeAsync();
    }

    /// <summary>The block's generation stamp and length, and the recovery id.</summary>
    [Theory]
    [InlineData(1001, 700, 1001)]
    [InlineData(1001, 700, 1000)]
    [InlineData(1001, 700, 0)]
    [InlineData(1001, 700, Negative)]
    [InlineData(1002, 700, 1009)]
    [InlineData(Negative, 700, 1009)]
    public async Task A_recovery_that_cannot_be_takes_nothing(ulong generation, ulong length, ulong recoveryId)
    {
        await Assert.ThrowsAsync<RpcRemoteException>(() => Init(generation, length, recoveryId));
        await GoesOn();
    }

    /// <summary>
    /// The generation stamp and length that the holder told, the recovery id, the block and the length that it is to become.
    /// </summary>
    [Theory]
    [InlineData(1001, 700, 1005, 7, 701)]
    [InlineData(1001, 700, 1005, 7, Negative)]
    [InlineData(1001, 699, 1005, 7, 100)]
    [InlineData(1001, Negative, 1005, 7, 100)]
    [InlineData(1001, 700, 1004, 7, 100)]
    [InlineData(1001, 700, 1006, 7, 100)]
    [InlineData(1001, 700, Negative, 7, 100)]
    [InlineData(1001, 700, 1005, 8, 100)]
    [InlineData(Negative, 700, 1005, 7, 100)]
    public async Task An_end_that_does_not_fit_what_was_begun_changes_nothing(
        ulong generation, ulong length, ulong recoveryId, ulong newId, ulong newLength)
    {
        await Init(1001, 700, 1005);
        await Assert.ThrowsAsync<RpcRemoteException>(() => Update(generation, length, recoveryId, newId, newLength));
        await GoesOn();
    }

    [Fact]
    public async Task Nothing_is_cut_that_no_recovery_has_begun_with()
    {
        await Assert.ThrowsAsync<RpcRemoteException>(() => Update(1001, 700, 1005, 7, 0));
        await GoesOn();
    }

    [Theory]
    [InlineData(Negative, 0)]
    [InlineData(1001, Negative)]
    public void A_block_is_not_written_under_a_generation_stamp_that_cannot_be(ulong generation, ulong newGeneration)
    {
        using var peer = new TestPeer(_node.Server!.TransferEndPoint);
        var op = TestPeer.WriteOp(8, 1001);
        (op.Header.BaseHeader.Block.GenerationStamp, op.LatestGenerationStamp) = (generation, newGeneration);
        Assert.Equal(Status.Error, peer.Begin(op).Status);
    }

    private async Task GoesOn()
    {
        Assert.Equal(700UL, (await Init(1001, 700, 1010)).Block.NumBytes);
        await Update(1001, 700, 1010, 7, 600);
        using var reader = new TestPeer(_node.Server!.TransferEndPoint);
        Assert.Equal(new byte[600], reader.Read(7, 1010, 0, 600));
    }

    private Task<InitReplicaRecoveryResponseProto> Init(ulong generation, ulong length, ulong recoveryId)
    {
        var block = new LocatedBlockProto { B = Block(generation, length), Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty() };
        var request = new InitReplicaRecoveryRequestProto { Block = new RecoveringBlockProto { NewGenStamp = recoveryId, Block = block } };
        return _client.CallAsync(
            _node.Server!.IpcEndPoint, InterDatanode, "initReplicaRecovery", request, InitReplicaRecoveryResponseProto.Parser, default);
    }

    private Task Update(ulong generation, ulong length, ulong recoveryId, ulong newId, ulong newLength)
    {
        var request = new UpdateReplicaUnderRecoveryRequestProto
        {
            Block = Block(generation, length), RecoveryId = recoveryId, NewBlockId = newId, NewLength = newLength,
        };
        return _client.CallAsync(
            _node.Server!.IpcEndPoint, InterDatanode, "updateReplicaUnderRecovery", request, UpdateReplicaUnderRecoveryResponseProto.Parser,
            default);
    }

    private static ExtendedBlockProto Block(ulong generation, ulong length) =>
        new() { PoolId = StoreFixture.Identity.BlockPoolId, BlockId = 7, GenerationStamp = generation, NumBytes = length };
}
