using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Hathi.Tests.Cases.Wire;

/// <summary>
/// Stands between one client and all the servers that it speaks to, as a SOCKS proxy (version 5, RFC 1928, without authentication): the
/// client says whom it means, so that nobody's address has to be another. Hadoop's clients take one by
/// <c>hadoop.rpc.socket.factory.class.default</c> and <c>hadoop.socks.server</c>, for NameNode and DataNodes alike.
/// </summary>
internal sealed class SocksRecorder : IDisposable
{
    private const byte Version = 5;
    private const byte Connect = 1;
    private const byte IPv4 = 1;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task<IReadOnlyList<Step>>> _connections = [];
    private readonly Func<IPEndPoint, CutAt?>? _cut;
    private readonly Task _accepting;

    /// <param name="cut">Where the connection to a server is to be cut; null: nowhere.</param>
    public SocksRecorder(Func<IPEndPoint, CutAt?>? cut = null)
    {
        _cut = cut;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndpoint;

    /// <summary>What the connections so far have said, in the order in which they began, once all have closed.</summary>
    public async Task<IReadOnlyList<Step>[]> StopAsync()
    {
        await _stop.CancelAsync();
        await _accepting.Patiently();
        return await Task.WhenAll(_connections).Patiently();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(RecordAsync(await _listener.AcceptSocketAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException)
        {
            // All that was asked for is recorded.
        }
    }

    private async Task<IReadOnlyList<Step>> RecordAsync(Socket accepted)
    {
        using var client = accepted;
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        var address = await GreetAsync(client);
        await server.ConnectAsync(address, _stop.Token);
        await client.SendAsync(new byte[] { Version, 0, 0, IPv4, 0, 0, 0, 0, 0, 0 }, _stop.Token);
        return await new RecordedConnection(_cut?.Invoke(address)).RecordAsync(client, server);
    }

    // version, count, methods → version, none | version, connect, 0, type, address, port
    private async Task<IPEndPoint> GreetAsync(Socket client)
    {
        var methods = await TranscriptPlayer.ReceiveAsync(client, 2, _stop.Token);
        await TranscriptPlayer.ReceiveAsync(client, methods[1], _stop.Token);
        await client.SendAsync(new byte[] { Version, 0 }, _stop.Token);
        var request = await TranscriptPlayer.ReceiveAsync(client, 10, _stop.Token);
        Assert.Equal([Version, Connect, 0, IPv4], request[..4]);
        return new IPEndPoint(new IPAddress(request.AsSpan(4, 4)), BinaryPrimitives.ReadUInt16BigEndian(request.AsSpan(8)));
    }
}
