using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Platform.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Hadoop.Rpc.Server;

/// <summary>
/// A Hadoop RPC server (version 9, protobuf engine) at one address. Handlers run on the connections' reading threads and may complete
/// asynchronously and out of order. No input of a peer takes it down.
/// </summary>
public sealed class RpcServer : IAsyncDisposable
{
    /// <summary>Bytes that the transport takes from a connection whose calls have no room: its pool never gives memory back.</summary>
    private const int MaxUnreadBytes = 64 * 1024;

    private readonly Acceptor _acceptor;
    private readonly SocketConnectionContextFactory _transport;
    private readonly RpcServerOptions _options;
    private readonly ILogger _logger;
    private readonly ProtocolTable _protocols;
    private readonly SemaphoreSlim _permits;
    private readonly ServerMemory _memory;
    private readonly PeerShare _share;
    private readonly RepeatedFaults _faults = new();
    private readonly ConcurrentDictionary<RpcConnection, Task> _connections = new();
    private readonly Timer _scan;
    private readonly Task _accepting;

    private RpcServer(Socket listener, IReadOnlyCollection<RpcProtocol> protocols, RpcServerOptions options, ILogger logger)
    {
        _acceptor = new Acceptor(listener, logger.AcceptFailed);
        _transport = new SocketConnectionContextFactory(
            new SocketConnectionFactoryOptions
            {
                UnsafePreferInlineScheduling = true, // our loops never block, so they may run where the socket completes
                WaitForDataBeforeAllocatingBuffer = false, // 4 KiB a connection cost less than a system call a read
                MaxReadBufferSize = MaxUnreadBytes,
            },
            NullLogger.Instance);
        _options = options;
        _logger = logger;
        _permits = new SemaphoreSlim(options.MaxCalls);
        _share = new PeerShare(options.MaxConnections);
        _memory = new ServerMemory(options);
        _protocols = new ProtocolTable([.. protocols, MetaInfoProtocol.For(protocols)]);
        BoundEndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _scan = new Timer(static server => ((RpcServer)server!).Scan(), this, options.ScanInterval, options.ScanInterval);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens; the port is the real one also when 0 was asked for.</summary>
    public IPEndPoint BoundEndPoint { get; }

    /// <summary>Open connections.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>Bytes of frames that have not wholly arrived.</summary>
    internal long GatheredBytes => _memory.Gathered.Held + _memory.InPipes.Held;

    /// <summary>Bytes of requests that are decoded and not answered.</summary>
    internal long DecodedBytes => _memory.Decoded.Held;

    /// <summary>
    /// Told of each server of this process once it listens: tests call whatever is served, so that a new method is
    /// tried without being named.
    /// </summary>
    internal static event Action<RpcServer>? Started;

    /// <summary>Every method that can be called.</summary>
    internal IEnumerable<RpcMethod> Methods => _protocols.Methods;

    /// <summary>Starts a server; it serves when the task completes.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="protocols">What it answers. <c>ProtocolMetaInfoPB</c> is added.</param>
    /// <param name="options">Limits.</param>
    /// <param name="logger">Receives events 2000 … 2099.</param>
    /// <param name="cancellation">Gives up the start.</param>
    /// <exception cref="IOException">
    /// The port is taken or the address is not ours; the <see cref="SocketException"/> inside says which.
    /// </exception>
    public static Task<RpcServer> StartAsync(
        IPEndPoint endPoint,
        IReadOnlyCollection<RpcProtocol> protocols,
        RpcServerOptions options,
        ILogger logger,
        CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        options.Validate();
        var server = new RpcServer(Listen(endPoint, options.ListenBacklog), protocols, options, logger);
        logger.Listening(server.BoundEndPoint);
        Started?.Invoke(server);
        return Task.FromResult(server);
    }

    /// <summary>Stops listening and cuts all connections. Handlers under way run on; their answers are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _scan.DisposeAsync().ConfigureAwait(false);
        _acceptor.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Abort("the server stops");
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
        _transport.Dispose();
    }

    private static Socket Listen(IPEndPoint endPoint, int backlog)
    {
        try
        {
            var listener = SocketTransportOptions.CreateDefaultBoundListenSocket(endPoint);
            listener.Listen(backlog);
            return listener;
        }
        catch (SocketException cause)
        {
            var why = cause.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse =>
                    $"another process has the port. Stop it (ss -ltnp 'sport = :{endPoint.Port}' names it) or choose another port.",
                SocketError.AddressNotAvailable => "this machine does not have the address.",
                SocketError.AccessDenied => "ports below 1024 are for root.",
                _ => cause.Message,
            };
            throw new ListenException($"Cannot listen at {endPoint}: {why}", cause);
        }
    }

    private async Task AcceptAsync()
    {
        while (await _acceptor.AcceptAsync().ConfigureAwait(false) is { } socket)
        {
            try
            {
                socket.NoDelay = true;
                Admit(_transport.Create(socket));
            }
            catch (Exception e)
            {
                socket.Dispose();
                _logger.ConnectionLost(BoundEndPoint, e.Message); // it has gone already
            }
        }
    }

    private void Admit(ConnectionContext transport)
    {
        var peer = (transport.RemoteEndPoint as IPEndPoint)?.Address.Plain() ?? IPAddress.None;
        if (_connections.Count >= _options.MaxConnections || !_share.TryTake(peer))
        {
            RpcMetrics.ConnectionsRejected.Add(1);
            _logger.TooManyConnections(transport.RemoteEndPoint, _options.MaxConnections);
            transport.Abort();
            _ = transport.DisposeAsync().AsTask();
            return;
        }

        RpcMetrics.ConnectionsAccepted.Add(1);
        var connection = new RpcConnection(transport, _protocols, _permits, _memory, _options, _logger, _faults);
        var start = new TaskCompletionSource();
        _connections[connection] = RunAsync(connection, peer, start.Task);
        start.SetResult();
    }

    private async Task RunAsync(RpcConnection connection, IPAddress peer, Task started)
    {
        await started.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await connection.RunAsync().ConfigureAwait(false);
        }
        finally
        {
            _connections.TryRemove(connection, out _);
            _share.Give(peer);
        }
    }

    // On a timer: what it throws ends the process.
    private void Scan()
    {
        try
        {
            CloseOverdue();
        }
        catch (Exception e)
        {
            _logger.ConnectionLost(BoundEndPoint, e.Message);
        }
    }

    private void CloseOverdue()
    {
        var now = Environment.TickCount64;
        var surplus = _connections.Count - _options.IdleThreshold;
        foreach (var (connection, _) in _connections)
        {
            if (connection.Overdue(now, closesIdle: surplus >= 0) is { } reason)
            {
                surplus--;
                connection.Abort(reason);
            }
        }
    }
}
