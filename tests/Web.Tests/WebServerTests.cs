using System.Net;
using Hathi.Base;
using Hathi.Web.Faults;
using Hathi.Web.Pages;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hathi.Web.Tests;

public sealed class WebServerTests : IDisposable
{
    private readonly HttpClient _http = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task A_fault_is_answered_with_its_status_and_message()
    {
        await using var web = await StartAsync(static _ => throw new WebFault(404, "there is no such page"));
        Assert.Equal((HttpStatusCode.NotFound, "there is no such page\n"), await GetAsync(web));
        Assert.Equal([(LogLevel.Warning, "http", "/page: there is no such page")], Said);
    }

    [Fact]
    public async Task A_refusal_has_no_headers_of_the_answer_that_it_replaces()
    {
        await using var web = await StartAsync(static context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            context.Response.Headers.Location = "/elsewhere";
            throw RestFault.NotFound("nobody is here");
        });
        using var answer = await _http.GetAsync($"http://{web.BoundEndPoint}/page");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Empty(answer.Content.Headers.ContentEncoding);
        Assert.Null(answer.Headers.Location);
        Assert.Contains("nobody is here", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_in_the_server_is_answered_and_told()
    {
        await using var web = await StartAsync(static _ => throw new InvalidOperationException("a fault of ours"));
        var (status, text) = await GetAsync(web);
        Assert.Equal(HttpStatusCode.InternalServerError, status);
        Assert.Contains("a fault of ours", text, StringComparison.Ordinal);
        Assert.Equal([(LogLevel.Error, "http", "GET /page failed")], Said);
    }

    [Fact]
    public async Task An_answer_that_fails_in_its_middle_does_not_pass_for_whole()
    {
        await using var web = await StartAsync(static async context =>
        {
            await context.Response.WriteAsync("the first half");
            await context.Response.Body.FlushAsync();
            throw new WebFault(500, "the second half is gone");
        });
        await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(web));
    }

    /// <summary>Markup in a name of somebody's is shown as markup by no browser, and no stranger's page shows ours within itself.</summary>
    [Theory]
    [InlineData("answered")]
    [InlineData("refused")]
    [InlineData("refused by REST")]
    [InlineData("fails")]
    public async Task Every_answer_is_protected(string how)
    {
        await using var web = await StartAsync(context => how switch
        {
            "answered" => context.Response.WriteAsync("well"),
            "refused" => throw new WebFault(404, "there is no such page"),
            "refused by REST" => throw RestFault.NotFound("nobody is here"),
            _ => throw new InvalidOperationException("a fault of ours"),
        });
        using var answer = await _http.GetAsync($"http://{web.BoundEndPoint}/page");
        RestTable.CheckProtected(answer);
        Assert.Equal(
            how == "answered" ? null : how == "refused by REST" ? "application/json" : "text/plain",
            answer.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Also where there is nothing to send, as of a check that finds nothing for long: nobody would end it.</summary>
    [Fact]
    public async Task Who_makes_a_text_in_parts_hears_that_its_reader_has_gone()
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var web = await StartAsync(async context =>
        {
            using var text = new TextReply(context, TextReply.Plain);
            await text.SendPartAsync();
            begun.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ended.SetResult(await Record.ExceptionAsync(text.SendPartAsync) is OperationCanceledException);
        });
        using var reader = new CancellationTokenSource();
        var asked = _http.GetAsync($"http://{web.BoundEndPoint}/page", reader.Token);
        await begun.Task.Patiently();
        await reader.CancelAsync();
        Assert.True(await ended.Task.Patiently());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused()
    {
        await using var web = await StartAsync(static async context => await context.Request.Body.CopyToAsync(Stream.Null));
        // It is refused by its length and the connection closed: only who waits for leave to send surely reads the answer.
        using var waiting = new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = Timeout.InfiniteTimeSpan });
        using var request = new HttpRequestMessage(HttpMethod.Post, $"http://{web.BoundEndPoint}/page");
        request.Headers.ExpectContinue = true;
        request.Content = new ByteArrayContent(new byte[WebServerLimits.Pages.MaxRequestBytes + 1]);
        using var answer = await waiting.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error_and_leaves_nothing_behind()
    {
        await using var web = await StartAsync(static _ => Task.CompletedTask);
        await Assert.ThrowsAsync<IOException>(() => WebServer.StartAsync(
            web.BoundEndPoint, WebServerLimits.Pages, static _ => Task.CompletedTask, _log, CancellationToken.None));
    }

    public void Dispose() => _http.Dispose();

    private IEnumerable<(LogLevel Level, string Area, string Text)> Said => _log.Lines.Select(static l => (l.Level, l.Area, l.Text));

    private Task<WebServer> StartAsync(Func<HttpContext, Task> answer) =>
        WebServer.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), WebServerLimits.Pages, answer, _log, CancellationToken.None);

    private async Task<(HttpStatusCode Status, string Text)> GetAsync(WebServer web)
    {
        using var answer = await _http.GetAsync($"http://{web.BoundEndPoint}/page");
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
