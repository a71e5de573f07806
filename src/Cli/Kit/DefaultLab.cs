namespace Hathi.Cli.Kit;

/// <summary>The lab called <c>lab</c> of this user: what commands speak to when nothing else is said.</summary>
internal static class DefaultLab
{
    /// <summary>The directory with the lab's client configuration; null when HADOOP_CONF_DIR is set or there is no such lab.</summary>
    public static string? ConfigurationDirectory()
    {
        if (Environment.GetEnvironmentVariable("HADOOP_CONF_DIR") is { Length: > 0 })
        {
            return null;
        }

        var home = Environment.GetEnvironmentVariable("HATHI_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".hathi");
        var directory = Path.Combine(home, "lab", "conf");
        return Directory.Exists(directory) ? directory : null;
    }
}
