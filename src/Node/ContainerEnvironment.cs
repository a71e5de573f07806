using Hathi.Platform.Processes;

namespace Hathi.Node;

/// <summary>
/// What containers inherit from the node's process (yarn.nodemanager.env-whitelist), made complete: jobs of Apache's ask for
/// $JAVA_HOME and $HADOOP_CONF_DIR.
/// </summary>
internal static class ContainerEnvironment
{
    /// <param name="confDirectory">The node's configuration.</param>
    public static void Complete(string confDirectory)
    {
        Environment.SetEnvironmentVariable("HADOOP_CONF_DIR", Path.GetFullPath(confDirectory));
        if (JavaInstallation.Find() is { } java)
        {
            Environment.SetEnvironmentVariable("JAVA_HOME", java.Home);
        }
    }
}
