using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hathi.Base;
using Hathi.Platform.Net;
using Hathi.Ring.Node.Events;
using Hathi.Ring.Node.Memory;
using Hathi.Ring.Node.Options;
using Hathi.Ring.Protocol.Answers;
using Microsoft.Extensions.Logging;

namespace Hathi.Ring.Node.Connections;

/// <summary>
/// The port at which CQL clients are served. Requests run on the threads that read them (ADR 4). No input of a client takes it down.
/// </summary>
internal sealed class RingServer : IAsyncDisposable
{
    private readonly Acceptor _acceptor;
    private readonly ServerParts _parts;
    private readonly PeerShare _share;
    private readonly ConcurrentDictionary<RingConnection, Task> _connections = new();
    private readonly Timer _scan;
    private readonly Task _accepting;
    private int _open;

    private RingServer(Socket listener, IRequestHandler handler, IAuthenticator? authenticator, ConnectionLimits limits, ILogger logger)
    {
        _acceptor = new Acceptor(listener, logger.AcceptFailed);
        _parts = new ServerParts(
            limits, new ServerMemory(limits), handler, authenticator, new EventTargets(), new RepeatedFaults(), logger);
        _share = new PeerShare(limits.MaxConnections);
        BoundEndPoint = (IPEndPoint)listener.LocalEndPoint!;
        _scan = new Timer(static server => ((RingServer)server!).Scan(), this, limits.ScanInterval, limits.ScanInterval);
        _accepting = Task.Run(AcceptAsync);
    }

    /// <summary>Where it listens; the port is the real one also when 0 was asked for.</summary>
    public IPEndPoint BoundEndPoint { get; }

    /// <summary>Open connections.</summary>
    public int ConnectionCount => Volatile.Read(ref _open);

    /// <summary>Those who want to be told of events.</summary>
    public EventTargets Events => _parts.Events;

    /// <summary>What connections hold.</summary>
    internal ServerMemory Memory => _parts.Memory;

    /// <summary>The connections that are open.</summary>
    internal IEnumerable<RingConnection> Connections => _connections.Keys;

    /// <summary>Starts a server; it serves when this returns.</summary>
    /// <param name="endPoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="handler">Runs requests.</param>
    /// <param name="authenticator">Finds out who clients are; null: all are let in.</param>
    /// <param name="limits">Limits.</param>
    /// <param name="logger">Where it says what happens.</param>
    /// <exception cref="ListenException">The port is taken or the address is not ours.</exception>
    public static RingServer Start(
        IPEndPoint endPoint, IRequestHandler handler, IAuthenticator? authenticator, ConnectionLimits limits, ILogger logger)
    {
        limits.Validate();
        var server = new RingServer(Listen(endPoint, limits.ListenBacklog), handler, authenticator, limits, logger);
        logger.Listening(server.BoundEndPoint);
        return server;
    }

    /// <summary>Tells all clients that want to know.</summary>
    public void Push(EventAnswer what) => _parts.Events.Push(what);

    /// <summary>Stops listening and cuts all connections. Requests under way run on; their answers are dropped.</summary>
    public async ValueTask DisposeAsync()
    {
        await _scan.DisposeAsync().ConfigureAwait(false);
        _acceptor.Dispose();
        await _accepting.ConfigureAwait(false);
        foreach (var connection in _connections.Keys)
        {
            connection.Abort();
        }

        await Task.WhenAll(_connections.Values).ConfigureAwait(false);
    }

    private static Socket Listen(IPEndPoint endPoint, int backlog)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(backlog);
            return listener;
        }
        catch (SocketException cause)
        {
            listener.Dispose();
            var why = cause.SocketErrorCode switch
            {
                SocketError.AddressAlreadyInUse => ListenPorts.DescribeTaken(endPoint) + "; stop it, or choose another port.",
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
                Admit(socket);
            }
            catch (Exception e)
            {
                socket.Dispose();
                _parts.Logger.ConnectionLost(BoundEndPoint, e.Message); // it has gone already
            }
        }
    }

    private void Admit(Socket socket)
    {
        var peer = (socket.RemoteEndPoint as IPEndPoint)?.Address.Plain() ?? IPAddress.None;
        if (ConnectionCount >= _parts.Limits.MaxConnections || !_share.TryTake(peer))
        {
            _parts.Logger.TooManyConnections(socket.RemoteEndPoint, _parts.Limits.MaxConnections);
            socket.Dispose();
            return;
        }

        Interlocked.Increment(ref _open);
        var connection = new RingConnection(socket, _parts);
        var start = new TaskCompletionSource();
        _connections[connection] = RunAsync(connection, peer, start.Task);
        start.SetResult();
    }

    private async Task RunAsync(RingConnection connection, IPAddress peer, Task started)
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
            Interlocked.Decrement(ref _open);
        }
    }

    // On a timer: what it throws ends the process.
    private void Scan()
    {
        try
        {
            var now = Environment.TickCount64;
            foreach (var (connection, _) in _connections)
            {
                if (connection.Overdue(now) is { } reason)
                {
                    connection.Cut(reason);
                }
            }
        }
        catch (Exception e)
        {
            _parts.Logger.ConnectionLost(BoundEndPoint, e.Message);
        }
    }
}
