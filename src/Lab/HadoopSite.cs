using Hathi.Platform.Processes;

namespace Hathi.Lab;

/// <summary>
/// Settings by which jobs of Apache's find its classes in a lab's containers. Keys and their meaning: Apache's yarn-default.xml and
/// mapred-default.xml (3.5.0).
/// </summary>
internal static class HadoopSite
{
    // What Apache's clients and masters have for tasks where the key is not set; that of masters is empty. Source:
    // MRJobConfig.DEFAULT_MAPRED_ADMIN_JAVA_OPTS.
    private const string TaskOptions = "-Djava.net.preferIPv4Stack=true -Dhadoop.metrics.log.level=WARN";

    private static readonly string[] Homes =
    [
        "HADOOP_HOME", "HADOOP_COMMON_HOME", "HADOOP_HDFS_HOME", "HADOOP_YARN_HOME", "HADOOP_MAPRED_HOME",
    ];

    /// <summary>For nodes and clients alike: a job is configured by its client, what else runs in containers by the node.</summary>
    /// <param name="hadoop">Where Hadoop is.</param>
    /// <param name="java">What the nodes start Java with; null: none is there, and jobs will say so.</param>
    public static Dictionary<string, string> Shared(HadoopHome hadoop, JavaInstallation? java)
    {
        var homes = string.Join(',', Homes.Select(name => $"{name}={hadoop.Path}"));
        var flags = java?.FlagsForHadoop ?? JavaInstallation.Opens;
        var task = $"{TaskOptions} {flags}".TrimEnd();
        return new(StringComparer.Ordinal)
        {
            ["yarn.application.classpath"] = string.Join(',', ["$HADOOP_CONF_DIR", .. hadoop.YarnClasses]),
            ["mapreduce.application.classpath"] = string.Join(',', hadoop.MapReduceClasses),
            ["yarn.app.mapreduce.am.env"] = homes,
            ["mapreduce.map.env"] = homes,
            ["mapreduce.reduce.env"] = homes,
            ["yarn.nodemanager.admin-env"] = $"MALLOC_ARENA_MAX=$MALLOC_ARENA_MAX,{homes}",

            // Before the options of a job itself, which often set the heap only: those must not lose these.
            ["yarn.app.mapreduce.am.admin-command-opts"] = flags,
            ["mapreduce.admin.map.child.java.opts"] = task,
            ["mapreduce.admin.reduce.child.java.opts"] = task,
        };
    }
}
