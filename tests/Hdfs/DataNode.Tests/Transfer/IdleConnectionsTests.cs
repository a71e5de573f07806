using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Transfer;
using Hathi.Hdfs.DataNode.Transfer.Serve;

namespace Hathi.Hdfs.DataNode.Tests.Transfer;

/// <summary>Whatever happens to one connection, the others are watched.</summary>
public sealed class IdleConnectionsTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    // The beginning of no operation: wherever it is looked at, it is all there is.
    private static readonly byte[] Something = [0xFF, 0xFF, 0xFF];

    private readonly Socket _listener = Bound();
    private readonly BlockingCollection<Connection> _served = [];
    private readonly ConcurrentQueue<Exception> _told = new();
    private readonly BlockingCollection<string> _said = [];
    private readonly BlockingCollection<long> _tries = [];
    private readonly ManualResetEventSlim _accepted = new();
    private readonly IdleConnections _idle;
    private volatile bool _noDescriptor;
    private int _fails;

    public IdleConnectionsTests() => _idle = new IdleConnections(_listener, new TransferOptions(), Ready, Tell) { AcceptNext = Accept };

    public void Dispose()
    {
        _idle.Dispose();
        _served.Dispose();
        _said.Dispose();
        _tries.Dispose();
        _accepted.Dispose();
    }

    [Fact]
    public void One_that_nobody_can_take_over()
    {
        _fails = 2;
        _idle.Start();
        using var first = Connect();
        using var second = Connect();
        using var third = Connect();
        foreach (var socket in (Socket[])[first, second, third])
        {
            socket.Send(Something);
        }

        Assert.True(_served.TryTake(out var connection, Limit));
        connection.Dispose();
        Assert.All(_told, static e => Assert.Equal("a fault", e.Message));
        Assert.Equal(2, _told.Count);
    }

    [Fact]
    public void One_that_somebody_has_closed()
    {
        _idle.Start();
        using var other = Bound();
        using var peer = new Socket(SocketType.Stream, ProtocolType.Tcp);
        peer.Connect(other.LocalEndPoint!);
        var closed = Connection.Over(other.AcceptPatiently());
        closed.Dispose();
        _idle.Add(closed);
        using var client = Connect();
        client.Send(Something);
        Assert.True(_served.TryTake(out var connection, Limit));
        connection.Dispose();
    }

    /// <summary>
    /// Without a descriptor (EMFILE) it is said once and tried again after longer and longer pauses, those that are there are served, and
    /// who waited is taken when there are descriptors again.
    /// </summary>
    [Fact]
    public void One_for_which_there_is_no_descriptor()
    {
        _idle.Start();
        using var known = Connect();
        Assert.True(_accepted.Wait(Limit), "the first is not accepted");
        _noDescriptor = true;
        using var late = Connect();
        Assert.True(_said.TryTake(out var said, Limit), "nobody was told");
        known.Send(Something);
        Assert.True(_served.TryTake(out var connection, Limit), "who is there is not served");
        connection.Dispose();
        var tries = new List<long>();
        while (tries.Count < 5)
        {
            Assert.True(_tries.TryTake(out var at, Limit), "it is not tried again");
            tries.Add(at);
        }

        _noDescriptor = false;
        late.Send(Something);
        Assert.True(_served.TryTake(out connection, Limit), "who waited is not taken");
        connection.Dispose();
        Assert.All(Enumerable.Range(0, tries.Count - 1), i => Assert.InRange(tries[i + 1] - tries[i], 20 << i, long.MaxValue));
        Assert.StartsWith("Connections cannot be accepted and wait: ", said, StringComparison.Ordinal);
        Assert.Empty(_said);
        Assert.Empty(_told);
    }

    private Socket Accept()
    {
        if (_noDescriptor)
        {
            _tries.Add(Environment.TickCount64);
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }

        var socket = _listener.AcceptPatiently();
        _accepted.Set();
        return socket;
    }

    private void Ready(Connection connection)
    {
        if (Interlocked.Decrement(ref _fails) >= 0)
        {
            connection.Dispose();
            throw new InvalidOperationException("a fault");
        }

        _served.Add(connection);
    }

    private void Tell(string what, Exception? e)
    {
        if (e is not null)
        {
            _told.Enqueue(e);
        }
        else
        {
            _said.Add(what);
        }
    }

    private Socket Connect()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(_listener.LocalEndPoint!);
        return socket;
    }

    private static Socket Bound()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }
}
