using System.Net;
using System.Net.Sockets;

namespace Hathi.Tests.Cases.Wire;

/// <summary>Stands between a client and a server, passes all on, and writes down what the first connection said.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly TcpListener _listener;
    private readonly IPEndPoint _server;

    /// <param name="address">Where the client connects to.</param>
    /// <param name="server">The real one.</param>
    /// <param name="port">Likewise; 0: a free one.</param>
    public Recorder(IPAddress address, IPEndPoint server, int port = 0)
    {
        _listener = new TcpListener(address, port);
        _server = server;
        _listener.Start();
        FirstConnection = RecordAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndpoint;

    /// <summary>The steps of the first connection, once it has closed.</summary>
    public Task<IReadOnlyList<Step>> FirstConnection { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<IReadOnlyList<Step>> RecordAsync()
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(_server);
        return await new RecordedConnection().RecordAsync(client, server);
    }
}
