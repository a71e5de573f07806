using Hathi.Base;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>
/// Connections that served a read and may serve another: DataNodes keep them open for some seconds. Safe for use by several threads.
/// Source: Apache <c>PeerCache</c>.
/// </summary>
internal sealed class ConnectionCache(int capacity, TimeSpan expiry, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly LinkedList<DataNodeConnection> _idle = [];
    private ITimer? _sweep;
    private bool _disposed;

    /// <summary>An idle connection to this node, or null.</summary>
    internal DataNodeConnection? Take(DatanodeIDProto node)
    {
        while (TakeNewest(node) is { } connection)
        {
            if (!IsExpired(connection) && connection.IsQuiet())
            {
                connection.IsReused = true;
                return connection;
            }

            connection.Dispose();
        }

        return null;
    }

    /// <summary>Keeps a connection on which nothing is under way, or closes it when there are enough.</summary>
    internal void Give(DataNodeConnection connection)
    {
        connection.ReleaseBuffer();
        connection.SetLowWatermark(1);
        connection.IdleSince = time.Milliseconds();
        DataNodeConnection? surplus = null;
        lock (_gate)
        {
            if (_disposed || capacity == 0)
            {
                surplus = connection;
            }
            else
            {
                _idle.AddLast(connection);
                if (_idle.Count > capacity)
                {
                    surplus = _idle.First!.Value;
                    _idle.RemoveFirst();
                }

                _sweep ??= time.CreateTimer(static self => ((ConnectionCache)self!).Sweep(), this, expiry, expiry);
            }
        }

        surplus?.Dispose();
    }

    public void Dispose()
    {
        List<DataNodeConnection> all;
        lock (_gate)
        {
            _disposed = true;
            _sweep?.Dispose();
            all = [.. _idle];
            _idle.Clear();
        }

        all.ForEach(static c => c.Dispose());
    }

    private DataNodeConnection? TakeNewest(DatanodeIDProto node)
    {
        lock (_gate)
        {
            for (var at = _idle.Last; at is not null; at = at.Previous)
            {
                if (at.Value.Node.DatanodeUuid == node.DatanodeUuid
                    && at.Value.Node.XferPort == node.XferPort
                    && at.Value.Node.IpAddr == node.IpAddr)
                {
                    _idle.Remove(at);
                    return at.Value;
                }
            }
        }

        return null;
    }

    private bool IsExpired(DataNodeConnection connection) => time.Milliseconds() - connection.IdleSince > expiry.TotalMilliseconds;

    private void Sweep()
    {
        var expired = new List<DataNodeConnection>();
        lock (_gate)
        {
            while (_idle.First is { } oldest && IsExpired(oldest.Value))
            {
                _idle.RemoveFirst();
                expired.Add(oldest.Value);
            }

            if (_idle.Count == 0)
            {
                _sweep?.Dispose();
                _sweep = null;
            }
        }

        expired.ForEach(static c => c.Dispose());
    }
}
