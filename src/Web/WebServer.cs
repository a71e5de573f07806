using System.Net;
using Hathi.Platform.Net;
using Hathi.Web.Connections;
using Hathi.Web.Faults;
using Hathi.Web.Memory;
using Hathi.Web.Pages;
using Hathi.Web.Rest;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hathi.Web;

/// <summary>The HTTP port of a daemon: Kestrel alone, without a host, so that an idle daemon costs little.</summary>
public sealed class WebServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly Func<HttpContext, Task> _answer;
    private readonly ILogger _log;
    private readonly KestrelServer _server;
    private readonly OpenConnections _connections;
    private readonly FairBudget _memory;

    private WebServer(IPEndPoint address, WebServerLimits limits, Func<HttpContext, Task> answer, ILogger log)
    {
        _answer = answer;
        _log = log;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxRequestBodySize = limits.MaxRequestBytes;
        options.Limits.MinRequestBodyDataRate = options.Limits.MinResponseDataRate = new MinDataRate(
            limits.MinBytesPerSecond, limits.Grace);
        options.Listen(address);
        _connections = new OpenConnections(limits.MaxConnections, limits.MinBytesPerSecond, limits.Grace);
        _memory = new FairBudget(limits.MaxHeldBytes);
        _server = new KestrelServer(
            Options.Create(options),
            new PausingListeners(_connections, log.AcceptFailed),
            NullLoggerFactory.Instance);
    }

    /// <summary>Where it listens; the port is the real one also when 0 was asked for.</summary>
    public IPEndPoint BoundEndPoint { get; private set; } = new(IPAddress.Any, 0);

    /// <summary>Bytes of requests and of answers that are in memory now.</summary>
    internal long HeldBytes => _memory.Held;

    /// <summary>Starts a server; it serves when the task completes.</summary>
    /// <param name="address">Where to listen; port 0 takes a free one.</param>
    /// <param name="limits">How much it takes.</param>
    /// <param name="answer">
    /// Answers a request. A <see cref="WebFault"/> is answered with its status and message, a <see cref="RestFault"/> as
    /// Apache's REST refuses.
    /// </param>
    /// <param name="log">Receives what was refused.</param>
    /// <param name="cancellationToken">Gives up the start.</param>
    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<WebServer> StartAsync(
        IPEndPoint address, WebServerLimits limits, Func<HttpContext, Task> answer, ILogger log, CancellationToken cancellationToken)
    {
        var web = new WebServer(address, limits, answer, log);
        try
        {
            await web._server.StartAsync(web, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            web._server.Dispose();
            throw;
        }

        var bound = new Uri(
            web._server.Features.Get<Microsoft.AspNetCore.Hosting.Server.Features.IServerAddressesFeature>()!.Addresses.First());
        web.BoundEndPoint = new IPEndPoint(address.Address, bound.Port);
        return web;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        var connection = context.Connection.Id;
        var peer = context.Connection.RemoteIpAddress?.Plain() ?? IPAddress.None;
        context.Connection.RemoteIpAddress = peer;
        using var memory = new RequestMemory(_memory.Open(peer, null), _connections.MakeRoom);
        context.Features.Set(memory);
        _connections.Begin(connection, memory);
        try
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
        finally
        {
            _connections.End(connection);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Protect(context.Response);

        // HEAD is answered as GET is, whatever the resource: the server knows what was asked, and sends no body.
        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Request.Method = HttpMethods.Get;
        }

        try
        {
            await _answer(context).ConfigureAwait(false);
        }
        catch (RestFault fault) when (!context.Response.HasStarted)
        {
            Clear(context);
            await RestReply.RefuseAsync(context, fault.Status, fault.JavaClass, fault.Message).ConfigureAwait(false);
        }
        catch (RestFault fault)
        {
            _log.AnswerCut(context.Request.Path, fault.Message);
            context.Abort();
        }
        catch (WebFault fault)
        {
            _log.Refused(context.Request.Path, fault.Message);
            await RefuseAsync(context, fault.Status, fault.Message).ConfigureAwait(false);
        }
        catch (Exception e) when (context.RequestAborted.IsCancellationRequested)
        {
            _log.PeerLeft(context.Request.Path, context.Connection.RemoteIpAddress, e.Message);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException e)
        {
            _log.Refused(context.Request.Path, e.Message);
            await RefuseAsync(context, e.StatusCode, e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _log.RequestFailed(e, context.Request.Method, context.Request.Path);
            await RefuseAsync(
                context,
                StatusCodes.Status500InternalServerError,
                $"This request failed in the server ({e.GetType().Name}: {e.Message}); its log says more.").ConfigureAwait(false);
        }
    }

    // What was said of an answer that does not come; Allow belongs to the refusal of a method.
    private static void Clear(HttpContext context)
    {
        var allowed = context.Response.Headers.Allow;
        context.Response.Clear();
        Protect(context.Response);
        context.Response.Headers.Allow = allowed;
    }

    // Names of jobs, files and users stand in answers: no browser is to find markup in what is none, nor to show a page within a
    // stranger's. Source: Apache's HttpServer2.
    private static void Protect(HttpResponse answer)
    {
        answer.Headers.XContentTypeOptions = "nosniff";
        answer.Headers.XFrameOptions = "SAMEORIGIN";
        answer.Headers.XXSSProtection = "1; mode=block";
    }

    // An answer that has begun cannot be taken back: the connection is cut, so that it does not pass for whole.
    private static async Task RefuseAsync(HttpContext context, int status, string message)
    {
        if (context.Response.HasStarted)
        {
            context.Abort();
            return;
        }

        Clear(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = TextReply.Plain;
        await context.Response.WriteAsync(message + "\n", context.RequestAborted).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        _server.Dispose();
    }
}
