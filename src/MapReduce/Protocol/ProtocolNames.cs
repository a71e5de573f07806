namespace Hathi.MapReduce.Protocol;

/// <summary>
/// The names by which request headers name MapReduce's RPC protocols, and the version of both. Source: the <c>@ProtocolInfo</c> annotations
/// of Apache Hadoop 3.5.0.
/// </summary>
public static class ProtocolNames
{
    /// <summary>The version of every protocol named here.</summary>
    public const ulong Version = 1;

    /// <summary>Client to the application master of a running job (<c>MRClientProtocol.proto</c>).</summary>
    public const string Client = "org.apache.hadoop.mapreduce.v2.api.MRClientProtocolPB";

    /// <summary>Client to the job history server: the same calls, about jobs that have ended.</summary>
    public const string HistoryClient = "org.apache.hadoop.mapreduce.v2.api.HSClientProtocolPB";

    /// <summary>Workers to the master of a C# job (<c>Umbilical.proto</c>); ours alone.</summary>
    public const string Umbilical = "org.hathi.mapreduce.Umbilical";

    /// <summary>The client that waits for a C# job, to its master (<c>Umbilical.proto</c>); ours alone.</summary>
    public const string Watch = "org.hathi.mapreduce.Watch";
}
