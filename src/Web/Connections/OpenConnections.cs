using System.Diagnostics;
using Hathi.Platform.Net;
using Hathi.Web.Memory;
using Microsoft.AspNetCore.Connections;

namespace Hathi.Web.Connections;

/// <summary>
/// The connections of an HTTP port, at most so many. When there are too many, the one goes whose peer is most behind
/// (<see cref="PeerTurn"/>): who opens them all and says nothing, sends a body by the byte, or does not take its answer, keeps nobody else
/// out. Likewise when the memory of all is short. Any thread.
/// </summary>
/// <param name="limit">Open at once.</param>
/// <param name="minBytesPerSecond">What a peer owes while a body or an answer is under way.</param>
/// <param name="grace">How long a body or an answer may hold memory that others are refused.</param>
internal sealed class OpenConnections(int limit, int minBytesPerSecond, TimeSpan grace)
{
    private readonly Lock _gate = new();

    /// <summary>By their ids; the first have been there for longest.</summary>
    private readonly OrderedDictionary<string, OpenConnection> _open = new(StringComparer.Ordinal);

    /// <summary>Of the last connection that had to go for want of memory: while it has not come back nobody else has to.</summary>
    private RequestMemory? _yielded;

    /// <summary>Takes a connection in; another is cut for it when there are too many.</summary>
    /// <returns>False: all are being answered and none waits for its peer, and this one is too many.</returns>
    public bool TryAdd(ConnectionContext connection)
    {
        ConnectionContext? last = null;
        var turn = new PeerTurn(minBytesPerSecond);
        lock (_gate)
        {
            if (_open.Count >= limit)
            {
                last = MostBehind();
                if (last is null)
                {
                    return false;
                }

                _open.Remove(last.ConnectionId);
            }

            _open.Add(connection.ConnectionId, new OpenConnection(connection, turn));
        }

        last?.Abort(new ConnectionAbortedException("it was waited for longest, and others want its place"));
        connection.Transport = new WatchedTransport(connection.Transport, turn);
        connection.ConnectionClosed.UnsafeRegister(
            static state => (((OpenConnections, string))state!).Item1.Remove((((OpenConnections, string))state).Item2),
            (this, connection.ConnectionId));
        return true;
    }

    /// <summary>The head of a connection's request has come.</summary>
    /// <param name="id">The connection's.</param>
    /// <param name="memory">What the request holds.</param>
    public void Begin(string id, RequestMemory memory)
    {
        if (Of(id) is { } open)
        {
            open.Memory = memory;
            open.Turn.Begin();
        }
    }

    /// <summary>It has been answered: from now on the next is waited for.</summary>
    public void End(string id)
    {
        if (Of(id) is { } open)
        {
            open.Turn.End();
            open.Memory = null;
        }
    }

    /// <summary>
    /// Cuts one connection for a request that found no memory: of the address that holds most, if that is more than the other's would, the
    /// one that has been sending its body or taking its answer for longest. Nobody goes who has been at it for less than the time of grace,
    /// or whom the server keeps waiting.
    /// </summary>
    /// <param name="wanting">Who was refused.</param>
    /// <param name="bytes">How much.</param>
    public void MakeRoom(BudgetShare wanting, long bytes)
    {
        OpenConnection? last;
        lock (_gate)
        {
            if (_yielded is { Held: > 0 } || (last = LongestHolder(wanting, bytes)) is null)
            {
                return;
            }

            _yielded = last.Memory;
        }

        last.Connection.Abort(
            new ConnectionAbortedException("its body or answer has held memory for long, and others are refused for want of it"));
    }

    private OpenConnection? LongestHolder(BudgetShare wanting, long bytes)
    {
        OpenConnection? last = null;
        var before = Stopwatch.GetTimestamp() - (long)(grace.TotalSeconds * Stopwatch.Frequency);
        var (most, earliest) = (0L, long.MaxValue);
        foreach (var open in _open.Values)
        {
            if (open.Memory is not { Held: > 0 } memory || open.Turn.HoldsUpSince is not { } since || since > before
                || !memory.Share.MustYieldTo(wanting, bytes))
            {
                continue;
            }

            var held = memory.Share.HeldByAddress;
            if (held > most || (held == most && since < earliest))
            {
                (last, most, earliest) = (open, held, since);
            }
        }

        return last;
    }

    private OpenConnection? Of(string id)
    {
        lock (_gate)
        {
            return _open.GetValueOrDefault(id);
        }
    }

    private ConnectionContext? MostBehind()
    {
        ConnectionContext? last = null;
        var earliest = long.MaxValue;
        foreach (var open in _open.Values)
        {
            if (open.Turn.WaitedForSince is { } since && since < earliest)
            {
                (last, earliest) = (open.Connection, since);
            }
        }

        return last;
    }

    private void Remove(string id)
    {
        lock (_gate)
        {
            _open.Remove(id);
        }
    }

    private sealed class OpenConnection(ConnectionContext connection, PeerTurn turn)
    {
        private RequestMemory? _memory;

        public ConnectionContext Connection => connection;

        public PeerTurn Turn => turn;

        /// <summary>Of the request that is being answered; null: none is.</summary>
        public RequestMemory? Memory
        {
            get => Volatile.Read(ref _memory);
            set => Volatile.Write(ref _memory, value);
        }
    }
}
