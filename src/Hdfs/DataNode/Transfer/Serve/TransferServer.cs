using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Hathi.Hdfs.DataNode.Events;
using Hathi.Platform;
using Hathi.Platform.Net;

namespace Hathi.Hdfs.DataNode.Transfer.Serve;

/// <summary>
/// DataTransferProtocol on one port (dfs.datanode.address): accepts, and gives each operation a thread. Bound when made, serves from
/// <see cref="Start"/> on until disposed. Source: DataXceiverServer.
/// </summary>
internal sealed class TransferServer : IOperationThreads, IDisposable
{
    private const int Backlog = 512;

    /// <summary>
    /// How long operations may take to end once their connections are aborted, milliseconds: a stop has 10 s in a lab,
    /// for all roles of a node.
    /// </summary>
    private const int EndLimit = 5_000;

    private readonly TransferContext _context;
    private readonly IdleConnections _idle;
    private readonly WorkerThreads _threads;
    private readonly PeerShare _share;
    private readonly SeldomTold _turnedAway = new();
    private readonly ConcurrentDictionary<Connection, bool> _active = new();

    /// <summary>Binds the port.</summary>
    /// <exception cref="SocketException">The port is taken or the address is not this machine's.</exception>
    internal TransferServer(TransferContext context, IPEndPoint address)
    {
        _context = context;
        var listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(address);
            listener.Listen(Backlog);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        Address = (IPEndPoint)listener.LocalEndPoint!;
        _threads = new WorkerThreads(
            "hdfs-transfer",
            context.Options.MaxTransferThreads,
            static t => t.Start(),
            (what, e) => context.Log.ThreadFailed(e, what));
        _share = new PeerShare(context.Options.MaxTransferThreads);
        _idle = new IdleConnections(listener, context.Options, Begin, Tell);
    }

    /// <summary>Where it listens.</summary>
    internal IPEndPoint Address { get; }

    /// <inheritdoc/>
    public int ActiveOperations => _threads.Busy;

    /// <summary>Completes when no operation runs any more, after <see cref="Dispose"/>, which may leave some behind.</summary>
    internal Task Ended => _threads.Ended;

    internal void Start() => _idle.Start();

    /// <inheritdoc/>
    public bool TryRun(Action job) => _threads.TryRun(job);

    /// <summary>Ends all operations, waiting for no peer; replicas that are being written stay as they are.</summary>
    public void Dispose()
    {
        _idle.Dispose();
        foreach (var connection in _active.Keys)
        {
            connection.Abort();
        }

        // Only then: a writer that can still be told would hear that the next node is lost, and leave that one out instead of this.
        _context.End();

        if (!_threads.End(EndLimit))
        {
            _context.Log.LeftBehind(_threads.Busy, EndLimit);
        }
    }

    private void Tell(string what, Exception? e)
    {
        if (e is null)
        {
            _context.Log.ConnectionTold(what);
        }
        else
        {
            _context.Log.ThreadFailed(e, what);
        }
    }

    private void Begin(Connection connection)
    {
        var peer = connection.Remote.Address;
        if (!_share.TryTake(peer))
        {
            TurnAway(connection, $"{_threads.Busy} of {_context.Options.MaxTransferThreads} operations run "
                + $"(dfs.datanode.max.transfer.threads), and {peer} runs as many of them as one address may then, "
                + $"twice what is left for others and at most {_share.Most}");
            return;
        }

        _active[connection] = true;
        if (_threads.TryRun(() => Serve(connection)))
        {
            return;
        }

        _active.TryRemove(connection, out _);
        _share.Give(peer);
        TurnAway(connection, $"Xceiver count {_threads.Busy + 1} exceeds the limit of concurrent xceivers: "
            + $"{_context.Options.MaxTransferThreads} (dfs.datanode.max.transfer.threads)");
    }

    private void TurnAway(Connection connection, string why)
    {
        if (_turnedAway.IsDue())
        {
            _context.Log.TurnedAway(why, connection.Remote);
        }

        connection.Dispose();
    }

    private void Serve(Connection connection)
    {
        bool keep;
        try
        {
            keep = TransferSession.Run(_context, connection);
        }
        finally
        {
            _active.TryRemove(connection, out _);
            _share.Give(connection.Remote.Address);
        }

        if (keep)
        {
            _idle.Add(connection);
        }
        else
        {
            connection.Dispose();
        }
    }
}
