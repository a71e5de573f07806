using System.Net;
using Hathi.Base;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hathi.Hdfs.NameNode.Http;

/// <summary>
/// The NameNode's HTTP port (9870): <c>/fsck</c> as Apache's servlet of that name, <c>/jmx</c> with the few beans that scripts look at, <c>/metrics</c> in Prometheus text.
/// Kestrel alone, without a host: an idle NameNode should cost little.
/// </summary>
internal sealed class NameNodeHttp : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>Requests are short and few.</summary>
    private const int MaxConnections = 100;

    private readonly CallSite _site;
    private readonly INodeLog _log;
    private readonly KestrelServer _server;

    private NameNodeHttp(CallSite site, INodeLog log, IPEndPoint address)
    {
        _site = site;
        _log = log;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(address);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <exception cref="IOException">The address is taken.</exception>
    public static async Task<NameNodeHttp> StartAsync(CallSite site, INodeLog log, IPEndPoint address, CancellationToken cancellationToken)
    {
        var http = new NameNodeHttp(site, log, address);
        await http._server.StartAsync(http, cancellationToken).ConfigureAwait(false);
        return http;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await (context.Request.Path.Value switch
            {
                "/fsck" => new FsckServlet(_site).AnswerAsync(context),
                "/jmx" => new JmxServlet(_site).AnswerAsync(context),
                "/metrics" => new MetricsServlet(_site).AnswerAsync(context),
                _ => NotFoundAsync(context),
            }).ConfigureAwait(false);
        }
        catch (Hathi.Rpc.RpcFault fault)
        {
            _log.Warn("http", $"{context.Request.Path}: {fault.Message}", null);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await context.Response.WriteAsync(fault.Message + "\n").ConfigureAwait(false);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        _server.Dispose();
    }

    private static Task NotFoundAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return context.Response.WriteAsync("There are /fsck, /jmx and /metrics here.\n");
    }
}
