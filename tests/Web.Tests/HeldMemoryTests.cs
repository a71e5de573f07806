using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Hathi.Base;
using Microsoft.AspNetCore.Http;

namespace Hathi.Web.Tests;

/// <summary>Requests and answers that are in memory have one budget: whoever asks and does not take, or sends and does not end, gets no more than a share of it, and all comes back.</summary>
public sealed class HeldMemoryTests : IAsyncLifetime
{
    /// <summary>Of an answer: above what the system takes of it when nobody reads.</summary>
    private const int Large = 16 << 20;

    private static readonly string s_thousand = new('x', 1000);

    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HttpClient> _clients = [];
    private WebServer _web = null!;

    public static TheoryData<string> Answers => new("/json", "/xml", "/text", "/conf", "/jmx");

    public async ValueTask InitializeAsync() =>
        _web = await WebServer.StartAsync(new IPEndPoint(IPAddress.Any, 0), WebServerLimits.Pages, AnswerAsync, new Silent(), CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(static c => c.Dispose());
        await _web.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Who_takes_no_answer_is_refused_more_and_others_are_not(string path)
    {
        var answers = new List<HttpResponseMessage>();
        do
        {
            answers.Add(await AskAsync("127.0.0.1", new HttpRequestMessage(HttpMethod.Get, path)));
            Assert.True(_web.HeldBytes <= WebServerLimits.Pages.MaxHeldBytes);
        }
        while (answers[^1].StatusCode == HttpStatusCode.OK && answers.Count < 10);
        Assert.InRange(answers.Count, 3, 9);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answers[^1].StatusCode);
        Assert.Contains("RetriableException", await answers[^1].Content.ReadAsStringAsync().Patiently(), StringComparison.Ordinal);
        using (var other = await AskAsync("127.0.0.2", new HttpRequestMessage(HttpMethod.Get, path)))
        {
            Assert.Equal(HttpStatusCode.OK, other.StatusCode);
            Assert.True((await other.Content.ReadAsByteArrayAsync().Patiently()).Length > Large);
        }

        answers.ForEach(static a => a.Dispose());
        await NothingIsHeldAsync();
    }

    /// <summary>What a writer asks for at the worst is no measure: the list is much shorter, and nobody else holds anything.</summary>
    [Theory]
    [InlineData("/marks", 60 * 65_536)]
    [InlineData("/controls", 60 * 65_536 * 6)]
    public async Task Long_texts_count_as_they_are(string path, int least)
    {
        using var answer = await AskAsync("127.0.0.1", new HttpRequestMessage(HttpMethod.Get, path));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync().Patiently()).Length, least, least + 1000);
        await NothingIsHeldAsync();
    }

    [Theory]
    [InlineData("application/json", "{\"a\":\"", "\"}")]
    [InlineData("application/xml", "<a><b>", "</b></a>")]
    public async Task Who_has_bodies_worked_on_is_refused_more_and_others_are_not(string type, string before, string after)
    {
        var body = before + new string('x', 900_000) + after;
        var first = await WhatComesOfBodiesAsync("127.0.0.1", type, body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        var small = AskAsync("127.0.0.2", Post(type, before + after));
        _go.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await small).StatusCode);
        await NothingIsHeldAsync();
    }

    // All others are worked on until they are let go.
    private async Task<HttpResponseMessage> WhatComesOfBodiesAsync(string from, string type, string body)
    {
        var asked = Enumerable.Range(0, 10).Select(_ => AskAsync(from, Post(type, body))).ToList();
        return await await Task.WhenAny(asked).Patiently();
    }

    private static HttpRequestMessage Post(string type, string body) =>
        new(HttpMethod.Post, "/body") { Content = new StringContent(body, Encoding.UTF8, type) };

    private async Task<HttpResponseMessage> AskAsync(string from, HttpRequestMessage request)
    {
        using (request)
        {
            var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (context, cancellation) => ConnectAsync(from, cancellation), MaxResponseDrainSize = 0 });
            _clients.Add(http);
            request.RequestUri = new Uri($"http://127.0.0.1:{_web.BoundEndPoint.Port}{request.RequestUri}");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(request.RequestUri.AbsolutePath is "/xml" or "/conf" ? "application/xml" : "application/json"));
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Patiently();
        }
    }

    private async ValueTask<Stream> ConnectAsync(string from, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 8192 };
        socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
        await socket.ConnectAsync(IPAddress.Loopback, _web.BoundEndPoint.Port, cancellation);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task NothingIsHeldAsync()
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (_web.HeldBytes > 0)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path)
        {
            case "/json":
            case "/xml":
                await RestReply.SendAsync(context, null, static json =>
                {
                    json.WriteStartObject();
                    json.WriteStartObject("list");
                    json.WriteStartArray("item");
                    for (var i = 0; i < Large / s_thousand.Length + 1; i++)
                    {
                        json.WriteStringValue(s_thousand);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                    json.WriteEndObject();
                });
                break;
            case "/marks":
                await LongTextsAsync(context, '<');
                break;
            case "/controls":
                await LongTextsAsync(context, '\u0001');
                break;
            case "/text":
                await TextReply.SendAsync(context, TextReply.Html, new StringBuilder().Insert(0, s_thousand, Large / s_thousand.Length + 1));
                break;
            case "/conf":
                await ConfReply.SendAsync(context, [.. Enumerable.Range(0, Large / s_thousand.Length).Select(static i => new ConfProperty($"key{i}", s_thousand, s_thousand, false))]);
                break;
            case "/jmx":
                await JmxReply.SendAsync(context, [new JmxBean("a:b=c", "d", [.. Enumerable.Range(0, Large / s_thousand.Length).Select(static i => ($"key{i}", (object)s_thousand))])]);
                break;
            default:
                await RestBody.ReadAsync(context, "a");
                await _go.Task;
                break;
        }
    }

    private static Task LongTextsAsync(HttpContext context, char of) => RestReply.SendAsync(context, null, json =>
    {
        json.WriteStartArray();
        for (var i = 0; i < 60; i++)
        {
            json.WriteStringValue(new string(of, 65_536));
        }

        json.WriteEndArray();
    });

    private sealed class Silent : INodeLog
    {
        public bool IsEnabled(NodeLogLevel level) => false;

        public void Write(NodeLogLevel level, string area, string message, Exception? error)
        {
        }
    }
}
