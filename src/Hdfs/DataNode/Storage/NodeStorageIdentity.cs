namespace Hathi.Hdfs.DataNode.Storage;

/// <summary>Whom a DataNode's volumes belong to, as the NameNode's versionRequest told.</summary>
/// <param name="ClusterId">CID-….</param>
/// <param name="NamespaceId">Drawn when the name space was formatted.</param>
/// <param name="BlockPoolId">BP-….</param>
/// <param name="CreationTime">Of the name space, milliseconds since 1970; 0 when never upgraded.</param>
public sealed record NodeStorageIdentity(string ClusterId, int NamespaceId, string BlockPoolId, long CreationTime);
