using System.Collections.Concurrent;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;

namespace Hathi.Ring.Node.Connections;

/// <summary>The connections whose clients have asked to be told of events. Any thread.</summary>
internal sealed class EventTargets
{
    private readonly ConcurrentDictionary<RingConnection, EventKinds> _targets = new();

    /// <summary>How many there are.</summary>
    public int Count => _targets.Count;

    /// <summary>A client wants these from now on, and what it wanted before.</summary>
    public void Add(RingConnection connection, EventKinds kinds)
    {
        if (kinds != EventKinds.None)
        {
            _targets.AddOrUpdate(connection, kinds, (_, before) => before | kinds);
        }
    }

    /// <summary>Its connection has closed.</summary>
    public void Remove(RingConnection connection) => _targets.TryRemove(connection, out _);

    /// <summary>Tells all that want to know; does not wait for any.</summary>
    public void Push(EventAnswer what)
    {
        foreach (var (connection, kinds) in _targets)
        {
            if ((kinds & what.Kind) != 0)
            {
                connection.Push(what);
            }
        }
    }
}
