namespace Hathi.Bench;

/// <summary>
/// What a lab must say to offer the same as the peers' cluster: containers of the same size, as many of them, and where stock jobs
/// find Hadoop's classes.
/// </summary>
internal static class JobsLab
{
    /// <summary>Writes lab.yaml.</summary>
    /// <param name="path">Where.</param>
    /// <param name="jars">
    /// The folder of Hadoop's jars, as the peers' script has unpacked them; null: none of Hadoop's own jobs will run.
    /// </param>
    public static string Write(string path, string? jars)
    {
        (string Key, string Value)[] settings =
        [
            ("yarn.nodemanager.resource.memory-mb", "4096"),
            ("yarn.nodemanager.resource.cpu-vcores", "4"),
            ("yarn.scheduler.maximum-allocation-mb", "4096"),
            ("yarn.app.mapreduce.am.resource.mb", "512"),
            ("mapreduce.map.memory.mb", "512"),
            ("mapreduce.reduce.memory.mb", "512"),
            ("yarn.app.mapreduce.am.command-opts", "-Xmx384m"),
            ("mapreduce.map.java.opts", "-Xmx400m"),
            ("mapreduce.reduce.java.opts", "-Xmx400m"),
        ];
        var hadoop = jars is null ? "" : $"hadoop: \"{jars}\"\n";
        var lines = string.Concat(settings.Select(s => $"  {s.Key}: \"{s.Value}\"\n"));
        File.WriteAllText(path, $"name: bench\nnodes: 3\nracks: 1\n{hadoop}settings:\n{lines}");
        return path;
    }
}
