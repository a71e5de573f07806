namespace Hathi.Hdfs.Protocol.Storage;

/// <summary>
/// Layout versions of Apache Hadoop 3.5.0; they count down. In <c>versionRequest</c> a NameNode names its own layout version, in
/// <c>registerDatanode</c> a DataNode names its own; Apache's DataNode accepts any NameNode whose software version is new enough.
/// </summary>
public static class LayoutVersions
{
    /// <summary>A NameNode's name directory and edit log (<c>NameNodeLayoutVersion</c>).</summary>
    public const int NameNode = -67;

    /// <summary>A DataNode's storage directory: block files under 32 × 32 directories (<c>DataNodeLayoutVersion</c>).</summary>
    public const int DataNode = -57;

    /// <summary>The software version that our nodes report: the release that they are compatible with.</summary>
    public const string SoftwareVersion = "3.5.0";

    /// <summary>
    /// What <see cref="NamespaceInfoProto"/> says of block reports: <c>STORAGE_BLOCK_REPORT_BUFFERS</c>, compact buffers are understood.
    /// </summary>
    public const ulong CapabilityBlockReportBuffers = 1;
}
