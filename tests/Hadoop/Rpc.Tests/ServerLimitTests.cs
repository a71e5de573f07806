using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>Each limit of a server holds, and what runs into it goes on or ends as it should.</summary>
public sealed class ServerLimitTests
{
    [Theory]
    [InlineData(2, 1000)]
    [InlineData(1000, 2)]
    public async Task With_its_calls_full_a_server_stops_reading_and_goes_on_later(int ofConnection, int ofServer)
    {
        var waiting = new ConcurrentQueue<TaskCompletionSource<IMessage>>();
        using var arrived = new SemaphoreSlim(0);
        var protocol = EchoProtocol.Create().Add("wait", EchoRequest.Parser, (_, _) =>
        {
            var answer = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Enqueue(answer);
            arrived.Release();
            return new ValueTask<IMessage>(answer.Task);
        });
        await using var server = await TestServer.StartAsync(
            protocol, RpcServerOptions.Default with { MaxCallsPerConnection = ofConnection, MaxCalls = ofServer });

        var calls = new List<Task<EchoResponse>>();
        for (var i = 0; i < 20; i++)
        {
            calls.Add(server.CallAsync("wait", EchoProtocol.Request(""), EchoResponse.Parser));
        }

        for (var i = 0; i < calls.Count; i++)
        {
            Assert.True(await arrived.WaitAsync(Patience.Limit, TestContext.Current.CancellationToken));
            Assert.True(waiting.Count <= 2, "more calls than the limit were under way");
            if (waiting.Count == 2 || i >= calls.Count - 1)
            {
                while (waiting.TryDequeue(out var answer))
                {
                    answer.SetResult(new EchoResponse());
                }
            }
        }

        await Task.WhenAll(calls);
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_at_once()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), RpcServerOptions.Default with { MaxConnections = 1 });
        await server.EchoAsync("the one connection");
        try
        {
            using var second = await RawClient.ConnectAsync(server.EndPoint);
            Assert.True(await second.IsClosedAsync());
        }
        catch (System.Net.Sockets.SocketException)
        {
            // closed before we had noticed that it was open
        }

        Assert.Equal("still served", (await server.EchoAsync("still served")).Text);
    }

    [Fact]
    public async Task One_address_cannot_have_all_connections()
    {
        const int Limit = 90;
        await using var server = await TestServer.StartAsync(
            EchoProtocol.Create(), RpcServerOptions.Default with { MaxConnections = Limit });
        var greedy = new List<Socket>();
        try
        {
            for (var i = 0; i < 2 * Limit; i++)
            {
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                greedy.Add(socket);
                socket.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
                try
                {
                    await socket.ConnectAsync(server.EndPoint);
                }
                catch (SocketException)
                {
                    // closed before we had noticed that it was open
                }
            }

            Assert.Equal("served", (await server.EchoAsync("served")).Text);
        }
        finally
        {
            greedy.ForEach(static s => s.Dispose());
        }
    }

    [Fact]
    public async Task Idle_connections_go_when_there_are_many()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), RpcServerOptions.Default with
        {
            IdleThreshold = 2,
            IdleTimeout = TimeSpan.FromMilliseconds(50),
            ScanInterval = TimeSpan.FromMilliseconds(20),
        });
        using var first = await RawClient.OpenAsync(server.EndPoint);
        using var second = await RawClient.OpenAsync(server.EndPoint);
        var firstEnds = first.IsClosedAsync();
        var secondEnds = second.IsClosedAsync();
        var ended = await Task.WhenAny(firstEnds, secondEnds);
        Assert.True(await ended);
        await (ended == firstEnds ? second : first).SendAsync(WireBytes.GetFileInfo(WireBytes.Header(1)));
        Assert.False(await (ended == firstEnds ? secondEnds : firstEnds), "the last connection under the threshold was closed too");
    }

    [Theory]
    [InlineData("")]
    [InlineData("hrp")]
    [InlineData("hrpc\u0009\0\0")]
    public async Task Who_does_not_introduce_himself_in_time_is_cut_off(string said)
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), RpcServerOptions.Default with
        {
            HandshakeTimeout = TimeSpan.FromMilliseconds(50),
            ScanInterval = TimeSpan.FromMilliseconds(20),
        });
        using var client = await RawClient.ConnectAsync(server.EndPoint);
        await client.SendAsync(System.Text.Encoding.ASCII.GetBytes(said));
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Half_a_frame_is_waited_for_and_then_given_up()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), RpcServerOptions.Default with
        {
            StallTimeout = TimeSpan.FromMilliseconds(50),
            ScanInterval = TimeSpan.FromMilliseconds(20),
        });
        using var client = await RawClient.OpenAsync(server.EndPoint);
        await client.SendAsync([0, 0, 1, 0, 1, 2, 3]);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task Who_asks_much_and_reads_nothing_is_no_longer_read_from_and_then_cut_off()
    {
        const int AnswerBytes = 100_000;
        var answered = 0;
        var answer = new EchoResponse { Text = new string('x', AnswerBytes) };
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1).Add("getFileInfo", GetFileInfoRequestProto.Parser, (_, _) =>
        {
            Interlocked.Increment(ref answered);
            return new ValueTask<IMessage>(answer);
        });
        await using var server = await TestServer.StartAsync(protocol, RpcServerOptions.Default with
        {
            MaxQueuedReplyBytes = 1_000_000,
            StallTimeout = TimeSpan.FromMilliseconds(300),
            ScanInterval = TimeSpan.FromMilliseconds(20),
        });
        using var client = await RawClient.OpenAsync(server.EndPoint);
        var cut = false;
        const int Calls = 100_000;
        try
        {
            var calls = Enumerable.Range(0, 100).SelectMany(static i => WireBytes.GetFileInfo(WireBytes.Header(i))).ToArray();
            for (var i = 0; i < Calls / 100; i++)
            {
                await client.SendAsync(calls);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            cut = true;
        }

        Assert.True(cut, "the server took everything");
        Assert.InRange(answered, 1, Calls / 2);
    }

    [Fact]
    public async Task Last_words_that_nobody_reads_do_not_hold_a_connection()
    {
        var answer = new EchoResponse { Text = new string('x', 8_000_000) };
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1).Add("getFileInfo", GetFileInfoRequestProto.Parser, (_, _) =>
        {
            asked.TrySetResult();
            return new ValueTask<IMessage>(answer);
        });
        await using var server = await TestServer.StartAsync(protocol, RpcServerOptions.Default with
        {
            LastWordsTimeout = TimeSpan.FromMilliseconds(200),
            StallTimeout = TimeSpan.FromHours(1),
            IdleTimeout = TimeSpan.FromHours(1),
        });
        using var client = await RawClient.OpenAsync(server.EndPoint);
        // an answer that does not fit into any buffer, then a frame over the limit
        await client.SendAsync([.. WireBytes.GetFileInfo(WireBytes.Header(1)), 0x7F, 0, 0, 0]);
        await asked.Task.Patiently();
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(async () =>
        {
            while (true)
            {
                await client.SendAsync(new byte[100_000]); // until the server's end is gone
            }
        });
    }

    [Fact]
    public async Task A_frame_over_the_limit_closes_the_connection_without_reading_it()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create(), RpcServerOptions.Default with { MaxFrameBytes = 1024 });
        using var client = await RawClient.OpenAsync(server.EndPoint);
        await client.SendAsync([0, 0, 4, 1]);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_fatal_refusal_leaves_before_the_connection_closes()
    {
        var gate = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1)
            .Add("getFileInfo", GetFileInfoRequestProto.Parser, (_, _) => new ValueTask<IMessage>(gate.Task));
        await using var server = await TestServer.StartAsync(protocol);
        using var client = await RawClient.OpenAsync(server.EndPoint);
        await client.SendAsync(WireBytes.GetFileInfo(WireBytes.Header(5)));
        gate.SetException(new RpcFault("org.apache.hadoop.security.AccessControlException", "go away", RpcErrorCode.FatalUnauthorized));
        var header = Frames.WithoutStack(await client.ReceiveFrameAsync());
        Assert.Equal(RpcResponseHeaderProto.Types.RpcStatusProto.Fatal, header.Status);
        Assert.Equal("go away", header.ErrorMsg);
        Assert.True(await client.IsClosedAsync());
    }

    [Fact]
    public async Task A_handlers_own_fault_is_answered_and_the_connection_goes_on()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => server.CallAsync("fail", EchoProtocol.Request(""), EchoResponse.Parser));
        Assert.Equal(JavaErrors.Runtime, refusal.JavaClass);
        Assert.Contains("a fault of ours", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("on", (await server.EchoAsync("on")).Text);
    }

    [Fact]
    public async Task Stopping_ends_connections_and_calls_under_way()
    {
        var gate = new TaskCompletionSource<IMessage>();
        var protocol = EchoProtocol.Create().Add("wait", EchoRequest.Parser, (_, _) => new ValueTask<IMessage>(gate.Task));
        await using var server = await TestServer.StartAsync(protocol);
        await server.EchoAsync("connected");
        var call = server.CallAsync("wait", EchoProtocol.Request(""), EchoResponse.Parser);
        await server.Server.DisposeAsync();
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() => call);
        Assert.True(failure.CallMayHaveRun);
        Assert.Contains(server.EndPoint.ToString(), failure.Message, StringComparison.Ordinal);
        gate.SetResult(new EchoResponse());
    }
}
