namespace Hathi.MapReduce.Master;

/// <summary>What a NodeManager tells the process in a container.</summary>
internal static class ContainerEnvironment
{
    /// <summary>container_….</summary>
    internal static string ContainerId => Required("CONTAINER_ID");

    /// <summary>The node's name as others reach it.</summary>
    internal static string Host => Required("NM_HOST");

    /// <summary>The same; empty outside of containers.</summary>
    internal static string HostIfAny => Environment.GetEnvironmentVariable("NM_HOST") ?? "";

    internal static int NodePort => Number("NM_PORT");

    internal static int NodeHttpPort => Number("NM_HTTP_PORT");

    internal static string TokenFile => Required("HADOOP_TOKEN_FILE_LOCATION");

    /// <summary>The application's own directories on the node's disks.</summary>
    internal static IReadOnlyList<string> LocalDirectories => Required("LOCAL_DIRS").Split(',');

    /// <summary>When the application was submitted, ms since 1970; 0 when not told.</summary>
    internal static long SubmitTime =>
        long.TryParse(Environment.GetEnvironmentVariable("APP_SUBMIT_TIME_ENV"), out var time) ? time : 0;

    private static int Number(string name) => int.TryParse(Environment.GetEnvironmentVariable(name), out var number) ? number : -1;

    private static string Required(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value
        ? value
        : throw new InvalidDataException($"{name} is not set: this program runs in a container, started by a NodeManager.");
}
