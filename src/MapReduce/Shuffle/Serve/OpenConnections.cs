using System.Diagnostics.CodeAnalysis;

namespace Hathi.MapReduce.Shuffle.Serve;

/// <summary>
/// The connections of the shuffle, at most so many. When there are too many, the one goes that has been idle for longest: who opens them all and asks for nothing, or a
/// byte now and then, keeps no reducer out. Any thread.
/// </summary>
/// <param name="limit">Open at once.</param>
internal sealed class OpenConnections(int limit)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ShuffleConnection> _open = [];

    /// <summary>Those that wait for a request, the longest wait first.</summary>
    private readonly LinkedList<ShuffleConnection> _waiting = [];

    private readonly Dictionary<ShuffleConnection, LinkedListNode<ShuffleConnection>> _places = [];

    /// <summary>Takes one in, which waits from now on.</summary>
    /// <param name="connection">The newcomer.</param>
    /// <param name="idle">Has lost its place to it, and is to be cut; null: none had to.</param>
    /// <returns>False: all are being answered, and this one is too many.</returns>
    public bool TryAdd(ShuffleConnection connection, out ShuffleConnection? idle)
    {
        idle = null;
        lock (_gate)
        {
            if (_open.Count >= limit)
            {
                if (!TryFindIdle(out idle))
                {
                    return false;
                }

                Forget(idle);
            }

            _open.Add(connection);
            _places[connection] = _waiting.AddLast(connection);
            return true;
        }
    }

    /// <summary>It has answered, and waits for the next request.</summary>
    public void Wait(ShuffleConnection connection)
    {
        lock (_gate)
        {
            if (_open.Contains(connection) && !_places.ContainsKey(connection))
            {
                _places[connection] = _waiting.AddLast(connection);
            }
        }
    }

    /// <summary>A request has come.</summary>
    public void Begin(ShuffleConnection connection)
    {
        lock (_gate)
        {
            Leave(connection);
        }
    }

    /// <summary>It has ended.</summary>
    public void Remove(ShuffleConnection connection)
    {
        lock (_gate)
        {
            Forget(connection);
        }
    }

    // Whose request has come, and was not read yet, is not idle.
    private bool TryFindIdle([NotNullWhen(true)] out ShuffleConnection? idle)
    {
        for (var node = _waiting.First; node is not null; node = node.Next)
        {
            if (!node.Value.HasUnread)
            {
                idle = node.Value;
                return true;
            }
        }

        idle = null;
        return false;
    }

    private void Forget(ShuffleConnection connection)
    {
        _open.Remove(connection);
        Leave(connection);
    }

    private void Leave(ShuffleConnection connection)
    {
        if (_places.Remove(connection, out var place))
        {
            _waiting.Remove(place);
        }
    }
}
