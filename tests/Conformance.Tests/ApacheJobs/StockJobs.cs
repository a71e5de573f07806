namespace Hathi.Conformance.Tests.ApacheJobs;

/// <summary>
/// Apache's own jobs, unmodified, from its own jars, submitted by its own client; where containers find Hadoop's classes the lab says
/// (<c>hathi up --hadoop</c>).
/// </summary>
/// <param name="environment">HADOOP_CONF_DIR of the cluster they go to.</param>
internal sealed class StockJobs(IReadOnlyDictionary<string, string> environment)
{
    /// <summary>Runs one of the MapReduce examples to its end.</summary>
    /// <param name="program">pi, wordcount, …</param>
    /// <param name="arguments">Its own, and -D options before them.</param>
    public CommandResult Example(string program, params string[] arguments) =>
        Run(["jar", "examples", program, .. JavaForShortRuns.JobOptions, .. arguments]);

    /// <summary>Runs one within the JVM of its client, without a cluster: what only prepares or checks what another is about.</summary>
    public CommandResult ExampleAlone(string program, params string[] arguments)
    {
        using var work = new WorkDirectory();
        return Run(
            [
                "jar", "examples", program, JavaForShortRuns.ClientOption, "-Dmapreduce.framework.name=local",
                $"-Dhadoop.tmp.dir={work.Path}", .. arguments,
            ]);
    }

    /// <summary>Runs one of the MapReduce examples to its end, and tells each line of its standard error as it comes.</summary>
    public IReadOnlyList<string> Watch(Action<string> heard, string program, params string[] arguments) =>
        WatchedJob.Run(
            Logging, Programs.Apache, ["jar", "examples", program, .. JavaForShortRuns.JobOptions, .. arguments], heard);

    /// <summary>Runs streaming or distcp.</summary>
    public CommandResult Tool(string jar, params string[] arguments) => Run(["jar", jar, .. JavaForShortRuns.JobOptions, .. arguments]);

    private Dictionary<string, string> Logging => new(environment, StringComparer.Ordinal) { ["HADOOP_ROOT_LOGGER"] = "INFO,console" };

    private CommandResult Run(string[] arguments) => Commands.Run(Logging, Programs.Apache, arguments);
}
