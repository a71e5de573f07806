using System.Collections.Concurrent;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;
using static Hathi.Hadoop.Rpc.Protocol.RpcResponseHeaderProto.Types;

namespace Hathi.Rpc.Tests;

/// <summary>
/// A legal frame does not become more in memory than its method needs, and requests that wait for their answers are counted.
/// </summary>
public sealed class DecodedRequestsTests
{
    private const int Mebibyte = 1024 * 1024;
    private readonly ConcurrentQueue<TaskCompletionSource<IMessage>> _waiting = new();
    private readonly SemaphoreSlim _arrived = new(0);
    private int _decoded;

    private RpcProtocol Protocol() => new RpcProtocol(WireBytes.ClientProtocol, 1)
        .Add("usual", Nested.Parser, (_, _) => Note())
        .Add("full", Nested.Parser, RpcProtocol.FullFrame, (_, _) => Note())
        .Add("wait", EchoRequest.Parser, 2 * Mebibyte, (_, _) =>
        {
            var answer = new TaskCompletionSource<IMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(answer);
            _arrived.Release();
            return new(answer.Task);
        });

    private ValueTask<IMessage> Note()
    {
        _decoded++;
        return new(new EchoResponse());
    }

    public static TheoryData<string, byte[], int> Dense => new()
    {
        { "empty messages in a list", [0x12, 0], 1000 * 1024 },
        { "empty messages in a message in a list", [0x1A, 4, 0x12, 0, 0x12, 0], 1000 * 1024 },
        { "fields that nobody knows", [0xF8, 0x3F, 1], 1000 * 1024 },
        { "groups that nobody knows", [0xFB, 0x3F, 0xFC, 0x3F], 1000 * 1024 },
        { "empty messages, a whole frame", [0x12, 0], 60 * Mebibyte },
    };

    [Theory]
    [MemberData(nameof(Dense))]
    public async Task A_frame_that_would_grow_is_refused_before_it_is_decoded_and_the_connection_goes_on(
        string what, byte[] element, int bytes)
    {
        await using var server = await TestServer.StartAsync(Protocol());
        using var client = await RawClient.OpenAsync(server.EndPoint);
        var body = new byte[bytes / element.Length * element.Length];
        for (var at = 0; at < body.Length; at += element.Length)
        {
            element.CopyTo(body, at);
        }

        await client.SendAsync(Call(3, bytes > Mebibyte ? "full" : "usual", body));
        var refusal = Frames.WithoutStack(await client.ReceiveFrameAsync());
        Assert.Equal((RpcStatusProto.Error, 3u, JavaErrors.Io), (refusal.Status, refusal.CallId, refusal.ExceptionClassName));
        Assert.Contains("bytes of memory", refusal.ErrorMsg, StringComparison.Ordinal);
        Assert.True(_decoded == 0, what);

        await client.SendAsync(Call(4, "usual", new Nested { One = new EchoRequest { Text = "x" } }.ToByteArray()));
        Assert.Equal(RpcStatusProto.Success, Frames.WithoutStack(await client.ReceiveFrameAsync()).Status);
        Assert.Equal(0, server.Server.DecodedBytes);
        await server.GatheredBytesGoAsync();
    }

    [Fact]
    public async Task Requests_that_wait_are_counted_by_user_until_they_are_answered_and_short_ones_never_refused()
    {
        // A third: two texts of a mebibyte in two bytes a character, and no third.
        var memory = 3L * 5 * Mebibyte;
        await using var server = await TestServer.StartAsync(
            Protocol(), RpcServerOptions.Default with { MaxFrameBytes = 2 * Mebibyte, MaxDecodedBytes = memory });
        using var mallory = await RawClient.OpenAsync(server.EndPoint, "mallory");
        using var again = await RawClient.OpenAsync(server.EndPoint, "mallory");
        var text = Call(1, "wait", new EchoRequest { Text = new string('x', Mebibyte) }.ToByteArray());
        await mallory.SendAsync(text);
        Assert.True(await _arrived.WaitAsync(Patience.Limit));
        await again.SendAsync(text);
        Assert.True(await _arrived.WaitAsync(Patience.Limit));
        Assert.InRange(server.Server.DecodedBytes, 4 * Mebibyte, 5 * Mebibyte);

        await again.SendAsync(text);
        Assert.Equal(JavaErrors.Retriable, Frames.WithoutStack(await again.ReceiveFrameAsync()).ExceptionClassName);

        await again.SendAsync(Call(2, "usual", new Nested { One = new EchoRequest { Text = new string('y', 3_000) } }.ToByteArray()));
        Assert.Equal(RpcStatusProto.Success, Frames.WithoutStack(await again.ReceiveFrameAsync()).Status);

        using var bob = await RawClient.OpenAsync(server.EndPoint, "bob");
        await bob.SendAsync(text);
        Assert.True(await _arrived.WaitAsync(Patience.Limit));

        while (_waiting.TryDequeue(out var answer))
        {
            answer.SetResult(new EchoResponse());
        }

        foreach (var client in (RawClient[])[mallory, again, bob])
        {
            Assert.Equal(RpcStatusProto.Success, Frames.WithoutStack(await client.ReceiveFrameAsync()).Status);
        }

        Assert.Equal(0, server.Server.DecodedBytes);
    }

    [Fact]
    public async Task What_a_refused_or_failed_call_took_comes_back()
    {
        var protocol = new RpcProtocol(WireBytes.ClientProtocol, 1)
            .Add("refuse", EchoRequest.Parser, (_, _) => throw new RpcFault(JavaErrors.Io, "no"))
            .Add("later", EchoRequest.Parser, async (_, _) =>
            {
                await Task.Yield();
                throw new InvalidOperationException("a fault of ours");
            });
        await using var server = await TestServer.StartAsync(protocol);
        using var client = await RawClient.OpenAsync(server.EndPoint);
        foreach (var body in (byte[][])
        [
            new EchoRequest { Text = new string('x', 100_000) }.ToByteArray(),
            [.. Enumerable.Repeat((byte)0x12, 100_000)],
            [0x12, 0xF0, 0xA0, 0x06, .. new byte[100_000]],
        ])
        {
            foreach (var method in (string[])["refuse", "later"])
            {
                await client.SendAsync(Call(1, method, body));
                Assert.Equal(RpcStatusProto.Error, Frames.WithoutStack(await client.ReceiveFrameAsync()).Status);
                Assert.Equal(0, server.Server.DecodedBytes);
            }
        }
    }

    [Fact]
    public async Task Long_requests_of_a_protocol_are_taken_from_those_who_may_send_them()
    {
        var protocol = Protocol().LargeRequestsFrom(static peer => peer.User == "node" ? null : new RpcFault(JavaErrors.Io, "who are you"));
        await using var server = await TestServer.StartAsync(protocol);
        var call = Call(1, "full", new Nested { One = new EchoRequest { Text = new string('x', 2 * Mebibyte) } }.ToByteArray());
        using var mallory = await RawClient.OpenAsync(server.EndPoint, "mallory");
        await mallory.SendAsync(call[..1_000]); // the rest need not come
        Assert.Equal("who are you", Frames.WithoutStack(await mallory.ReceiveFrameAsync()).ErrorMsg);
        using var node = await RawClient.OpenAsync(server.EndPoint, "node");
        await node.SendAsync(call);
        Assert.Equal(RpcStatusProto.Success, Frames.WithoutStack(await node.ReceiveFrameAsync()).Status);
    }

    [Fact]
    public async Task A_server_that_lies_does_not_take_its_clients_memory()
    {
        using var server = new ScriptedServer(static async (_, connection) =>
        {
            await connection.ReadContextAsync();
            var request = await connection.ReadCallAsync();
            await connection.SendAsync(WireBytes.Frame(
                WireBytes.Delimited(new RpcResponseHeaderProto { CallId = (uint)request.CallId, Status = 0, ClientId = request.ClientId }),
                WireBytes.Delimited([.. Enumerable.Repeat<byte[]>([0x12, 0], Mebibyte).SelectMany(static b => b)])));
            await connection.ReadToEndAsync();
        });
        await using var client = new RpcClient(
            new RpcClientOptions("alice") { MaxReplyBytes = 8 * Mebibyte, MaxDecodedReplyBytes = 16 * Mebibyte });
        var failure = await Assert.ThrowsAsync<RpcConnectionException>(() =>
            client.CallAsync(server.EndPoint, EchoProtocol.Name, "echo", EchoProtocol.Request(""), Nested.Parser, CancellationToken.None));
        Assert.Contains("bytes of memory", failure.Message, StringComparison.Ordinal);
    }

    private static byte[] Call(int callId, string method, byte[] body) =>
        WireBytes.Frame(WireBytes.Delimited(WireBytes.Header(callId)), WireBytes.Engine(method), WireBytes.Delimited(body));
}
