using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>What a DataNode says of itself with each call (DatanodeRegistrationProto).</summary>
/// <param name="Id">
/// At registration the shell sets <see cref="DataNodeId.Address"/> to where the connection came from; later calls carry what was answered.
/// </param>
/// <param name="Storage">The name space it serves.</param>
/// <param name="SoftwareVersion">For example 3.5.0.</param>
public sealed record DataNodeRegistration(DataNodeId Id, StorageInfo Storage, string SoftwareVersion)
{
    /// <summary>The address that the connection of this call came from; null where there is no connection: in a simulation.</summary>
    public string? CalledFrom { get; init; }
}
