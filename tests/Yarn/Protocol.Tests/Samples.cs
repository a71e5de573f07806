using Google.Protobuf;
using Hathi.Hadoop.Rpc.Protocol;

namespace Hathi.Yarn.Protocol.Tests;

/// <summary>The parts that the records in <c>Golden/records-3.5.0.txt</c> are made of.</summary>
internal static class Samples
{
    public const long Started = 1700000000000;

    public static ApplicationIdProto Application => new() { Id = 7, ClusterTimestamp = Started };

    public static ApplicationAttemptIdProto Attempt => new() { ApplicationId = Application, AttemptId = 2 };

    public static NodeIdProto Node => new() { Host = "pi-201", Port = 8041 };

    public static LogAggregationContextProto Logs => new() { IncludePattern = "std.*", ExcludePattern = "*.tmp" };

    /// <summary>A container of the second epoch of its ResourceManager.</summary>
    public static ContainerIdProto Container(int number) => new() { AppAttemptId = Attempt, Id = (1L << 40) | (uint)number };

    public static PriorityProto Priority(int priority) => new() { Priority = priority };

    /// <summary>Memory and cores twice, as Hadoop writes them: in the fields of their own, and by name.</summary>
    public static ResourceProto Resource(long memory, int cores) => new()
    {
        Memory = memory,
        VirtualCores = cores,
        ResourceValueMap = { Named("memory-mb", memory, "Mi"), Named("vcores", cores, "") },
    };

    public static TokenProto Token(byte[] identifier, string kind, byte[] password, string service) =>
        new() { Identifier = ByteString.CopyFrom(identifier), Kind = kind, Password = ByteString.CopyFrom(password), Service = service };

    public static ByteString Utf8(string text) => ByteString.CopyFromUtf8(text);

    private static ResourceInformationProto Named(string name, long value, string units) =>
        new() { Key = name, Value = value, Units = units, Type = ResourceTypesProto.Countable };
}
