namespace Hathi.Hdfs.Core.DataNodeCalls;

/// <summary>Which name space a storage belongs to (StorageInfoProto). All but the layout version must be the NameNode's own.</summary>
/// <param name="LayoutVersion">Of the storage itself: negative, a DataNode's differs from a NameNode's.</param>
/// <param name="NamespaceId">Drawn when the name space was formatted.</param>
/// <param name="ClusterId">For example CID-….</param>
/// <param name="CTime">Milliseconds since 1970 of the last upgrade; 0 when never upgraded.</param>
public sealed record StorageInfo(int LayoutVersion, int NamespaceId, string ClusterId, long CTime);
