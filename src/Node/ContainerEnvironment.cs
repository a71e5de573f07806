namespace Hathi.Node;

/// <summary>What containers inherit from the node's process (yarn.nodemanager.env-whitelist), made complete: jobs of Apache's ask for $JAVA_HOME and $HADOOP_CONF_DIR.</summary>
internal static class ContainerEnvironment
{
    private const string JavaHome = "JAVA_HOME";

    /// <param name="confDirectory">The node's configuration.</param>
    public static void Complete(string confDirectory)
    {
        Environment.SetEnvironmentVariable("HADOOP_CONF_DIR", Path.GetFullPath(confDirectory));
        if (string.IsNullOrEmpty(Environment.GetEnvironmentVariable(JavaHome)) && FindJava() is { } home)
        {
            Environment.SetEnvironmentVariable(JavaHome, home);
        }
    }

    // HOME/bin/java, where what is on the path is a link to it.
    private static string? FindJava()
    {
        var java = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "java")).FirstOrDefault(File.Exists);
        var target = java is null ? null : File.ResolveLinkTarget(java, returnFinalTarget: true)?.FullName ?? java;
        return target is null ? null : Path.GetDirectoryName(Path.GetDirectoryName(target));
    }
}
