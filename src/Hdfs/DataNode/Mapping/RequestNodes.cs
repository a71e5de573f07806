using System.Net;
using Hathi.Hdfs.Protocol;
using Hathi.Platform.Net;

namespace Hathi.Hdfs.DataNode.Mapping;

/// <summary>DataNodes that requests and orders name.</summary>
internal static class RequestNodes
{
    /// <summary>What messages call it: address and port of its transfers.</summary>
    internal static string Name(DatanodeInfoProto node) => $"{RequestTexts.Told(node.Id.IpAddr)}:{node.Id.XferPort}";

    /// <summary>Where it takes operations.</summary>
    /// <exception cref="MalformedMessageException">That is no address, or no port.</exception>
    internal static IPEndPoint TransferEndPoint(DatanodeInfoProto node) => EndPoint(node.Id.IpAddr, node.Id.XferPort);

    /// <summary>Where it takes calls.</summary>
    /// <exception cref="MalformedMessageException">That is no address, or no port.</exception>
    internal static IPEndPoint CallEndPoint(DatanodeInfoProto node) => EndPoint(node.Id.IpAddr, node.Id.IpcPort);

    /// <summary>Whether both are the same node.</summary>
    internal static bool IsSame(DatanodeInfoProto one, DatanodeInfoProto other) => one.Id.DatanodeUuid == other.Id.DatanodeUuid;

    /// <summary>Whether it says to have that address.</summary>
    internal static bool IsAt(DatanodeInfoProto node, IPAddress address) =>
        IPAddress.TryParse(node.Id.IpAddr, out var own) && own.Plain().Equals(address);

    /// <summary>
    /// What the NameNode is told of a node: which it is. Null: names that no node has, which the NameNode would not take.
    /// </summary>
    internal static DatanodeInfoProto? ToReport(DatanodeInfoProto node) =>
        node.Id.DatanodeUuid.Length <= RequestLimits.UuidCharacters
        && node.Id.HostName.Length <= RequestLimits.HostCharacters
        && node.Id.IpAddr.Length <= RequestLimits.HostCharacters
            ? new DatanodeInfoProto { Id = IdOnly(node.Id) }
            : null;

    // Without what a later Apache, or a caller, adds to it.
    private static DatanodeIDProto IdOnly(DatanodeIDProto id) => new()
    {
        IpAddr = id.IpAddr,
        HostName = id.HostName,
        DatanodeUuid = id.DatanodeUuid,
        XferPort = id.XferPort,
        InfoPort = id.InfoPort,
        IpcPort = id.IpcPort,
        InfoSecurePort = id.InfoSecurePort,
    };

    private static IPEndPoint EndPoint(string address, uint port) => IPAddress.TryParse(address, out var ip)
        && port is > 0 and <= RequestLimits.Port
        ? new IPEndPoint(ip, (int)port)
        : throw new MalformedMessageException(
            $"\"{RequestTexts.Told(address)}\" port {port} as the address of a DataNode, which it is not");
}
