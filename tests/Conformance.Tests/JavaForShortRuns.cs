using System.Runtime.CompilerServices;

namespace Hathi.Conformance.Tests;

/// <summary>
/// How Apache's programs are started: most live for seconds, in which the second compiler of the JVM and the threads of its collector cost
/// more than what they bring is worth.
/// </summary>
internal static class JavaForShortRuns
{
    private const string Flags = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC";
    private const string Options = "HADOOP_OPTS";

    /// <summary>For a job of Apache's, before its own options: its client looks more often than once a second how far it is.</summary>
    public const string ClientOption = "-Dmapreduce.client.progressmonitor.pollinterval=200";

    /// <summary>For one that runs in containers: their JVMs, and how often its master asks for more of them.</summary>
    public static IReadOnlyList<string> JobOptions { get; } =
    [
        ClientOption, "-Dyarn.app.mapreduce.am.scheduler.heartbeat.interval-ms=200",
        $"-Dyarn.app.mapreduce.am.command-opts=-Xmx1024m {Flags}", $"-Dmapreduce.map.java.opts={Flags}",
        $"-Dmapreduce.reduce.java.opts={Flags}",
    ];

    // The script that starts Apache's clients and daemons hands it on to the JVM.
    [ModuleInitializer]
    internal static void SetForClients() =>
        Environment.SetEnvironmentVariable(Options, $"{Flags} {Environment.GetEnvironmentVariable(Options)}".TrimEnd());
}
