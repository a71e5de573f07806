namespace Hathi.Hdfs.Protocol;

/// <summary>
/// The name by which a request header names each RPC protocol (<c>declaringClassProtocolName</c>), and the one version that all of
/// them have (<c>clientProtocolVersion</c>). Source: the <c>@ProtocolInfo</c> annotations of Apache Hadoop 3.5.0.
/// </summary>
public static class ProtocolNames
{
    /// <summary>The version of every protocol named here.</summary>
    public const ulong Version = 1;

    /// <summary>Client to NameNode (<c>ClientNamenodeProtocol.proto</c>).</summary>
    public const string Client = "org.apache.hadoop.hdfs.protocol.ClientProtocol";

    /// <summary>Client to DataNode over RPC (<c>ClientDatanodeProtocol.proto</c>).</summary>
    public const string ClientDatanode = "org.apache.hadoop.hdfs.protocol.ClientDatanodeProtocol";

    /// <summary>DataNode to NameNode (<c>DatanodeProtocol.proto</c>).</summary>
    public const string Datanode = "org.apache.hadoop.hdfs.server.protocol.DatanodeProtocol";

    /// <summary>DataNode to NameNode on a port of its own, heartbeats only; nobody here serves it.</summary>
    public const string DatanodeLifeline = "org.apache.hadoop.hdfs.server.protocol.DatanodeLifelineProtocol";

    /// <summary>DataNode to DataNode over RPC (<c>InterDatanodeProtocol.proto</c>).</summary>
    public const string InterDatanode = "org.apache.hadoop.hdfs.server.protocol.InterDatanodeProtocol";

    /// <summary>Balancer and benchmarks to NameNode (<c>NamenodeProtocol.proto</c>).</summary>
    public const string Namenode = "org.apache.hadoop.hdfs.server.protocol.NamenodeProtocol";

    /// <summary>Which NameNode is active (<c>HAServiceProtocol.proto</c>).</summary>
    public const string HAService = "org.apache.hadoop.ha.HAServiceProtocol";

    /// <summary>Reload of user to group mappings (<c>RefreshUserMappingsProtocol.proto</c>).</summary>
    public const string RefreshUserMappings = "org.apache.hadoop.security.RefreshUserMappingsProtocol";

    /// <summary>The groups of a user (<c>GetUserMappingsProtocol.proto</c>).</summary>
    public const string GetUserMappings = "org.apache.hadoop.tools.GetUserMappingsProtocol";

    /// <summary>Reload of service authorisation (<c>RefreshAuthorizationPolicyProtocol.proto</c>).</summary>
    public const string RefreshAuthorizationPolicy = "org.apache.hadoop.security.authorize.RefreshAuthorizationPolicyProtocol";

    /// <summary>Reload of the call queue; nobody here serves it.</summary>
    public const string RefreshCallQueue = "org.apache.hadoop.ipc.RefreshCallQueueProtocol";

    /// <summary>Reload of anything registered by name; nobody here serves it.</summary>
    public const string GenericRefresh = "org.apache.hadoop.ipc.GenericRefreshProtocol";

    /// <summary>Change of settings at run time; nobody here serves it.</summary>
    public const string Reconfiguration = "org.apache.hadoop.hdfs.protocol.ReconfigurationProtocol";
}
