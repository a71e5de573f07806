using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Web.Tests;

/// <summary>A port whose connections are all taken.</summary>
public sealed class FullPortTests : IAsyncLifetime
{
    private const int Limit = 3;

    /// <summary>More than the system's buffers take, bytes.</summary>
    private const int Large = 48 << 20;

    /// <summary>What comes of a body that then stops, bytes: enough that no time-out of Kestrel ends it for minutes.</summary>
    private const int Begun = 0xC350;

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Channel<int> _came = Channel.CreateUnbounded<int>();
    private readonly Channel<bool> _stuck = Channel.CreateUnbounded<bool>();
    private readonly List<Socket> _silent = [];
    private WebServer _web = null!;

    public async ValueTask InitializeAsync() =>
        _web = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0),
            WebServerLimits.Pages with { MaxConnections = Limit },
            AnswerAsync,
            NullLogger.Instance,
            CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _silent.ForEach(static s => s.Dispose());
        await _web.DisposeAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("G")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\n")]
    public async Task Those_who_say_nothing_keep_nobody_out(string beginning)
    {
        await FillAsync(Limit, beginning);
        await OthersAreAnsweredAsync();
        Assert.Equal(0, await ReadAsync(_silent[0])); // the oldest had to go
    }

    [Fact]
    public async Task Who_is_being_answered_stays()
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version11 };
        var slow = http.GetStringAsync(new Uri($"http://{_web.BoundEndPoint}/slow"));
        await _asked.Task.Patiently();
        await FillAsync(2 * Limit, "G");
        Assert.Equal(0, await ReadAsync(_silent[0]));
        _answer.SetResult();
        Assert.Equal("at last", await slow.Patiently());
    }

    [Theory]
    [InlineData("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n")]
    [InlineData("POST /body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nC350\r\n")]
    public async Task Those_whose_bodies_do_not_come_keep_nobody_out(string beginning)
    {
        await FillAsync(Limit, beginning + new string('x', Begun));
        await ComeAsync(Limit * Begun);
        await OthersAreAnsweredAsync();
    }

    [Fact]
    public async Task Those_who_do_not_take_their_answers_keep_nobody_out()
    {
        await FillAsync(Limit, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
        for (var i = 0; i < Limit; i++)
        {
            Assert.True(await _stuck.Reader.ReadAsync().Patiently());
        }

        await OthersAreAnsweredAsync();
    }

    [Fact]
    public async Task The_slowest_goes_first()
    {
        // Nobody is given up for being slow alone, however busy the machine is; one after the other, so that their times are in order.
        await _web.DisposeAsync();
        var limits = WebServerLimits.Pages with { MaxConnections = Limit, Grace = Patience.Limit };
        _web = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), limits, AnswerAsync, NullLogger.Instance, CancellationToken.None);
        for (var i = 0; i < Limit; i++)
        {
            await FillAsync(1, "POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 100001\r\n\r\nx");
            await ComeAsync(1);
        }

        // The first pays for all of its time; the second is the one that is waited for longest.
        await _silent[0].SendAsync(new byte[90_000]);
        await ComeAsync(90_000);
        await OthersAreAnsweredAsync();
        Assert.Equal(0, await ReadAsync(_silent[1]));
        await _silent[0].SendAsync(new byte[10_000]);
        Assert.Equal((byte)'H', await FirstAsync(_silent[0]));
    }

    [Fact]
    public async Task A_body_that_stops_is_given_up()
    {
        var limits = WebServerLimits.Pages with { MinBytesPerSecond = 1_000_000, Grace = TimeSpan.FromSeconds(1.1) };
        await using var web = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Loopback, 0), limits, AnswerAsync, NullLogger.Instance, CancellationToken.None);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(web.BoundEndPoint);
        await socket.SendAsync("POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n"u8.ToArray());
        await socket.SendAsync(new byte[800_000]); // for which Kestrel by itself gives an hour
        var answer = new byte[12];
        Assert.Equal(12, await socket.ReceiveAsync(answer).Patiently());
        Assert.Equal("HTTP/1.1 408", System.Text.Encoding.ASCII.GetString(answer));
    }

    // For a moment all may be the server's turn, when what has come is just being looked at.
    private async Task OthersAreAnsweredAsync()
    {
        using var http = new HttpClient();
        using var patience = new CancellationTokenSource(Patience.Limit);
        for (var answered = 0; answered < 2 * Limit;)
        {
            try
            {
                Assert.Equal("here", await http.GetStringAsync(new Uri($"http://{_web.BoundEndPoint}/"), patience.Token));
                answered++;
            }
            catch (HttpRequestException) when (answered == 0)
            {
            }
        }
    }

    private static async Task<int> ReadAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]).Patiently();
        }
        catch (SocketException)
        {
            return 0; // cut
        }
    }

    private static async Task<byte> FirstAsync(Socket socket)
    {
        var first = new byte[1];
        Assert.Equal(1, await socket.ReceiveAsync(first).Patiently());
        return first[0];
    }

    private async Task ComeAsync(int bytes)
    {
        while (bytes > 0)
        {
            bytes -= await _came.Reader.ReadAsync().Patiently();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path)
        {
            case "/slow":
                _asked.SetResult();
                await _answer.Task;
                await context.Response.WriteAsync("at last");
                break;
            case "/body":
                var buffer = new byte[4096];
                for (var come = 0; ;)
                {
                    var read = context.Request.Body.ReadAsync(buffer, context.RequestAborted);
                    if (!read.IsCompleted)
                    {
                        _came.Writer.TryWrite(come);
                        come = 0;
                    }

                    var bytes = await read;
                    if (bytes == 0)
                    {
                        break;
                    }

                    come += bytes;
                }

                await context.Response.WriteAsync("all of it");
                break;
            case "/large":
                var write = context.Response.Body.WriteAsync(new byte[Large], context.RequestAborted);
                _stuck.Writer.TryWrite(!write.IsCompleted);
                await write;
                break;
            default:
                await context.Response.WriteAsync("here");
                break;
        }
    }

    private async Task FillAsync(int count, string beginning)
    {
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            _silent.Add(socket);
            await socket.ConnectAsync(_web.BoundEndPoint);
            await socket.SendAsync(System.Text.Encoding.ASCII.GetBytes(beginning));
        }
    }
}
