using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Hathi.Base;
using Hathi.Web.Figures;
using Hathi.Web.Memory;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Web.Tests;

/// <summary>
/// Requests and answers that are in memory have one budget: whoever asks and does not take, or sends and does not end, gets no more than a
/// share of it, and all comes back.
/// </summary>
public sealed class HeldMemoryTests : IAsyncLifetime
{
    /// <summary>Of an answer: above what the system takes of it when nobody reads.</summary>
    private const int Large = 16 << 20;

    /// <summary>Bytes of a body that come; as many do not.</summary>
    private const int Sent = 100_000;

    private static readonly string s_thousand = new('x', 1000);

    private readonly TaskCompletionSource _go = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<HttpClient> _clients = [];

    /// <summary>Connections with half a request.</summary>
    private readonly List<Stream> _half = [];

    /// <summary>Whose requests of <c>/held</c> were cut, in that order.</summary>
    private readonly ConcurrentQueue<string> _gone = [];
    private WebServer _web = null!;

    /// <summary>Bytes that were made of an answer that is too large.</summary>
    private long _made;

    /// <summary>Bytes that were held at most while an answer was made in parts.</summary>
    private long _most;

    public static TheoryData<string> Answers => new("/json", "/xml", "/text", "/conf", "/jmx");

    public async ValueTask InitializeAsync() => _web = await StartAsync(WebServerLimits.Pages);

    public async ValueTask DisposeAsync()
    {
        _half.ForEach(static s => s.Dispose());
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

    /// <summary>
    /// However many addresses hold what there is, one of them gives way to one who holds less. What they hold is not what is sent: sockets
    /// take megabytes of an answer that nobody reads, and memory that comes back so would hide that nobody has gone. What has come of their
    /// bodies is enough for the least rate, so the server's own clock cuts nobody; and who asks again has one connection, for of too many
    /// the one goes that is most behind.
    /// </summary>
    [Fact]
    public async Task Who_does_not_end_his_request_gives_way_when_memory_is_short()
    {
        await _web.DisposeAsync();
        _web = await StartAsync(WebServerLimits.Pages with { MinBytesPerSecond = 1, Grace = TimeSpan.FromSeconds(1.1) });
        var held = 0L;
        foreach (var (from, mebibytes) in new[] { ("127.0.0.2", 20), ("127.0.0.2", 18), ("127.0.0.3", 36) })
        {
            var stream = await ConnectAsync(from, CancellationToken.None);
            _half.Add(stream);
            await stream.WriteAsync((byte[])
            [
                .. Encoding.ASCII.GetBytes($"POST /held?{mebibytes} HTTP/1.1\r\nHost: x\r\nContent-Length: {2 * Sent}\r\n\r\n"),
                .. new byte[Sent],
            ]);
            held += mebibytes << 20;
            await HeldAsync(held);
        }

        using var patience = new CancellationTokenSource(Patience.Limit);
        HttpResponseMessage answer;
        var newcomer = Client("127.0.0.4");
        while ((answer = await AskAsync(newcomer, new HttpRequestMessage(HttpMethod.Get, "/json"))).StatusCode != HttpStatusCode.OK)
        {
            answer.Dispose();
            patience.Token.ThrowIfCancellationRequested();
        }

        Assert.Equal(["?20"], _gone); // of the address that holds most the first one
        Assert.True((await answer.Content.ReadAsByteArrayAsync().Patiently()).Length > Large);
        answer.Dispose();
    }

    /// <summary>
    /// What does not fit into an empty port never will: to come again helps nobody. And what is made of it until then counts.
    /// </summary>
    [Theory]
    [InlineData("/huge")]
    [InlineData("/hugetext")]
    public async Task Who_asks_for_more_than_there_can_be_is_told_to_ask_for_less(string path)
    {
        using var answer = await AskAsync("127.0.0.1", new HttpRequestMessage(HttpMethod.Get, path));
        var text = await answer.Content.ReadAsStringAsync().Patiently();
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Contains("Ask for less at a time", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Retriable", text, StringComparison.Ordinal);
        Assert.InRange(_made, 1, WebServerLimits.Pages.MaxHeldBytes * 2 / 3);
        await NothingIsHeldAsync();
    }

    /// <summary>A text that is sent as it is made holds what was not sent.</summary>
    [Fact]
    public async Task A_text_in_parts_counts_by_the_part()
    {
        using var answer = await AskAsync("127.0.0.1", new HttpRequestMessage(HttpMethod.Get, "/parts"));
        Assert.Null(answer.Content.Headers.ContentLength);
        Assert.Equal(20 * s_thousand.Length * 1000, (await answer.Content.ReadAsByteArrayAsync().Patiently()).Length);
        Assert.InRange(_most, 1_000_000, 2_500_000);
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

    private HttpClient Client(string from)
    {
        var http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = (context, cancellation) => ConnectAsync(from, cancellation), MaxResponseDrainSize = 0,
        });
        _clients.Add(http);
        return http;
    }

    private Task<HttpResponseMessage> AskAsync(string from, HttpRequestMessage request) => AskAsync(Client(from), request);

    private async Task<HttpResponseMessage> AskAsync(HttpClient http, HttpRequestMessage request)
    {
        using (request)
        {
            request.RequestUri = new Uri($"http://127.0.0.1:{_web.BoundEndPoint.Port}{request.RequestUri}");
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(
                request.RequestUri.AbsolutePath is "/xml" or "/conf" ? "application/xml" : "application/json"));
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

    private Task NothingIsHeldAsync() => HeldAsync(0);

    private async Task HeldAsync(long bytes)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (_web.HeldBytes != bytes)
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
                await ListAsync(context);
                break;
            case "/marks":
                await LongTextsAsync(context, '<');
                break;
            case "/controls":
                await LongTextsAsync(context, '\u0001');
                break;
            case "/text":
                using (var text = new TextReply(context, TextReply.Html))
                {
                    for (var i = 0; i < Large / s_thousand.Length + 1; i++)
                    {
                        text.Append(s_thousand);
                    }

                    await text.SendAsync();
                }

                break;
            case "/hugetext":
                using (var text = new TextReply(context, TextReply.Html))
                {
                    for (; _made < 2 * WebServerLimits.Pages.MaxHeldBytes; _made += s_thousand.Length)
                    {
                        text.Append(CultureInfo.InvariantCulture, $"{s_thousand}");
                    }

                    await text.SendAsync();
                }

                break;
            case "/huge":
                await HugeListAsync(context);
                break;
            case "/parts":
                await PartsAsync(context);
                break;
            case "/held":
                await HoldAsync(context);
                break;
            case "/conf":
                await ConfReply.SendAsync(context, [.. Enumerable.Range(0, Large / s_thousand.Length)
                    .Select(static i => new ConfProperty($"key{i}", s_thousand, s_thousand, false))]);
                break;
            case "/jmx":
                await JmxReply.SendAsync(context, [new JmxBean("a:b=c", "d", [.. Enumerable.Range(0, Large / s_thousand.Length)
                    .Select(static i => ($"key{i}", (object)s_thousand))])]);
                break;
            default:
                await RestBody.ReadAsync(context, "a");
                await _go.Task;
                break;
        }
    }

    private static Task ListAsync(HttpContext context) =>
        RestReply.SendAsync(context, null, static json =>
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

    private Task HugeListAsync(HttpContext context) =>
        RestReply.SendAsync(context, null, json =>
        {
            json.WriteStartArray();
            for (; _made < 2 * WebServerLimits.Pages.MaxHeldBytes; _made += s_thousand.Length)
            {
                json.WriteStringValue(s_thousand);
            }

            json.WriteEndArray();
        });

    // As much memory as is asked for, from when the rest of the body is waited for until nobody is there any more to send it.
    private async Task HoldAsync(HttpContext context)
    {
        await context.Request.Body.ReadExactlyAsync(new byte[Sent]);
        var rest = context.Request.Body.ReadAsync(new byte[1]).AsTask();
        var asked = context.Request.QueryString.ToString();
        RequestMemory.Of(context).Take(long.Parse(asked.AsSpan(1), CultureInfo.InvariantCulture) << 20);
        await ((Task)rest).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _gone.Enqueue(asked);
        await rest;
    }

    private async Task PartsAsync(HttpContext context)
    {
        using var text = new TextReply(context, TextReply.Plain);
        for (var part = 0; part < 20; part++)
        {
            for (var i = 0; i < 1000; i++)
            {
                text.Append(s_thousand);
            }

            _most = Math.Max(_most, _web.HeldBytes);
            await text.SendPartAsync();
        }
    }

    private Task<WebServer> StartAsync(WebServerLimits limits) =>
        WebServer.StartAsync(new IPEndPoint(IPAddress.Any, 0), limits, AnswerAsync, NullLogger.Instance, CancellationToken.None);

    private static Task LongTextsAsync(HttpContext context, char of) => RestReply.SendAsync(context, null, json =>
    {
        json.WriteStartArray();
        for (var i = 0; i < 60; i++)
        {
            json.WriteStringValue(new string(of, 65_536));
        }

        json.WriteEndArray();
    });
}
