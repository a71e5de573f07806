using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Mapping;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Stage = Hathi.Hdfs.Protocol.OpWriteBlockProto.Types.BlockConstructionStage;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>
/// Whoever ends a node, or a writer, waits for none of their peers. Sockets have no time-out here: only being told ends a wait.
/// </summary>
public sealed class StopTests
{
    private static readonly TransferOptions Patient = new() { SocketTimeout = 0, SocketWriteTimeout = 0 };

    private static readonly byte[] Data = Packets.Random(700, 1);

    [Theory]
    [InlineData("write")]
    [InlineData("transfer")]
    [InlineData("replace")]
    [InlineData("order")]
    [InlineData("read")]
    public void A_node_that_ends_waits_for_no_peer(string waits)
    {
        using var silent = new SilentNode("127.77.19.2");
        using var node = new TransferNode(Patient, "127.77.19.1");
        node.Fixture.Put(7, 1001, Data);
        using var peer = new TestPeer(node.Address);
        Begin(node, peer, silent, waits);
        using (waits == "read" ? null : silent.Accept())
        {
            node.Stop();
        }

        Assert.DoesNotContain(node.Fixture.Log.Lines, l => l.Text.Contains("left behind", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Fixture.Log.Lines, l => l.Text.Contains("of our own", StringComparison.Ordinal));
        Assert.DoesNotContain(node.Fixture.Events.All, e => e.StartsWith("corrupt", StringComparison.Ordinal));
    }

    [Fact]
    public void A_recovery_stops_a_writer_that_waits_for_the_next_node()
    {
        using var silent = new SilentNode("127.77.19.2");
        using var node = new TransferNode(Patient, "127.77.19.1");
        using var peer = new TestPeer(node.Address);
        Begin(node, peer, silent, "write");
        using var connection = silent.Accept();
        Assert.NotNull(node.Store.InitRecovery(new(8, 0, 1001), 1009));
    }

    [Fact]
    public void A_connection_is_not_opened_for_an_operation_that_was_stopped()
    {
        using var silent = new SilentNode("127.77.19.2");
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var e = Assert.Throws<SocketException>(
            () => new Dialer(null).Connect(RequestNodes.TransferEndPoint(silent.Self), 0, stopped.Token));
        Assert.Equal(SocketError.OperationAborted, e.SocketErrorCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_move_goes_on_at_any_bandwidth(long bandwidth)
    {
        using var patience = new CancellationTokenSource(20_000);
        var throttle = new MoveThrottle(1, 100);
        throttle.SetBandwidth(bandwidth);
        throttle.Pass(2, patience.Token);
        throttle.Pass(2, patience.Token);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void A_bandwidth_that_is_none_changes_nothing(long bandwidth)
    {
        var throttle = new MoveThrottle(1, 100);
        throttle.SetBandwidth(bandwidth);
        Assert.Equal(100, throttle.Bandwidth);
    }

    [Fact]
    public void A_move_that_waits_for_its_turn_is_stopped()
    {
        var throttle = new MoveThrottle(1, 1);
        using var stopped = new CancellationTokenSource();
        throttle.Pass(long.MaxValue, stopped.Token); // Nothing more for the age of the universe.
        var waiting = Task.Factory.StartNew(
            () => throttle.Pass(1, stopped.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        stopped.Cancel();
        Assert.Equal(SocketError.OperationAborted, Assert.Throws<SocketException>(waiting.GetAwaiter().GetResult).SocketErrorCode);
    }

    [Fact]
    public void Without_time_outs_everything_works()
    {
        using var node = new TransferNode(Patient, "127.77.19.1");
        using var other = new TransferNode(Patient, "127.77.19.2");
        other.Fixture.Put(8, 1001, Data);
        using (var writer = new TestPeer(node.Address))
        {
            Assert.Equal(Status.Success, writer.Begin(TestPeer.WriteOp(7, 1001, next: other)).Status);
            Assert.Equal(["0: Success Success", "1: Success Success"], writer.WriteAll(Data));
        }

        foreach (var operation in Operation.All(other.Self).Where(o => o.Name is "copy" or "checksum" or "replace"))
        {
            using var peer = new TestPeer(node.Address);
            operation.Send(peer);
            Assert.Equal(Status.Success, peer.Connection.Read(BlockOpResponseProto.Parser).Status);
        }

        Assert.Equal(Data, node.Fixture.Get(8, 1001));
        using var reader = new TestPeer(node.Address);
        Assert.Equal(Data, reader.Read(7, 1001, 0, Data.Length));
    }

    [Fact]
    public void A_time_below_zero_is_refused_and_its_key_named()
    {
        Assert.Contains("dfs.client.socket-timeout = -1 ms", Refused(new TransferOptions { SocketTimeout = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "dfs.datanode.socket.write.timeout = -1 ms",
            Refused(new TransferOptions { SocketWriteTimeout = -1 }),
            StringComparison.Ordinal);
        Assert.Contains(
            "dfs.datanode.socket.reuse.keepalive = -1 ms", Refused(new TransferOptions { KeepAlive = -1 }), StringComparison.Ordinal);
        Assert.Contains(
            "dfs.datanode.slow.io.warning.threshold.ms = -1 ms",
            Refused(new TransferOptions { SlowWarning = -1 }),
            StringComparison.Ordinal);
        Patient.Validate();
    }

    private static string Refused(TransferOptions options) => Assert.Throws<ArgumentException>(options.Validate).Message;

    // An operation that waits, from then on, for what never comes.
    private static void Begin(TransferNode node, TestPeer peer, SilentNode silent, string what)
    {
        var write = TestPeer.WriteOp(8, 1001);
        write.Targets.Add(silent.Self);
        var transfer = new OpTransferBlockProto
        {
            Header = new ClientOperationHeaderProto { BaseHeader = TestPeer.Base(7, 1001), ClientName = "client" },
        };
        transfer.Targets.Add(silent.Self);
        switch (what)
        {
            case "write":
                peer.Connection.Send(OpHeader.ToArray(DataTransferOp.WriteBlock, write));
                break;
            case "transfer":
                peer.Connection.Send(OpHeader.ToArray(DataTransferOp.TransferBlock, transfer));
                break;
            case "replace":
                peer.Connection.Send(OpHeader.ToArray(
                    DataTransferOp.ReplaceBlock,
                    new OpReplaceBlockProto { Header = TestPeer.Base(8, 1001), DelHint = "x", Source = silent.Self }));
                break;
            case "order":
                Assert.True(node.TryRun(() => SendByOrder(node, silent)));
                break;
            default:
                Assert.Equal(Status.Success, peer.BeginRead(7, 1001, 0, Data.Length).Status); // And then no status.
                break;
        }
    }

    // As the NameNode orders it, but with an answer that is waited for.
    private static void SendByOrder(TransferNode node, SilentNode silent)
    {
        try
        {
            ReplicaSender.Send(
                node.Context, new(7, Data.Length, 1001), Stage.PipelineSetupCreate, "client", new TransferTargets([silent.Self], [], []));
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            // It was told to end.
        }
    }
}
