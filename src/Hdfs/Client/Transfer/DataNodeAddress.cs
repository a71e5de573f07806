using System.Net;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Transfer;

/// <summary>Where a DataNode is reached.</summary>
internal static class DataNodeAddress
{
    /// <summary>Of its data transfer port.</summary>
    internal static EndPoint Transfer(DatanodeIDProto node, bool byHostName) => Of(node, node.XferPort, byHostName);

    /// <summary>Of its RPC port.</summary>
    internal static EndPoint Rpc(DatanodeIDProto node, bool byHostName) => Of(node, node.IpcPort, byHostName);

    /// <summary>ip:port as pipelines and users name a node.</summary>
    internal static string Name(DatanodeIDProto node) => $"{node.IpAddr}:{node.XferPort}";

    private static EndPoint Of(DatanodeIDProto node, uint port, bool byHostName) =>
        !byHostName && IPAddress.TryParse(node.IpAddr, out var address)
            ? new IPEndPoint(address, (int)port)
            : new DnsEndPoint(byHostName ? node.HostName : node.IpAddr, (int)port);
}
