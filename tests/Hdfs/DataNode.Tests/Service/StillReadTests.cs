using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;

namespace Hathi.Hdfs.DataNode.Tests.Service;

/// <summary>
/// A holder that still reads its replica when it is asked says so: in an answer to one of ours, who knows what that is, and as a refusal to
/// one of Apache's, who would take it for nothing.
/// </summary>
public sealed class StillReadTests
{
    [Fact]
    public async Task Whoever_asks_understands_that_a_replica_is_still_read()
    {
        var disk = new FaultyDisk();
        using var goOn = new ManualResetEventSlim();
        await using var nameNode = new FakeNameNode();
        await nameNode.StartAsync();
        await using var node = new NodeFixture("127.77.16.27") { Disk = disk, Time = new ShortMeasure() };
        await node.StartAsync(nameNode.Address);
        await node.Server!.Registered;
        nameNode.WaitFor("report");
        using (var peer = new TestPeer(node.Server.TransferEndPoint))
        {
            peer.Begin(TestPeer.WriteOp(7, 1001));
            peer.Send(0, 0, new byte[700]);
            peer.Ack();
        }

        await node.StopAsync();
        await node.StartAsync(nameNode.Address);
        await node.Server!.Registered;

        // A start reads the end of such a replica itself, and would be held up by this.
        disk.Reading = path =>
        {
            if (BlockNames.TryParseData(Path.GetFileName(path), out _))
            {
                goOn.Wait(Patience.Limit);
            }
        };
        await using var client = new RpcClient(new RpcClientOptions("tester"));
        try
        {
            var reply = await AskAsync(knowsSoundLength: true);
            Assert.Equal((false, true), (reply.ReplicaFound, reply.StillRead));
            var refused = await Assert.ThrowsAsync<RpcRemoteException>(() => AskAsync(knowsSoundLength: false));
            Assert.Contains("still being read", refused.Message, StringComparison.Ordinal);
        }
        finally
        {
            goOn.Set();
        }

        Task<InitReplicaRecoveryResponseProto> AskAsync(bool knowsSoundLength)
        {
            var block = new LocatedBlockProto
            {
                B = TestPeer.Base(7, 1001).Block, Offset = 0, Corrupt = false, BlockToken = TokenProto.Empty(),
            };
            var request = new InitReplicaRecoveryRequestProto { Block = new RecoveringBlockProto { NewGenStamp = 1009, Block = block } };
            if (knowsSoundLength)
            {
                request.KnowsSoundLength = true;
            }

            var protocol = new RpcProtocolName(ProtocolNames.InterDatanode, (long)ProtocolNames.Version);
            return client.CallAsync(
                node.Server!.IpcEndPoint, protocol, "initReplicaRecovery", request, InitReplicaRecoveryResponseProto.Parser,
                default).Patiently();
        }
    }

    /// <summary>What a holder waits for its own reading is over soon, all else lasts as long as it does.</summary>
    private sealed class ShortMeasure : TimeProvider
    {
        private static readonly TimeSpan s_measure = RecoveryTimes.Of(NodeFixture.Heartbeat).Measure;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime == s_measure ? TimeSpan.FromMilliseconds(1) : dueTime, period);
    }
}
