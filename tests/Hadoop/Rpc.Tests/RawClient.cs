using System.Net;
using System.Net.Sockets;
using Hathi.Tests.Cases.Wire;

namespace Hathi.Rpc.Tests;

/// <summary>A socket to a server, for saying what a client of ours would not.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(2));

    public static async Task<RawClient> ConnectAsync(IPEndPoint server)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(server, client._patience.Token);
        return client;
    }

    /// <summary>Header and context sent.</summary>
    public static Task<RawClient> OpenAsync(IPEndPoint server) => OpenAsync(server, "alice");

    /// <inheritdoc cref="OpenAsync(IPEndPoint)"/>
    public static async Task<RawClient> OpenAsync(IPEndPoint server, string user)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync([.. WireBytes.Simple, .. WireBytes.Context(user)]);
        return client;
    }

    public async Task SendAsync(byte[] bytes)
    {
        for (var sent = 0; sent < bytes.Length;)
        {
            sent += await _socket.SendAsync(bytes.AsMemory(sent), _patience.Token);
        }
    }

    public Task<byte[]> ReceiveFrameAsync() => Frames.ReceiveAsync(_socket, _patience.Token);

    public Task<bool> IsClosedAsync() => TranscriptPlayer.IsClosedAsync(_socket, _patience.Token);

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }
}
