using System.Net;
using System.Net.Sockets;
using Google.Protobuf;
using Hathi.Rpc.Tests.Messages;

namespace Hathi.Rpc.Tests;

/// <summary>Our client against Apache's NameNode, where one runs: at HATHI_APACHE_NAMENODE, by default 127.78.0.10:8020.</summary>
public sealed class ApacheNameNodeTests
{
    private static readonly RpcProtocolName s_clientProtocol = new(WireBytes.ClientProtocol, 1);

    [Fact]
    public async Task Answers_and_refusals_come_through()
    {
        var server = await ServerOrSkipAsync();
        await using var client = new RpcClient(new RpcClientOptions("root"));
        Assert.True((await GetFileInfoAsync(client, server, "/")).HasFs);
        Assert.False((await GetFileInfoAsync(client, server, "/no/such/file")).HasFs);

        var refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client, server, "getFileInfo", new EchoResponse()));
        Assert.Equal((JavaErrors.InvalidProtocolBuffer, RpcErrorCode.Application), (refusal.JavaClass, refusal.Code));
        Assert.Equal("Message missing required fields: src", refusal.FirstLine);
        refusal = await Assert.ThrowsAsync<RpcRemoteException>(() => CallAsync(client, server, "noSuchMethod", new EchoResponse()));
        Assert.Equal((JavaErrors.NoSuchMethod, RpcErrorCode.NoSuchMethod), (refusal.JavaClass, refusal.Code));
    }

    [Fact]
    public async Task Many_calls_share_a_connection()
    {
        var server = await ServerOrSkipAsync();
        await using var client = new RpcClient(new RpcClientOptions("root"));
        var calls = Enumerable.Range(0, 500).Select(_ => GetFileInfoAsync(client, server, "/")).ToArray();
        Assert.All(await Task.WhenAll(calls), static answer => Assert.True(answer.HasFs));
    }

    private static Task<GetFileInfoResponseProto> GetFileInfoAsync(RpcClient client, EndPoint server, string path) =>
        CallAsync(client, server, "getFileInfo", new GetFileInfoRequestProto { Src = path });

    private static Task<GetFileInfoResponseProto> CallAsync(RpcClient client, EndPoint server, string method, IMessage request) =>
        client.CallAsync(server, s_clientProtocol, method, request, GetFileInfoResponseProto.Parser, TestContext.Current.CancellationToken);

    private static async Task<EndPoint> ServerOrSkipAsync()
    {
        var server = RpcAddress.Parse(Environment.GetEnvironmentVariable("HATHI_APACHE_NAMENODE") ?? "127.78.0.10:8020");
        using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await probe.ConnectAsync(server, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            Assert.Skip($"Apache's NameNode does not run at {RpcAddress.Format(server)}");
        }

        return server;
    }
}
