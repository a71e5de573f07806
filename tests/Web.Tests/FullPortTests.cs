using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Tests;

/// <summary>A port whose connections are all taken.</summary>
public sealed class FullPortTests : IAsyncLifetime
{
    private const int Limit = 3;

    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<Socket> _silent = [];
    private WebServer _web = null!;

    public async ValueTask InitializeAsync() =>
        _web = await WebServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), WebServerLimits.Pages with { MaxConnections = Limit }, AnswerAsync, new Silent(), CancellationToken.None);

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
        using var http = new HttpClient();
        for (var i = 0; i < 2 * Limit; i++)
        {
            Assert.Equal("here", await http.GetStringAsync(new Uri($"http://{_web.BoundEndPoint}/")));
        }

        Assert.Equal(0, await ReadAsync(_silent[0])); // the oldest had to go
    }

    [Fact]
    public async Task Who_is_being_answered_stays()
    {
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version11 };
        var slow = http.GetStringAsync(new Uri($"http://{_web.BoundEndPoint}/slow"));
        await _asked.Task;
        await FillAsync(2 * Limit, "G");
        Assert.Equal(0, await ReadAsync(_silent[0]));
        _answer.SetResult();
        Assert.Equal("at last", await slow);
    }

    private static async Task<int> ReadAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1]);
        }
        catch (SocketException)
        {
            return 0; // cut
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/slow")
        {
            _asked.SetResult();
            await _answer.Task;
            await context.Response.WriteAsync("at last");
            return;
        }

        await context.Response.WriteAsync("here");
    }

    private sealed class Silent : INodeLog
    {
        public bool IsEnabled(NodeLogLevel level) => false;

        public void Write(NodeLogLevel level, string area, string message, Exception? error)
        {
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
