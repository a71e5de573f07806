using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.Protocol;
using Hathi.Hdfs.Protocol.Datanode;
using Hathi.Hdfs.Protocol.Storage;

namespace Hathi.Hdfs.DataNode.Service;

/// <summary>How the node presents itself to its NameNode. Source: BPOfferService, DataNode.createBPRegistration.</summary>
internal static class NodeRegistration
{
    internal static NodeStorageIdentity Identity(NamespaceInfoProto info) =>
        new(info.StorageInfo.ClusterID, (int)info.StorageInfo.NamespceID, info.BlockPoolID, (long)info.StorageInfo.CTime);

    internal static DatanodeRegistrationProto Create(DatanodeIDProto id, NodeStorageIdentity identity) => new()
    {
        DatanodeID = id,
        StorageInfo = new StorageInfoProto
        {
            LayoutVersion = unchecked((uint)LayoutVersions.DataNode),
            NamespceID = (uint)identity.NamespaceId,
            ClusterID = identity.ClusterId,
            CTime = (ulong)identity.CreationTime,
        },
        Keys = DatanodeMessages.NoKeys(),
        SoftwareVersion = LayoutVersions.SoftwareVersion,
    };
}
