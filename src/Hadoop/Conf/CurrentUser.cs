namespace Hathi.Hadoop.Conf;

/// <summary>Who the NameNode is told we are.</summary>
public static class CurrentUser
{
    /// <summary>HADOOP_USER_NAME, or the user of the operating system.</summary>
    public static string Name =>
        Environment.GetEnvironmentVariable("HADOOP_USER_NAME") is { Length: > 0 } name ? name : Environment.UserName;
}
