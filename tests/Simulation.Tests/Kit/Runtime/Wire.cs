namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>What travels: one numbered piece of one direction of a connection.</summary>
internal sealed record Segment(long Connection, bool ToAcceptor, int Number, object Payload);

/// <summary>
/// The connections of one life of a process. As TCP they bring what is sent in order and once, or nothing any more: what the network
/// duplicates is dropped, what it reorders is put in order, and behind something lost nothing arrives, which only a time-out tells.
/// </summary>
internal sealed class Wire(AsyncActor owner, SimProcess process, Func<long> newConnectionId)
{
    /// <summary>The other side has closed.</summary>
    internal static readonly object Fin = "fin";

    private readonly Dictionary<long, Connection> _connections = [];
    private readonly HashSet<long> _closed = [];

    /// <summary>A connection to another process. It always succeeds; whether anybody is there shows when nothing is answered.</summary>
    public Connection Open(string peer)
    {
        var connection = new Connection(this, owner, newConnectionId(), peer, isOpener: true);
        _connections.Add(connection.Id, connection);
        return connection;
    }

    public void Take(string from, Segment segment)
    {
        if (!_connections.TryGetValue(segment.Connection, out var connection))
        {
            if (!segment.ToAcceptor || _closed.Contains(segment.Connection))
            {
                return;
            }

            connection = new Connection(this, owner, segment.Connection, from, isOpener: false);
            _connections.Add(segment.Connection, connection);
        }

        connection.Take(segment);
    }

    internal void Send(Connection connection, int number, object payload) =>
        process.Send(connection.Peer, new Segment(connection.Id, connection.IsOpener, number, payload));

    internal void Forget(Connection connection)
    {
        _connections.Remove(connection.Id);
        _closed.Add(connection.Id);
    }
}
