using System.Net;
using System.Net.Sockets;
using Hathi.Platform.Net;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>
/// Connections that wait for an operation, and the socket that accepts new ones: one thread watches them all, so that an idle
/// connection costs no thread. Its thread calls back with a connection on which something has arrived.
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
    private readonly List<(Connection Connection, long Until)> _added = [];
    private readonly Dictionary<Socket, (Connection Connection, long Until)> _waiting = [];
    private readonly Thread _thread;
    private volatile bool _ending;
    private long _acceptFrom; // the thread's

    /// <param name="listener">Bound and listening; disposed with this.</param>
    /// <param name="options">Limits and times.</param>
    /// <param name="ready">Takes a connection over.</param>
    /// <param name="tell">Hears what goes wrong.</param>
    internal IdleConnections(Socket listener, TransferOptions options, Action<Connection> ready, Action<string, Exception?> tell)
    {
        _listener = listener;
        _options = options;
        _ready = ready;
        _tell = tell;
        _failures = new AcceptFailures(message => tell(message, null));

        // A datagram to itself ends a wait, on every system.
        _wake = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        _wake.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _wake.Connect(_wake.LocalEndPoint!);
        _thread = new Thread(GoOnWatching) { IsBackground = true, Name = "hdfs-transfer-watch" };
    }

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

        _thread.Join();
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
                if (!CanBeWatched(socket) && _waiting.Remove(socket, out var entry))
                {
                    entry.Connection.Dispose();
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
        else if (_waiting.Remove(socket, out var entry))
        {
            _ready(entry.Connection);
        }
    }

    private void Accept()
    {
        Socket socket;
        try
        {
            socket = _listener.Accept();
        }
        catch (SocketException e)
        {
            var now = Environment.TickCount64;
            _acceptFrom = now + _failures.Failed(e, now);
            return;
        }

        _failures.Succeeded();
        if (_waiting.Count >= _options.MaxWaitingConnections)
        {
            socket.Dispose();
            return;
        }

        try
        {
            var connection = new Connection(socket);
            _waiting.Add(socket, (connection, Environment.TickCount64 + _options.SocketTimeout));
        }
        catch (SocketException)
        {
            socket.Dispose(); // it has gone already
        }
    }

    private void TakeAdded()
    {
        lock (_gate)
        {
            foreach (var (connection, until) in _added)
            {
                _waiting[connection.Socket] = (connection, until);
            }

            _added.Clear();
        }
    }

    // Microseconds until the next one expires; -1: none waits.
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
                next = Math.Min(next, until - now);
            }
        }

        foreach (var socket in expired ?? [])
        {
            if (_waiting.Remove(socket, out var entry))
            {
                entry.Connection.Dispose();
            }
        }

        return next == long.MaxValue ? -1 : (int)Math.Min(next * 1000, int.MaxValue);
    }
}
