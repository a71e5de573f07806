using System.Collections.Concurrent;
using System.Net;
using Hathi.Rpc;

namespace Hathi.Hdfs.NameNode.Protocols;

/// <summary>
/// The addresses that DataNodes have registered from since the start. Long reports are taken from those only, and nothing of them is held
/// or decoded for others.
/// Any thread.
/// </summary>
internal sealed class RegisteredAddresses
{
    /// <summary>
    /// Addresses kept, ten times as many as a cluster has nodes; when there are more all are forgotten, and nodes whose reports are
    /// refused register again.
    /// </summary>
    private const int MaxAddresses = 100_000;

    private readonly ConcurrentDictionary<IPAddress, bool> _addresses = new();

    /// <summary>A DataNode has registered.</summary>
    public void Add(IPAddress address)
    {
        if (_addresses.Count >= MaxAddresses)
        {
            _addresses.Clear();
        }

        _addresses[address] = true;
    }

    /// <summary>What a caller with a long report is told when no DataNode is where it comes from.</summary>
    public RpcFault? Refusal(RpcPeer peer) => _addresses.ContainsKey(peer.Remote.Address)
        ? null
        : new RpcFault(
            JavaErrors.Io,
            $"No DataNode has registered from {peer.Remote.Address}: "
                + $"requests of more than {RpcProtocol.DefaultRequestBytes} bytes are taken from DataNodes only. Register first.",
            RpcErrorCode.RpcServer);
}
