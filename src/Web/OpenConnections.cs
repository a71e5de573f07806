using Microsoft.AspNetCore.Connections;

namespace Hathi.Web;

/// <summary>
/// The connections of an HTTP port, at most so many. When there are too many, the one goes whose peer is most behind (<see cref="PeerTurn"/>): who opens them all and says
/// nothing, sends a body by the byte, or does not take its answer, keeps nobody else out. Any thread.
/// </summary>
/// <param name="limit">Open at once.</param>
/// <param name="minBytesPerSecond">What a peer owes while a body or an answer is under way.</param>
internal sealed class OpenConnections(int limit, int minBytesPerSecond)
{
    private readonly Lock _gate = new();

    /// <summary>By their ids; the first have been there for longest.</summary>
    private readonly OrderedDictionary<string, (ConnectionContext Connection, PeerTurn Turn)> _open = new(StringComparer.Ordinal);

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

            _open.Add(connection.ConnectionId, (connection, turn));
        }

        last?.Abort(new ConnectionAbortedException("it was waited for longest, and others want its place"));
        connection.Transport = new WatchedTransport(connection.Transport, turn);
        connection.ConnectionClosed.UnsafeRegister(static state => (((OpenConnections, string))state!).Item1.Remove((((OpenConnections, string))state).Item2), (this, connection.ConnectionId));
        return true;
    }

    /// <summary>The head of a connection's request has come.</summary>
    public void Begin(string id) => TurnOf(id)?.Begin();

    /// <summary>It has been answered: from now on the next is waited for.</summary>
    public void End(string id) => TurnOf(id)?.End();

    private PeerTurn? TurnOf(string id)
    {
        lock (_gate)
        {
            return _open.TryGetValue(id, out var open) ? open.Turn : null;
        }
    }

    private ConnectionContext? MostBehind()
    {
        ConnectionContext? last = null;
        var earliest = long.MaxValue;
        foreach (var (connection, turn) in _open.Values)
        {
            if (turn.WaitedForSince is { } since && since < earliest)
            {
                (last, earliest) = (connection, since);
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
}
