using System.Runtime.CompilerServices;

namespace Hathi.Conformance.Tests;

/// <summary>
/// How Apache's programs are started: most live for seconds, in which the second compiler of the JVM costs more than what it makes is
/// worth.
/// </summary>
internal static class JavaForShortRuns
{
    private const string Flags = "-XX:TieredStopAtLevel=1";
    private const string Options = "HADOOP_OPTS";

    /// <summary>For the containers of a job of Apache's: options of its client, before the job's own.</summary>
    public static IReadOnlyList<string> JobOptions { get; } =
    [
        $"-Dyarn.app.mapreduce.am.command-opts=-Xmx1024m {Flags}", $"-Dmapreduce.map.java.opts={Flags}",
        $"-Dmapreduce.reduce.java.opts={Flags}",
    ];

    // The script that starts Apache's clients and daemons hands it on to the JVM.
    [ModuleInitializer]
    internal static void SetForClients() =>
        Environment.SetEnvironmentVariable(Options, $"{Flags} {Environment.GetEnvironmentVariable(Options)}".TrimEnd());
}
