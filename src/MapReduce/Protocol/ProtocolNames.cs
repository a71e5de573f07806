namespace Hathi.MapReduce.Protocol;

/// <summary>The names of MapReduce's RPC protocols.</summary>
public static class ProtocolNames
{
    /// <summary>The version of all of them.</summary>
    public const long Version = 1;

    /// <summary>Workers to the master of a C# job (<c>Umbilical.proto</c>).</summary>
    public const string Umbilical = "org.hathi.mapreduce.Umbilical";

    /// <summary>The client that waits for a C# job, to its master (<c>Umbilical.proto</c>).</summary>
    public const string Watch = "org.hathi.mapreduce.Watch";
}
