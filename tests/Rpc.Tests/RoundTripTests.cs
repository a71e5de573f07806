using Google.Protobuf;
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
}
