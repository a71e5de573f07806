using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Hathi.MapReduce.Shuffle.Tests.Fetch;

/// <summary>A shuffle service of one port that takes a request at a time, answers what the test says, and closes the connection.</summary>
internal sealed class ScriptedService : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Task _serving;

    private ScriptedService(Func<IReadOnlyList<string>, byte[]> answer)
        : this(new IPEndPoint(IPAddress.Loopback, 0), answer)
    {
    }

    private ScriptedService(IPEndPoint address, Func<IReadOnlyList<string>, byte[]> answer)
    {
        _listener = new TcpListener(address);
        _listener.Start();
        _serving = ServeAsync(answer);
    }

    internal int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>It has no place for anybody, as Apache's says it.</summary>
    /// <param name="times">When it gives so many refusals it tells.</param>
    /// <param name="told">Once.</param>
    internal static ScriptedService Busy(int times, Action told)
    {
        var count = 0;
        return new ScriptedService(_ =>
        {
            if (++count == times)
            {
                told();
            }

            return Encoding.ASCII.GetBytes(
                "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        });
    }

    /// <summary>It answers all requests in the same way.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="answer">Head and body.</param>
    /// <param name="told">Of each request: its lines.</param>
    internal static ScriptedService Recorded(IPEndPoint address, byte[] answer, Action<IReadOnlyList<string>> told) => new(address, lines =>
    {
        told(lines);
        return answer;
    });

    /// <summary>It knows the job's secret, and what it says of an output is not so.</summary>
    internal static ScriptedService Lying(byte[] secret, ShuffleHeader header) => new(request =>
    {
        var name = ShuffleProtocol.UrlHashHeader + ":";
        var hash = request.LastOrDefault(line => line.StartsWith(name, StringComparison.OrdinalIgnoreCase))?[name.Length..].Trim() ?? "";
        var body = new byte[header.Size + 10];
        header.Write(body);
        return
        [
            .. Encoding.ASCII.GetBytes(
                $"HTTP/1.1 200 OK\r\n{ShuffleProtocol.ReplyHashHeader}: {ShuffleHash.OfReply(hash, secret)}\r\nConnection: close\r\n\r\n"),
            .. body,
        ];
    });

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _listener.Dispose();
    }

    private async Task ServeAsync(Func<IReadOnlyList<string>, byte[]> answer)
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await using var stream = client.GetStream();
                using var request = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                var lines = new List<string>();
                while (await request.ReadLineAsync() is { Length: > 0 } line)
                {
                    lines.Add(line);
                }

                await stream.WriteAsync(answer(lines));
            }
        }
        catch (Exception e) when (e is SocketException or InvalidOperationException or OperationCanceledException or IOException)
        {
            // Stopped.
        }
    }
}
