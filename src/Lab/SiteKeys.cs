namespace Hathi.Lab;

/// <summary>
/// Which of Hadoop's files a key belongs into: where Apache's own defaults have it, so that each of its daemons and clients reads it.
/// </summary>
internal static class SiteKeys
{
    /// <summary>Every file that a node or a client gets.</summary>
    public static readonly string[] Files =
    [
        "core-site.xml", "hdfs-site.xml", "yarn-site.xml", "mapred-site.xml", "capacity-scheduler.xml",
    ];

    // The longest prefix that fits decides: the scheduler's keys are in a file of their own, the MapReduce master's are MapReduce's.
    private static readonly (string Prefix, string File)[] Prefixes =
    [
        ("yarn.scheduler.capacity.", "capacity-scheduler.xml"),
        ("yarn.app.mapreduce.", "mapred-site.xml"),
        ("mapreduce.", "mapred-site.xml"),
        ("mapred.", "mapred-site.xml"),
        ("yarn.", "yarn-site.xml"),
        ("fs.", "core-site.xml"),
        ("hadoop.", "core-site.xml"),
        ("io.", "core-site.xml"),
        ("ipc.", "core-site.xml"),
        ("net.", "core-site.xml"),
    ];

    /// <returns>One of <see cref="Files"/>; hdfs-site.xml for what no prefix names.</returns>
    public static string FileOf(string key)
    {
        foreach (var (prefix, file) in Prefixes)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                return file;
            }
        }

        return "hdfs-site.xml";
    }
}
