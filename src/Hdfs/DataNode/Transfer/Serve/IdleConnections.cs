using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Platform.Net;

namespace Hathi.Hdfs.DataNode.Transfer.Serve;

/// <summary>
/// Connections that wait for an operation, and the socket that accepts new ones: one thread watches them all, so that an idle
/// connection costs no thread, nor one whose peer sends the beginning of an operation and no more. Its thread calls back with a
/// connection on which a whole operation, or as much as the small buffer holds, has arrived.
/// </summary>
internal sealed class IdleConnections : IDisposable
{
    /// <summary>After a round that failed.</summary>
    private const int FailurePauseMicroseconds = 100_000;

    private readonly object _gate = new();
    private readonly Socket _listener;
    private readonly Socket _wake;
    private readonly Action<Connection> _ready;
    private readonly Action<string, Exception?> _tell;
    private readonly AcceptFailures _failures;
    private readonly TransferOptions _options;
    private readonly PeerShare _share;
    private readonly List<(Connection Connection, long Until)> _added = [];
    private readonly Dictionary<Socket, (Connection Connection, long Until)> _waiting = [];
    private readonly Thread _thread;
    private volatile bool _ending;
    private long _acceptFrom; // the thread's
    private readonly SeldomTold _turnedAway = new();

    /// <param name="listener">Bound and listening; disposed with this.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="ready">Takes a connection over.</param>
    /// <param name="tell">Hears what goes wrong, and of connections that are turned away.</param>
    internal IdleConnections(Socket listener, TransferOptions options, Action<Connection> ready, Action<string, Exception?> tell)
    {
        _listener = listener;
        AcceptNext = listener.Accept;
        _options = options;
        _ready = ready;
        _tell = tell;
        _failures = new AcceptFailures(message => tell(message, null));
        _share = new PeerShare(options.MaxWaitingConnections);

        // A datagram to itself ends a wait, on every system.
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!);
        _thread = new Thread(GoOnWatching) { IsBackground = true, Name = "hdfs-transfer-watch" };
    }

    /// <summary>Takes the next connection of the listener; another than the listener's own in tests.</summary>
    internal Func<Socket> AcceptNext { get; init; }

    internal void Start() => _thread.Start();

    /// <summary>Puts a connection aside until its next operation, for as long as the keep-alive allows.</summary>
    internal void Add(Connection connection)
    {
        lock (_gate)
        {
            if (!_ending)
            {
                _added.Add((connection, Environment.TickCount64 + _options.KeepAlive));
                Wake();
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes all and ends the thread.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _ending = true;
            Wake();
        }

        if (!_thread.ThreadState.HasFlag(ThreadState.Unstarted))
        {
            _thread.Join();
        }

        foreach (var (connection, _) in _waiting.Values.Concat(_added))
        {
            connection.Dispose();
        }

        _wake.Dispose();
        _listener.Dispose();
    }

    private void Wake() => _wake.Send([1]);

    // Without it the node serves nobody: whatever happens, it goes on.
    private void GoOnWatching()
    {
        while (!_ending)
        {
            try
            {
                Watch();
            }
            catch (Exception e)
            {
                Failed(e);
            }
        }
    }

    // What cannot be watched is closed, so that the others can be; and not a thousand times a second.
    private void Failed(Exception e)
    {
        try
        {
            _tell("Watching connections failed for a reason of our own; it goes on", e);
            foreach (var socket in _waiting.Keys.ToArray())
            {
                if (!CanBeWatched(socket))
                {
                    Drop(socket);
                }
            }

            _wake.Poll(FailurePauseMicroseconds, SelectMode.SelectRead);
        }
        catch (Exception)
        {
            // Not even that: the next round may do better.
        }
    }

    private static bool CanBeWatched(Socket socket)
    {
        try
        {
            socket.Poll(0, SelectMode.SelectRead);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private void Watch()
    {
        var sockets = new List<Socket>();
        while (!_ending)
        {
            TakeAdded();
            var microseconds = CloseExpired();
            sockets.Clear();
            var pause = _acceptFrom - Environment.TickCount64;
            if (pause <= 0)
            {
                sockets.Add(_listener);
            }
            else
            {
                microseconds = (int)Math.Min((uint)microseconds, pause * 1000); // -1, for ever, is the longest
            }

            sockets.Add(_wake);
            sockets.AddRange(_waiting.Keys);
            Socket.Select(sockets, null, null, microseconds);
            foreach (var socket in sockets)
            {
                Handle(socket);
            }
        }
    }

    private void Handle(Socket socket)
    {
        if (ReferenceEquals(socket, _listener))
        {
            Accept();
        }
        else if (ReferenceEquals(socket, _wake))
        {
            Span<byte> signal = stackalloc byte[1];
            _wake.Receive(signal);
        }
        else if (_waiting.TryGetValue(socket, out var entry))
        {
            Receive(socket, entry.Connection);
        }
    }

    // Something is there, so that the receive does not wait.
    private void Receive(Socket socket, Connection connection)
    {
        try
        {
            if (!connection.Fill())
            {
                Drop(socket);
                return;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Drop(socket);
            return;
        }

        if (connection.Buffered.Length >= Connection.InputSize || HasOperation(connection))
        {
            Leave(socket, connection);
            _ready(connection);
        }
    }

    private static bool HasOperation(Connection connection)
    {
        try
        {
            return OpHeader.TryRead(connection.Buffered, out _, out _, out _);
        }
        catch (MalformedMessageException)
        {
            return true; // The thread that reads it again says so.
        }
    }

    private void Accept()
    {
        Socket socket;
        try
        {
            socket = AcceptNext();
        }
        catch (SocketException e)
        {
            var now = Environment.TickCount64;
            _acceptFrom = now + _failures.Failed(e, now);
            return;
        }

        _failures.Succeeded();
        Connection connection;
        try
        {
            connection = Connection.Over(socket);
        }
        catch (SocketException)
        {
            socket.Dispose(); // it has gone already
            return;
        }

        if (_waiting.Count >= _options.MaxWaitingConnections || !_share.TryTake(connection.Remote.Address))
        {
            TellTurnedAway(connection);
            connection.Dispose();
            return;
        }

        _waiting.Add(socket, (connection, _options.SocketTimeout == 0 ? long.MaxValue : Environment.TickCount64 + _options.SocketTimeout));
    }

    private void TellTurnedAway(Connection connection)
    {
        if (_turnedAway.IsDue())
        {
            _tell(
                $"{connection.Remote} and perhaps more are turned away: {_waiting.Count} connections wait for an operation; "
                + $"{_options.MaxWaitingConnections} may, {_share.Most} of one address at most, "
                + "and never more than twice what it leaves for others",
                null);
        }
    }

    private void TakeAdded()
    {
        lock (_gate)
        {
            foreach (var (connection, until) in _added)
            {
                if (_share.TryTake(connection.Remote.Address))
                {
                    _waiting[((TcpTransferSocket)connection.Socket).Socket] = (connection, until);
                }
                else
                {
                    connection.Dispose(); // It would only have been kept for a further operation.
                }
            }

            _added.Clear();
        }
    }

    private void Leave(Socket socket, Connection connection)
    {
        if (_waiting.Remove(socket))
        {
            _share.Give(connection.Remote.Address);
        }
    }

    private void Drop(Socket socket)
    {
        if (_waiting.TryGetValue(socket, out var entry))
        {
            Leave(socket, entry.Connection);
            entry.Connection.Dispose();
        }
    }

    // Microseconds until the next one expires; -1: none does.
    private int CloseExpired()
    {
        var now = Environment.TickCount64;
        var next = long.MaxValue;
        List<Socket>? expired = null;
        foreach (var (socket, (_, until)) in _waiting)
        {
            if (until <= now)
            {
                (expired ??= []).Add(socket);
            }
            else
            {
                next = Math.Min(next, until);
            }
        }

        foreach (var socket in expired ?? [])
        {
            Drop(socket);
        }

        return next == long.MaxValue ? -1 : (int)Math.Min((next - now) * 1000, int.MaxValue);
    }
}
