using System.Net;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Server;

namespace Hathi.Hdfs.NameNode.Calls;

/// <summary>
/// The addresses that DataNodes have registered from since the start. Long reports are taken from those only, and nothing of them is held
/// or decoded for others.
/// Any thread.
/// </summary>
internal sealed class RegisteredAddresses
{
    /// <summary>
    /// Addresses kept at least, five times as many as a cluster has nodes; twice as many at most. Then those are forgotten that have
    /// neither registered nor reported for the longest time: a node that is told so would not register again by itself.
    /// </summary>
    internal const int MinAddresses = 50_000;

    private readonly Lock _gate = new();
    private HashSet<IPAddress> _lately = [];
    private HashSet<IPAddress> _before = [];

    /// <summary>A DataNode has registered.</summary>
    public void Add(IPAddress address)
    {
        lock (_gate)
        {
            Touch(address);
        }
    }

    /// <summary>What a caller with a long report is told when no DataNode is where it comes from.</summary>
    public RpcFault? Refusal(RpcPeer peer) => IsKnown(peer.Remote.Address)
        ? null
        : new RpcFault(
            JavaErrors.Io,
            $"No DataNode has registered from {peer.Remote.Address}: "
                + $"requests of more than {RpcProtocol.DefaultRequestBytes} bytes are taken from DataNodes only. Register first.",
            RpcErrorCode.RpcServer);

    /// <summary>For calls that say nothing of who makes them: only a DataNode has something to tell.</summary>
    /// <exception cref="RpcFault">No DataNode has registered from where the call comes from.</exception>
    public void Check(RpcCallContext call)
    {
        if (!IsKnown(call.Remote.Address))
        {
            throw new RpcFault(
                JavaErrors.Io,
                $"No DataNode has registered from {call.Remote.Address}: {call.Method} is taken from DataNodes only. Register first.");
        }
    }

    internal bool IsKnown(IPAddress address)
    {
        lock (_gate)
        {
            if (!_lately.Contains(address) && !_before.Contains(address))
            {
                return false;
            }

            Touch(address);
            return true;
        }
    }

    private void Touch(IPAddress address)
    {
        if (_lately.Add(address) && _lately.Count >= MinAddresses)
        {
            (_before, _lately) = (_lately, []);
        }
    }
}
