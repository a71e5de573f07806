using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>A shuffle service that knows the secret, and answers every request with one header and a few bytes.</summary>
internal sealed class LyingService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    internal LyingService(byte[] secret, ShuffleHeader header)
    {
        _listener.Start();
        _serving = ServeAsync(secret, header);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync(byte[] secret, ShuffleHeader header)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var request = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var hash = "";
                while (await request.ReadLineAsync() is { Length: > 0 } line)
                {
                    hash = line.StartsWith(ShuffleProtocol.UrlHashHeader + ":", StringComparison.OrdinalIgnoreCase) ? line[(ShuffleProtocol.UrlHashHeader.Length + 1)..].Trim() : hash;
                }

                var head = $"HTTP/1.1 200 OK\r\n{ShuffleProtocol.ReplyHashHeader}: {ShuffleHash.OfReply(hash, secret)}\r\nConnection: close\r\n\r\n";
                var body = new byte[header.Size + 10];
                header.Write(body);
                await stream.WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head), .. body]);
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // Stopped.
        }
    }
}
