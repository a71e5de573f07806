namespace Hathi.Yarn.Protocol;

/// <summary>
/// The name by which a request header names each RPC protocol of YARN (<c>declaringClassProtocolName</c>), and the one version that all
/// of them have (<c>clientProtocolVersion</c>). Unlike HDFS, YARN announces the names of its <c>PB</c> interfaces. Source: the
/// <c>@ProtocolInfo</c> annotations of Apache Hadoop 3.5.0.
/// </summary>
public static class ProtocolNames
{
    /// <summary>The version of every protocol named here.</summary>
    public const ulong Version = 1;

    /// <summary>Client to ResourceManager (<c>ApplicationClientProtocol.proto</c>, <c>NodeLabelCalls.proto</c>).</summary>
    public const string ApplicationClient = "org.apache.hadoop.yarn.api.ApplicationClientProtocolPB";

    /// <summary>Application master to ResourceManager (<c>ApplicationMasterProtocol.proto</c>).</summary>
    public const string ApplicationMaster = "org.apache.hadoop.yarn.api.ApplicationMasterProtocolPB";

    /// <summary>Application master to NodeManager (<c>ContainerManagementProtocol.proto</c>).</summary>
    public const string ContainerManagement = "org.apache.hadoop.yarn.api.ContainerManagementProtocolPB";

    /// <summary>NodeManager to ResourceManager (<c>ResourceTracker.proto</c>).</summary>
    public const string ResourceTracker = "org.apache.hadoop.yarn.server.api.ResourceTrackerPB";

    /// <summary>Administrator to ResourceManager (<c>ResourceManagerAdministrationProtocol.proto</c>).</summary>
    public const string ResourceManagerAdministration = "org.apache.hadoop.yarn.server.api.ResourceManagerAdministrationProtocolPB";
}
