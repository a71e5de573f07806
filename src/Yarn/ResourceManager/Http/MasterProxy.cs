using System.Net;
using System.Net.Sockets;
using Hathi.Web.Faults;
using Hathi.Web.Rest;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.ResourceManager.Calls;
using Microsoft.AspNetCore.Http;

namespace Hathi.Yarn.ResourceManager.Http;

/// <summary>
/// <c>/proxy/application_…/</c>: the pages of a running application's master, fetched from here, since Java's masters answer nobody but the
/// ResourceManager's address (AmIpFilter). Of an application that has ended, the browser is sent to where its master said its history is.
/// </summary>
internal sealed class MasterProxy : IAsyncDisposable
{
    public const string Root = "/proxy/";

    private const int CopyBytes = 16 * 1024;

    /// <summary>Who could not wait for a place comes again after so long.</summary>
    private const string RetrySeconds = "5";

    /// <summary>Says of a request that it comes from here: a tracking URL may name this very proxy, or another's that leads back.</summary>
    private const string Mark = "Via";

    private const string MarkValue = "1.1 hathi-proxy";

    /// <summary>The most that is waited for a master's answer to begin, and for each piece of it.</summary>
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(30);

    /// <summary>What is passed on of the request and of the answer; the rest concerns one connection, or names the reader.</summary>
    private static readonly string[] s_requestHeaders = ["Accept", "Accept-Encoding", "Accept-Language", "User-Agent", "Cache-Control"];
    private static readonly string[] s_answerHeaders = ["Location", "Cache-Control", "Expires", "Last-Modified", "ETag", "Refresh"];

    private readonly CallSite _site;
    private readonly HttpClient _http;
    private readonly MasterPlaces _places = new(TimeProvider.System);

    public MasterProxy(CallSite site)
    {
        _site = site;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectCallback = ConnectAsync,
        };
        _http = new HttpClient(handler) { Timeout = s_answerLimit };
    }

    /// <summary>Answers a path below <see cref="Root"/>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="id">Whose pages.</param>
    /// <param name="rest">What stands behind the id, from its slash on; may be empty.</param>
    public async Task AnswerAsync(HttpContext context, ApplicationId id, string rest)
    {
        var reader = RestQuery.UserOf(context);
        await ApplicationRest.RequireViewAsync(_site, context, id).ConfigureAwait(false);
        var app = await _site.Engine.AskAsync(new GetApplicationReportRequest { User = reader, Id = id }).ConfigureAwait(false);
        if (app.OriginalTrackingUrl.Length == 0)
        {
            context.Response.Redirect($"/cluster/app/{id}");
            return;
        }

        var address = app.OriginalTrackingUrl.Contains("://", StringComparison.Ordinal)
            ? app.OriginalTrackingUrl
            : "http://" + app.OriginalTrackingUrl;
        var target = address.TrimEnd('/') + (rest.Length == 0 ? "/" : rest) + context.Request.QueryString;
        if (app.State != ApplicationState.Running || app.Unmanaged || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.Redirect(target);
            return;
        }

        if (context.Request.Headers[Mark].ToString().Contains(MarkValue, StringComparison.Ordinal))
        {
            throw new RestFault(
                StatusCodes.Status508LoopDetected,
                RestExceptions.Io,
                $"The pages of {id} are said to be at {target}, which leads back here.");
        }

        using var page = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        if (await _places.TakeAsync(id, page).ConfigureAwait(false) is not { } place)
        {
            context.Response.Headers.RetryAfter = RetrySeconds;
            await RestReply.RefuseAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                RestExceptions.Retriable,
                $"Too many pages of {id}, or of all masters, are being fetched; try again, or go to {target}.").ConfigureAwait(false);
            return;
        }

        try
        {
            await FetchAsync(context, target, reader, page.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (page.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new RestFault(
                StatusCodes.Status503ServiceUnavailable,
                RestExceptions.Retriable,
                $"{target} took more than {MasterPlaces.PageTime.TotalMinutes:0} minutes, and others wait for its place.");
        }
        finally
        {
            _places.Give(place);
        }
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private static HttpRequestMessage Request(HttpContext context, string target, string reader)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, target);
        foreach (var name in s_requestHeaders)
        {
            if (context.Request.Headers.TryGetValue(name, out var values))
            {
                request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
            }
        }

        request.Headers.TryAddWithoutValidation("Cookie", $"proxy-user={Uri.EscapeDataString(reader)}");
        request.Headers.TryAddWithoutValidation(Mark, MarkValue);
        return request;
    }

    private async Task FetchAsync(HttpContext context, string target, string reader, CancellationToken cancellation)
    {
        try
        {
            using var request = Request(context, target, reader);
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            foreach (var encoding in answer.Content.Headers.ContentEncoding)
            {
                context.Response.Headers.Append("Content-Encoding", encoding);
            }

            foreach (var name in s_answerHeaders)
            {
                if (answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values))
                {
                    context.Response.Headers[name] = values.ToArray();
                }
            }

            await CopyAsync(
                await answer.Content.ReadAsStreamAsync(cancellation).ConfigureAwait(false), context, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (IsItsFault(e) && !context.Response.HasStarted && !cancellation.IsCancellationRequested)
        {
            throw new RestFault(
                StatusCodes.Status502BadGateway, RestExceptions.Io, $"The application's master does not answer at {target}: {e.Message}");
        }
    }

    // It is not there, is too slow, breaks off, or its address is none: a master says what it likes.
    private static bool IsItsFault(Exception e) => e is IOException or HttpRequestException or OperationCanceledException
        or UriFormatException or NotSupportedException or InvalidOperationException;

    private static async Task CopyAsync(Stream body, HttpContext context, CancellationToken limit)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(limit);
        var buffer = new byte[CopyBytes];
        while (true)
        {
            quiet.CancelAfter(s_answerLimit);
            var count = await body.ReadAsync(buffer, quiet.Token).ConfigureAwait(false);
            quiet.CancelAfter(Timeout.InfiniteTimeSpan);
            if (count == 0)
            {
                return;
            }

            await context.Response.Body.WriteAsync(buffer.AsMemory(0, count), limit).ConfigureAwait(false);
        }
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            var local = _site.Options.LocalAddress ?? _site.Options.WebAddress.Address;
            if (!local.Equals(IPAddress.Any) && !local.Equals(IPAddress.IPv6Any))
            {
                socket.Bind(new IPEndPoint(local, 0));
            }

            await socket.ConnectAsync(context.DnsEndPoint, cancellation).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
