namespace Hathi.Hdfs.Core.Model;

/// <summary>How a DataNode is known and reached (DatanodeIDProto).</summary>
/// <param name="Uuid">Written once into the node's VERSION files.</param>
/// <param name="Address">The address its connection came from, dotted.</param>
/// <param name="HostName">Its own name, for example pi-203.</param>
/// <param name="TransferPort">DataTransferProtocol, 9866.</param>
/// <param name="IpcPort">ClientDatanodeProtocol and InterDatanodeProtocol, 9867.</param>
/// <param name="InfoPort">HTTP, 9864.</param>
/// <param name="InfoSecurePort">HTTPS, 0 when off.</param>
public sealed record DataNodeId(
    string Uuid, string Address, string HostName, int TransferPort, int IpcPort, int InfoPort, int InfoSecurePort);
