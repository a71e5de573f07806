using System.Net;
using System.Net.Sockets;

namespace Hathi.Rpc.Tests;

/// <summary>Stands between a client and a server, passes all on, and writes down what the first connection said.</summary>
internal sealed class Recorder : IDisposable
{
    private readonly TcpListener _listener = new(TestServer.Address, 0);
    private readonly IPEndPoint _server;
    private readonly Lock _gate = new();
    private readonly List<Step> _steps = [];

    public Recorder(IPEndPoint server)
    {
        _server = server;
        _listener.Start();
        FirstConnection = RecordAsync();
    }

    public EndPoint EndPoint => _listener.LocalEndpoint;

    /// <summary>The steps of the first connection, once it has closed.</summary>
    public Task<List<Step>> FirstConnection { get; }

    public void Dispose() => _listener.Dispose();

    private async Task<List<Step>> RecordAsync()
    {
        using var client = await _listener.AcceptSocketAsync();
        using var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await server.ConnectAsync(_server);
        await Task.WhenAll(PassAsync(client, server, StepKind.Send), PassAsync(server, client, StepKind.Expect));
        return _steps;
    }

    private async Task PassAsync(Socket from, Socket to, StepKind kind)
    {
        var buffer = new byte[64 * 1024];
        while (await ReceiveAsync(from, buffer) is var n and > 0)
        {
            Note(kind, buffer.AsSpan(0, n));
            await to.SendAsync(buffer.AsMemory(0, n));
        }

        to.Shutdown(SocketShutdown.Send);
    }

    private static async Task<int> ReceiveAsync(Socket from, byte[] buffer)
    {
        try
        {
            return await from.ReceiveAsync(buffer);
        }
        catch (SocketException)
        {
            return 0;
        }
    }

    private void Note(StepKind kind, ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (_steps.Count > 0 && _steps[^1].Kind == kind)
            {
                _steps[^1] = new Step(kind, [.. _steps[^1].Bytes, .. bytes]);
                return;
            }

            _steps.Add(new Step(kind, bytes.ToArray()));
        }
    }
}
