using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>A shuffle service that has no place for anybody, as Apache's says it.</summary>
internal sealed class BusyService : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _serving;

    /// <param name="times">After so many refusals it tells.</param>
    /// <param name="told">Once.</param>
    internal BusyService(int times, Action told)
    {
        _listener.Start();
        _serving = ServeAsync(times, told);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync(int times, Action told)
    {
        try
        {
            for (var count = 1; ; count++)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var request = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (await request.ReadLineAsync() is { Length: > 0 })
                {
                }

                await stream.WriteAsync(Encoding.ASCII.GetBytes("HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
                if (count == times)
                {
                    told();
                }
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // Stopped.
        }
    }
}
