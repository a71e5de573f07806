using Microsoft.AspNetCore.Connections;

namespace Hathi.Web;

/// <summary>
/// The connections of an HTTP port, at most so many. When there are too many, the one goes that has been waited for longest without a request: who opens them all and says
/// nothing, or a byte now and then, keeps nobody else out. Any thread.
/// </summary>
/// <param name="limit">Open at once.</param>
internal sealed class OpenConnections(int limit)
{
    private readonly Lock _gate = new();

    /// <summary>By their ids; the first have been waited for longest.</summary>
    private readonly OrderedDictionary<string, ConnectionContext> _waiting = new(StringComparer.Ordinal);

    private readonly Dictionary<string, ConnectionContext> _busy = new(StringComparer.Ordinal);

    /// <summary>Takes a connection in; another is cut for it when there are too many.</summary>
    /// <returns>False: all are being answered, and this one is too many.</returns>
    public bool TryAdd(ConnectionContext connection)
    {
        ConnectionContext? oldest = null;
        lock (_gate)
        {
            if (_waiting.Count + _busy.Count >= limit)
            {
                if (_waiting.Count == 0)
                {
                    return false;
                }

                oldest = _waiting.GetAt(0).Value;
                _waiting.RemoveAt(0);
            }

            _waiting.Add(connection.ConnectionId, connection);
        }

        oldest?.Abort(new ConnectionAbortedException("it has sent no whole request, and others want its place"));
        connection.ConnectionClosed.UnsafeRegister(static state => (((OpenConnections, string))state!).Item1.Remove((((OpenConnections, string))state).Item2), (this, connection.ConnectionId));
        return true;
    }

    /// <summary>A request of a connection has come.</summary>
    public void Begin(string id)
    {
        lock (_gate)
        {
            if (_waiting.Remove(id, out var connection))
            {
                _busy[id] = connection;
            }
        }
    }

    /// <summary>It has been answered: from now on the next is waited for.</summary>
    public void End(string id)
    {
        lock (_gate)
        {
            if (_busy.Remove(id, out var connection))
            {
                _waiting[id] = connection;
            }
        }
    }

    private void Remove(string id)
    {
        lock (_gate)
        {
            _waiting.Remove(id);
            _busy.Remove(id);
        }
    }
}
