using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Platform.Net;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

public sealed class RoundTripTests
{
    [Fact]
    public async Task A_call_is_answered()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        Assert.Equal("hello", (await server.EchoAsync("hello")).Text);
        Assert.Equal("alice", (await server.CallAsync("whoami", EchoProtocol.Request(""), EchoResponse.Parser)).Text);
    }

    [Fact]
    public async Task A_refusal_carries_class_and_message()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(
            () => server.CallAsync("refuse", EchoProtocol.Request("/a"), EchoResponse.Parser));
        Assert.Equal("java.io.FileNotFoundException", refusal.JavaClass);
        Assert.Equal("File does not exist: /a", refusal.Message);
        Assert.Equal(RpcErrorCode.Application, refusal.Code);
        Assert.False(refusal.IsFatal);
        Assert.Equal("still here", (await server.EchoAsync("still here")).Text);
    }

    [Fact]
    public async Task Answers_may_overtake_each_other()
    {
        var gate = new TaskCompletionSource<IMessage>();
        var protocol = EchoProtocol.Create().Add("wait", EchoRequest.Parser, (_, _) => new ValueTask<IMessage>(gate.Task));
        await using var server = await TestServer.StartAsync(protocol);
        var slow = server.CallAsync("wait", EchoProtocol.Request(""), EchoResponse.Parser);
        Assert.Equal("quick", (await server.EchoAsync("quick")).Text);
        Assert.False(slow.IsCompleted);
        gate.SetResult(new EchoResponse { Text = "slow" });
        Assert.Equal("slow", (await slow).Text);
        Assert.Equal(1, server.Server.ConnectionCount);
    }

    [Fact]
    public async Task Large_messages_pass_both_ways()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        var text = new string('x', 20_000_000);
        Assert.Equal(text, (await server.EchoAsync(text)).Text);
    }

    [Fact]
    public async Task Many_clients_each_get_their_own_answers()
    {
        const int Clients = 6;
        const int Calls = 1_500;
        var protocol = EchoProtocol.Create().Add("later", EchoRequest.Parser, async (request, _) =>
        {
            await Task.Yield(); // now on another thread, in any order
            return new EchoResponse { Text = request.Text };
        });
        await using var server = await TestServer.StartAsync(protocol);
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async number =>
        {
            await using var client = new RpcClient(new RpcClientOptions($"user{number}"));
            await Task.WhenAll(Enumerable.Range(0, Calls).Select(async call =>
            {
                var text = new string((char)('a' + number), call % 700) + call;
                var answer = await client.CallAsync(
                    server.EndPoint, EchoProtocol.Name, call % 3 == 0 ? "echo" : "later", EchoProtocol.Request(text), EchoResponse.Parser,
                    CancellationToken.None);
                Assert.Equal(text, answer.Text);
            }));
        }));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named()
    {
        await using var server = await TestServer.StartAsync(EchoProtocol.Create());
        var failure = await Assert.ThrowsAsync<ListenException>(() => RpcServer.StartAsync(
            server.EndPoint, [], RpcServerOptions.Default, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance,
            CancellationToken.None));
        Assert.StartsWith($"Cannot listen at {server.EndPoint}: another process has the port.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disposed_client_fails_its_calls()
    {
        var gate = new TaskCompletionSource<IMessage>();
        var arrived = new TaskCompletionSource();
        var protocol = EchoProtocol.Create().Add("wait", EchoRequest.Parser, (_, _) =>
        {
            arrived.SetResult();
            return new ValueTask<IMessage>(gate.Task);
        });
        await using var server = await TestServer.StartAsync(protocol);
        var call = server.CallAsync("wait", EchoProtocol.Request(""), EchoResponse.Parser);
        await arrived.Task.Patiently();
        await server.Client.DisposeAsync();
        await Assert.ThrowsAsync<RpcConnectionException>(() => call);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.EchoAsync("too late"));
        gate.SetResult(new EchoResponse());
    }
}
