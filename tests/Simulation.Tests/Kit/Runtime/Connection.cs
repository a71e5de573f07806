namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>The other side has closed, or has not been heard of in time.</summary>
internal sealed class ConnectionLostException(string message) : Exception(message);

/// <summary>One side of a connection. What arrives goes to <see cref="OnPayload"/> when that is set, else to whoever receives.</summary>
internal sealed class Connection
{
    private readonly Wire _wire;
    private readonly AsyncActor _owner;
    private readonly Queue<object> _inbox = [];
    private readonly SortedDictionary<int, object> _early = [];
    private Promise<object>? _waiting;
    private int _sent;
    private int _expected;
    private SimTimer? _cancel;
    private bool _accepted;
    private bool _ended;

    public Connection(Wire wire, AsyncActor owner, long id, string peer, bool isOpener)
    {
        _wire = wire;
        _owner = owner;
        _accepted = isOpener;
        Id = id;
        Peer = peer;
        IsOpener = isOpener;
    }

    public long Id { get; }

    public string Peer { get; }

    public bool IsOpener { get; }

    /// <summary>Closed here or by the other side.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Takes what arrives.</summary>
    public Action<object>? OnPayload { get; set; }

    /// <summary>The other side has closed; called only when <see cref="OnPayload"/> is set.</summary>
    public Action? OnEnd { get; set; }

    public void Send(object payload)
    {
        if (!IsOver)
        {
            _wire.Send(this, _sent++, payload);
        }
    }

    /// <summary>The other side learns of it, if anything reaches it.</summary>
    public void Close()
    {
        if (!IsOver)
        {
            _wire.Send(this, _sent++, Wire.Fin);
            IsOver = true;
        }

        _wire.Forget(this);
        _waiting?.Fail(new ConnectionLostException("closed here"));
    }

    /// <summary>The next payload.</summary>
    /// <exception cref="ConnectionLostException">The other side has closed, or nothing came in time.</exception>
    public Promise<object> Receive(long timeoutMilliseconds)
    {
        var promise = new Promise<object>();
        if (_inbox.TryDequeue(out var payload))
        {
            promise.Set(payload);
        }
        else if (IsOver)
        {
            promise.Fail(new ConnectionLostException($"{Peer} has closed the connection"));
        }
        else
        {
            _waiting = promise;
            var timer = _owner.After(
                timeoutMilliseconds,
                "receive",
                () => promise.Fail(new ConnectionLostException($"nothing from {Peer} for {timeoutMilliseconds} ms")));
            _cancel = timer;
        }

        return promise;
    }

    internal void Take(Segment segment)
    {
        if (segment.Number > _expected)
        {
            _early.TryAdd(segment.Number, segment.Payload);
        }
        else if (segment.Number == _expected)
        {
            Deliver(segment.Payload);
            while (!_ended && !_owner.HasFailed && _early.Remove(_expected, out var next))
            {
                Deliver(next);
            }
        }
    }

    private void Deliver(object payload)
    {
        _expected++;
        if (ReferenceEquals(payload, Wire.Fin))
        {
            End();
        }
        else if (!_accepted)
        {
            _accepted = true;
            _owner.Accept(this, payload);
        }
        else if (OnPayload is { } handler)
        {
            handler(payload);
        }
        else if (_waiting is { IsCompleted: false } waiting)
        {
            _waiting = null;
            _cancel?.Cancel();
            waiting.Set(payload);
        }
        else
        {
            _inbox.Enqueue(payload);
        }
    }

    private void End()
    {
        _ended = true;
        if (IsOver)
        {
            return;
        }

        IsOver = true;
        _wire.Forget(this);
        if (OnPayload is not null)
        {
            OnEnd?.Invoke();
        }
        else
        {
            _cancel?.Cancel();
            _waiting?.Fail(new ConnectionLostException($"{Peer} has closed the connection"));
        }
    }
}
