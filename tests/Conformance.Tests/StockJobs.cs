namespace Hathi.Conformance.Tests;

/// <summary>Apache's own jobs, unmodified, from its own jars, submitted by its own client.</summary>
/// <param name="environment">HADOOP_CONF_DIR of the cluster they go to.</param>
internal sealed class StockJobs(IReadOnlyDictionary<string, string> environment)
{
    private const string Opens = "--add-opens=java.base/java.lang=ALL-UNNAMED";

    // Containers find Hadoop's classes where the script unpacked them; JVMs are small, for there are many and the machine is one.
    private static string[] Options
    {
        get
        {
            var jars = Path.Combine(Programs.ApacheJars, "lib", "*");
            return
            [
                $"-Dyarn.application.classpath={jars}", $"-Dmapreduce.application.classpath={jars}",
                "-Dyarn.app.mapreduce.am.resource.mb=512", "-Dmapreduce.map.memory.mb=512", "-Dmapreduce.reduce.memory.mb=512",
                $"-Dyarn.app.mapreduce.am.command-opts=-Xmx384m {Opens}", $"-Dmapreduce.map.java.opts=-Xmx400m {Opens}", $"-Dmapreduce.reduce.java.opts=-Xmx400m {Opens}",
            ];
        }
    }

    /// <summary>Runs one of the MapReduce examples to its end.</summary>
    /// <param name="program">pi, wordcount, …</param>
    /// <param name="arguments">Its own, and -D options before them.</param>
    public CommandResult Example(string program, params string[] arguments) => Run(["jar", "examples", program, .. Options, .. arguments]);

    /// <summary>Runs one of the MapReduce examples to its end, and tells each line of its standard error as it comes.</summary>
    public IReadOnlyList<string> Watch(Action<string> heard, string program, params string[] arguments) =>
        WatchedJob.Run(Logging, Programs.Apache, ["jar", "examples", program, .. Options, .. arguments], heard);

    /// <summary>Runs streaming or distcp.</summary>
    public CommandResult Tool(string jar, params string[] arguments) => Run(["jar", jar, .. Options, .. arguments]);

    /// <summary>Runs yarn or mapred.</summary>
    public CommandResult Client(params string[] arguments) => Run(arguments);

    private Dictionary<string, string> Logging => new(environment, StringComparer.Ordinal) { ["HADOOP_ROOT_LOGGER"] = "INFO,console" };

    private CommandResult Run(string[] arguments) => Commands.Run(Logging, Programs.Apache, arguments);
}
