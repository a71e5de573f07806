using System.IO.Pipelines;
using System.Net.Sockets;
using Hathi.Hadoop.Rpc.Protocol;
using Hathi.Hadoop.Rpc.Wire;
using Hathi.Hadoop.Tokens;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Hadoop.Rpc.Client;

/// <summary>
/// One connection of a client. Calls may be sent from any thread; one reading loop gives replies to their calls; one timer, set for
/// the next thing due, gives up calls that are late, pings, and closes the connection when it has been idle.
/// </summary>
internal sealed class ClientConnection
{
    /// <summary>Bytes of requests that may wait to leave; from then on calls wait.</summary>
    private const int MaxQueuedBytes = 4 * 1024 * 1024;

    private static readonly SocketConnectionContextFactory s_transports = new(
        new SocketConnectionFactoryOptions
        {
            UnsafePreferInlineScheduling = true, // the reading loop never blocks
            WaitForDataBeforeAllocatingBuffer = false, // connections are few: a buffer each costs less than a system call a reply
        },
        NullLogger.Instance);

    private readonly RpcClientOptions _options;
    private readonly byte[] _clientId;
    private readonly ConnectionContext _transport;
    private readonly Outbox _outbox;
    private readonly ReplyReader _replies;
    private readonly Action<ClientConnection> _removed;
    private readonly Lock _gate = new();
    private readonly Dictionary<int, PendingCall> _pending = [];
    private readonly Timer _timer;
    private TaskCompletionSource? _room;
    private long _due = long.MaxValue;
    private long _lastReceived = Environment.TickCount64;
    private bool _closed;
    private bool _proved;
    private Ending? _ending;
    private Task _reading = Task.CompletedTask;

    private ClientConnection(
        ConnectionKey key, RpcClientOptions options, byte[] clientId, ConnectionContext transport, Action<ClientConnection> removed)
    {
        Key = key;
        _options = options;
        _clientId = clientId;
        _transport = transport;
        _removed = removed;
        _outbox = new Outbox(transport.Transport.Output, MaxQueuedBytes);
        _replies = new ReplyReader(Server, clientId, options.MaxReplyBytes, Take);
        _timer = new Timer(static connection => ((ClientConnection)connection!).OnDue(), this, Timeout.Infinite, Timeout.Infinite);
    }

    public ConnectionKey Key { get; }

    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _closed;
            }
        }
    }

    /// <summary>
    /// Why a call that could not be sent need not try another connection: the server has shown that the next one would
    /// fare alike. Else null.
    /// </summary>
    public Exception? HopelessFor(OutgoingCall call)
    {
        lock (_gate)
        {
            return _ending is { Retriable: false } ending ? FailureOf(call, ending, mayHaveRun: false) : null;
        }
    }

    private string Server => RpcAddress.Format(Key.Server);

    /// <summary>Connects; header and context leave together with the first call.</summary>
    /// <exception cref="RpcConnectionException">Nothing answers.</exception>
    public static async Task<ClientConnection> OpenAsync(
        ConnectionKey key,
        RpcClientOptions options,
        byte[] clientId,
        Action<ClientConnection> removed,
        CancellationToken cancellation)
    {
        Socket socket;
        try
        {
            socket = await Dialer.ConnectAsync(key.Server, options, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // Whoever waits for the connection goes on on a pool thread, never on one that waits for sockets.
            await Task.Yield();
        }

        ClientConnection connection;
        using (ExecutionContext.SuppressFlow()) // what the first caller carries along is none of the connection's business
        {
            connection = new ClientConnection(key, options, clientId, s_transports.Create(socket), removed);
        }

        if (key.Token is { } token)
        {
            await connection.AuthenticateAsync(token, cancellation).ConfigureAwait(false);
        }

        using (ExecutionContext.SuppressFlow())
        {
            connection.SendPreamble();
            connection._reading = connection.ReadAsync();
        }

        return connection;
    }

    /// <summary>Sends a call; false when there is no room now or the connection has closed.</summary>
    public bool TrySend(PendingCall pending)
    {
        var call = pending.Call;
        bool alone;
        lock (_gate)
        {
            if (_closed || _pending.Count >= _options.MaxPendingCalls)
            {
                return false;
            }

            if (!_pending.TryAdd(call.CallId, pending))
            {
                throw new InvalidOperationException($"Call {call.CallId} is under way already: call ids come from NextCallId, one each.");
            }

            pending.Sent = Environment.TickCount64;
            alone = _pending.Count == 1;
            SetDueLocked(pending.Deadline);
        }

        // A lone call is sent by its caller; among many, a pool thread gathers what comes meanwhile.
        var frame = new RequestFrame(call.CallId, call.RetryCount, _clientId, call.EngineHeader, call.Request);
        _ = alone ? _outbox.AppendAndSend(frame) : _outbox.Append(frame);
        return true;
    }

    /// <summary>Completes when there may be room for a call again.</summary>
    public Task RoomAsync()
    {
        lock (_gate)
        {
            return _closed || _pending.Count < _options.MaxPendingCalls
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>No longer waits for a call; its reply will be passed over.</summary>
    public void Forget(PendingCall pending) => Take(pending.CallId);

    /// <summary>Closes the connection; calls under way fail.</summary>
    public async Task CloseAsync(string reason)
    {
        _transport.Abort(new ConnectionAbortedException(reason));
        await _reading.ConfigureAwait(false);
    }

    /// <summary>Proves the token, in the time for connecting. A connection that does not get through is closed.</summary>
    private async Task AuthenticateAsync(Token token, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(_options.ConnectTimeout);
        try
        {
            _outbox.Append(new RawFrame(ConnectionHeader.Sasl.ToArray()));
            _proved = await new SaslExchange(Server, token, _transport.Transport.Input, _outbox, _options.MaxReplyBytes)
                .RunAsync(timeout.Token)
                .ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await EndAsync(new Ending("it does not authenticate.", Retriable: false, e)).ConfigureAwait(false);
            if (e is RpcRemoteException or RpcConnectionException || cancellation.IsCancellationRequested)
            {
                throw;
            }

            throw ConnectionFailures.CannotConnect(Server, _options, e);
        }
    }

    private void SendPreamble()
    {
        // Whose a token is, it says itself.
        var user = _proved ? null : new UserInformationProto { EffectiveUser = Key.User };
        var context = new IpcConnectionContextProto { UserInfo = user, Protocol = Key.Protocol };
        _outbox.Cork();
        if (Key.Token is null)
        {
            _outbox.Append(new RawFrame(ConnectionHeader.Simple.ToArray()));
        }

        _outbox.Append(new RequestFrame(CallIds.ConnectionContext, RequestHeader.Absent, _clientId, [], context));
        _outbox.Uncork();
        lock (_gate)
        {
            SetDueLocked(Environment.TickCount64 + (long)_options.IdleTimeout.TotalMilliseconds);
        }
    }

    private async Task ReadAsync()
    {
        var end = new Ending($"{Server} closed the connection. Check the server's log.", Retriable: true, Cause: null);
        try
        {
            end = await ReadRepliesAsync(_transport.Transport.Input).ConfigureAwait(false) ?? end;
        }
        catch (Exception e)
        {
            end = new Ending($"the connection broke ({e.Message}).", Retriable: true, e);
        }

        await EndAsync(end).ConfigureAwait(false);
    }

    private async Task<Ending?> ReadRepliesAsync(PipeReader input)
    {
        while (true)
        {
            var read = await input.ReadAsync().ConfigureAwait(false);
            Volatile.Write(ref _lastReceived, Environment.TickCount64);
            var buffer = read.Buffer;
            if (_replies.Process(ref buffer) is { } end)
            {
                return end;
            }

            input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                return _replies.AnyCame ? null : new Ending(
                    $"{Server} closed the connection before its first reply. "
                    + "Check that this is the server's RPC port (8020 for most NameNodes), and its log.",
                    Retriable: true,
                    Cause: null);
            }
        }
    }

    private PendingCall? Take(int callId)
    {
        PendingCall? pending;
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (!_pending.Remove(callId, out pending))
            {
                return null;
            }

            (room, _room) = (_room, null);
            if (_pending.Count == 0 && !_closed)
            {
                SetDueLocked(Environment.TickCount64 + (long)_options.IdleTimeout.TotalMilliseconds);
            }
        }

        room?.TrySetResult();
        return pending;
    }

    private void SetDueLocked(long due)
    {
        if (due < _due)
        {
            _due = due;
            _timer.Change(Math.Max(1, due - Environment.TickCount64), Timeout.Infinite);
        }
    }

    // On a timer: what it throws ends the process.
    private void OnDue()
    {
        try
        {
            LookAtCalls();
        }
        catch (Exception e)
        {
            _transport.Abort(new ConnectionAbortedException(e.Message, e)); // The reading loop tells those who wait.
        }
    }

    private void LookAtCalls()
    {
        var now = Environment.TickCount64;
        var late = new List<PendingCall>();
        bool pings, closes;
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _due = long.MaxValue;
            var next = FindLateLocked(now, late);
            var silentSince = Volatile.Read(ref _lastReceived);
            var others = _pending.Count > late.Count;
            var interval = (long)(others ? _options.PingInterval : _options.IdleTimeout).TotalMilliseconds;
            var silent = now - silentSince >= interval;
            pings = silent && others;

            // Closed before anyone learns that a call was given up: the next attempt must find a new connection.
            closes = _closed = !others && (late.Exists(call => call.Sent >= silentSince) || (silent && late.Count == 0));
            SetDueLocked(Math.Min(next, (silent ? now : silentSince) + interval));
        }

        foreach (var pending in late)
        {
            GiveUp(pending);
        }

        if (pings)
        {
            _outbox.Append(new PingFrame(_clientId));
        }

        if (closes)
        {
            _transport.Abort(new ConnectionAbortedException("idle or silent"));
        }
    }

    /// <summary>Collects the calls whose time is up and gives the next deadline.</summary>
    private long FindLateLocked(long now, List<PendingCall> late)
    {
        var next = long.MaxValue;
        foreach (var pending in _pending.Values)
        {
            if (pending.Deadline <= now)
            {
                late.Add(pending);
            }
            else
            {
                next = Math.Min(next, pending.Deadline);
            }
        }

        return next;
    }

    private void GiveUp(PendingCall pending)
    {
        if (Take(pending.CallId) is { } late)
        {
            late.Fail(ConnectionFailures.NotAnsweredInTime(late.Call));
        }
    }

    private async Task EndAsync(Ending end)
    {
        PendingCall[] orphans;
        TaskCompletionSource? room;
        lock (_gate)
        {
            _closed = true;
            _ending = end;
            orphans = [.. _pending.Values];
            _pending.Clear();
            (room, _room) = (_room, null);
        }

        _removed(this);
        _outbox.Close();
        room?.TrySetResult();
        foreach (var orphan in orphans)
        {
            orphan.Fail(FailureOf(orphan.Call, end, mayHaveRun: true));
        }

        await _timer.DisposeAsync().ConfigureAwait(false);
        _transport.Abort(new ConnectionAbortedException("closed"));
        await _transport.DisposeAsync().ConfigureAwait(false);
    }

    private static Exception FailureOf(OutgoingCall call, Ending end, bool mayHaveRun) =>
        end.Cause as RpcRemoteException as Exception ?? ConnectionFailures.Broken(call, end.Reason, mayHaveRun, end.Retriable, end.Cause);
}
