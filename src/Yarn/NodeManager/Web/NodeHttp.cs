using System.Net;
using Hathi.Base;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Hathi.Yarn.NodeManager.Web;

/// <summary>The node's HTTP port (8042). Kestrel alone, without a host: an idle node should cost little.</summary>
internal sealed class NodeHttp : IHttpApplication<HttpContext>, IAsyncDisposable
{
    /// <summary>Requests are short and few; logs may be long.</summary>
    private const int MaxConnections = 200;

    private readonly NodePages _pages;
    private readonly INodeLog _log;
    private readonly IPEndPoint _address;
    private readonly KestrelServer _server;

    internal NodeHttp(NodePages pages, IPEndPoint address, INodeLog log)
    {
        _pages = pages;
        _log = log;
        _address = address;
        var options = new KestrelServerOptions { AddServerHeader = false };
        options.Limits.MaxConcurrentConnections = MaxConnections;
        options.Limits.MaxRequestBodySize = 0;
        options.Listen(address);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        _server = new KestrelServer(Options.Create(options), transport, NullLoggerFactory.Instance);
    }

    /// <summary>Binds the port.</summary>
    /// <returns>The port, the real one also when 0 was asked for.</returns>
    /// <exception cref="IOException">The address is taken.</exception>
    internal async Task<int> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _server.StartAsync(this, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new IOException($"The NodeManager cannot serve HTTP on {_address} (yarn.nodemanager.webapp.address): {e.Message}", e);
        }

        var bound = _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault();
        return bound is not null && Uri.TryCreate(bound, UriKind.Absolute, out var uri) ? uri.Port : _address.Port;
    }

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(HttpContext context)
    {
        try
        {
            await _pages.AnswerAsync(context).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationCanceledException)
        {
            _log.Debug("http", $"{context.Request.Path}: {e.Message}");
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync().ConfigureAwait(false);
        await _server.StopAsync(now.Token).ConfigureAwait(false);
        _server.Dispose();
    }
}
