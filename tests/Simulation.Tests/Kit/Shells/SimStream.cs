using System.Net;

namespace Hathi.Simulation.Tests.Kit.Shells;

/// <summary>
/// One end of a connection between two processes. As TCP it brings what is sent in order and once, or nothing any more: what the network
/// duplicates is dropped, what it reorders is put in order, and behind something lost nothing arrives, which only a time-out tells.
/// </summary>
internal sealed class SimStream
{
    private readonly StreamHost _host;
    private readonly Queue<object> _inbox = new();
    private readonly SortedDictionary<int, object> _early = [];
    private readonly List<Action> _watchers = [];
    private int _sent;
    private int _expected;
    private bool _finSent;

    internal SimStream(StreamHost host, long id, string peer, bool isOpener, IPEndPoint local, IPEndPoint remote)
    {
        _host = host;
        Id = id;
        Peer = peer;
        IsOpener = isOpener;
        Local = local;
        Remote = remote;
    }

    public long Id { get; }

    /// <summary>The process at the other end.</summary>
    public string Peer { get; }

    public bool IsOpener { get; }

    public IPEndPoint Local { get; }

    public IPEndPoint Remote { get; }

    /// <summary>The other side has taken it.</summary>
    public bool IsAccepted { get; private set; }

    /// <summary>The other side knows nothing of it, or not any more.</summary>
    public bool IsReset { get; private set; }

    /// <summary>The other side sends nothing more.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Closed here.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>What has come and is not taken.</summary>
    public Queue<object> Inbox => _inbox;

    /// <summary>Has something called at each change: what comes, an end, a close.</summary>
    public void Watch(Action changed) => _watchers.Add(changed);

    public void Unwatch(Action changed) => _watchers.Remove(changed);

    /// <summary>Sends a message; nothing when it is closed, reset or ended by this side.</summary>
    public void Send(object payload)
    {
        if (!IsClosed && !IsReset && !_finSent)
        {
            _host.Send(this, _sent++, payload);
        }
    }

    /// <summary>Nothing more is sent; what comes can still be taken.</summary>
    public void EndSending()
    {
        Send(StreamWord.Fin);
        _finSent = true;
    }

    /// <summary>Neither sends nor takes anything any more.</summary>
    public void Close()
    {
        if (!IsClosed)
        {
            EndSending();
            IsClosed = true;
            _host.Forget(this);
            Changed();
        }
    }

    internal void Open(int port) => _host.Send(this, _sent++, new Syn(port));

    internal void Accept()
    {
        IsAccepted = true;
        _expected = 1;
        Send(StreamWord.Accepted);
    }

    internal void Take(Segment segment)
    {
        if (segment.Payload is StreamWord.Reset)
        {
            Reset(); // overtakes what is under way
            return;
        }

        if (segment.Number < _expected || !_early.TryAdd(segment.Number, segment.Payload))
        {
            return;
        }

        while (_early.Remove(_expected, out var payload))
        {
            _expected++;
            Deliver(payload);
        }

        Changed();
    }

    private void Deliver(object payload)
    {
        switch (payload)
        {
            case StreamWord.Accepted:
                IsAccepted = true;
                break;
            case StreamWord.Fin:
                HasEnded = true;
                break;
            default:
                _inbox.Enqueue(payload);
                break;
        }
    }

    private void Reset()
    {
        IsReset = true;
        _inbox.Clear();
        _host.Forget(this);
        Changed();
    }

    private void Changed()
    {
        foreach (var watcher in _watchers.ToArray())
        {
            watcher();
        }
    }
}
