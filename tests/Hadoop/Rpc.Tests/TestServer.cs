using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hadoop.Rpc.Server;
using Hathi.Rpc.Tests.Messages;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Rpc.Tests;

/// <summary>A server on a free port of an address of the tests' own, and a client for it.</summary>
internal sealed class TestServer : IAsyncDisposable
{
    public static readonly IPAddress Address = IPAddress.Parse("127.77.12.1");

    private TestServer(RpcServer server, RpcClient client)
    {
        Server = server;
        Client = client;
    }

    public RpcServer Server { get; }

    public RpcClient Client { get; }

    public IPEndPoint EndPoint => Server.BoundEndPoint;

    public static async Task<TestServer> StartAsync(
        RpcProtocol protocol, RpcServerOptions? options = null, RpcClientOptions? clientOptions = null)
    {
        var server = await RpcServer.StartAsync(
            new IPEndPoint(Address, 0), [protocol], options ?? RpcServerOptions.Default, NullLogger.Instance, CancellationToken.None);
        return new TestServer(server, new RpcClient(clientOptions ?? new RpcClientOptions("alice")));
    }

    public Task<TResponse> CallAsync<TResponse>(string method, IMessage request, MessageParser<TResponse> parser)
        where TResponse : class, IMessage<TResponse>, new() =>
        Client.CallAsync(EndPoint, EchoProtocol.Name, method, request, parser, CancellationToken.None);

    public Task<EchoResponse> EchoAsync(string text) => CallAsync("echo", EchoProtocol.Request(text), EchoResponse.Parser);

    /// <summary>
    /// Ends when the server holds no part of a request: a frame's memory goes back after its answer was sent, so a
    /// client may be ahead of it.
    /// </summary>
    public async Task GatheredBytesGoAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (Server.GatheredBytes > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        await Server.DisposeAsync();
    }
}
