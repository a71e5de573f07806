namespace Hathi.Hadoop.Keys;

/// <summary>What ResourceManager, NodeManagers and clients of YARN have in common.</summary>
public static class YarnKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "YARN",
        "What ResourceManager, NodeManagers and clients have in common (yarn-site.xml).");

    /// <summary>The ResourceManager's host.</summary>
    public static readonly Setting<string> ResourceManagerHost = Table.Text(
        "yarn.resourcemanager.hostname",
        "0.0.0.0",
        "The ResourceManager's host; the addresses below that are not set are on it.",
        "NodeManagers and clients do not find the ResourceManager.");

    /// <summary>For clients.</summary>
    public static readonly Setting<string> ClientAddress = Table.Address(
        "yarn.resourcemanager.address",
        "",
        "Where clients call the ResourceManager.",
        "Jobs cannot be submitted.").OrElse("yarn.resourcemanager.hostname, port 8032");

    /// <summary>For masters.</summary>
    public static readonly Setting<string> SchedulerAddress = Table.Address(
        "yarn.resourcemanager.scheduler.address",
        "",
        "Where application masters call it.",
        "Masters start and get no containers.").OrElse("yarn.resourcemanager.hostname, port 8030");

    /// <summary>For NodeManagers.</summary>
    public static readonly Setting<string> TrackerAddress = Table.Address(
        "yarn.resourcemanager.resource-tracker.address",
        "",
        "Where NodeManagers call it.",
        "No node joins, and every application waits.").OrElse("yarn.resourcemanager.hostname, port 8031");

    /// <summary>For administrators.</summary>
    public static readonly Setting<string> AdminAddress = Table.Address(
        "yarn.resourcemanager.admin.address",
        "",
        "Where administrators call it.",
        "yarn rmadmin does not reach it.").OrElse("yarn.resourcemanager.hostname, port 8033");

    /// <summary>Pages.</summary>
    public static readonly Setting<string> WebAddress = Table.Address(
        "yarn.resourcemanager.webapp.address",
        "",
        "Where its pages and REST are.",
        "Browsers, the proxy to masters and yarn logs do not reach it.").OrElse("yarn.resourcemanager.hostname, port 8088");

    /// <summary>A master's patience.</summary>
    public static readonly Setting<long> ConnectPatienceMilliseconds = Table.Long(
        "yarn.resourcemanager.connect.max-wait.ms",
        900_000,
        (long.MinValue, long.MaxValue),
        "Milliseconds for which a job's master tries to reach a ResourceManager that is down; less than 0: without an end.",
        "Short: jobs fail when the ResourceManager restarts.");

    /// <summary>Where logs go.</summary>
    public static readonly Setting<string> RemoteLogDirectory = Table.PathOf(
        "yarn.nodemanager.remote-app-log-dir",
        "/tmp/logs",
        "Where logs of ended applications are gathered, in the file system; nodes and yarn logs must have the same.",
        "yarn logs finds none.");

    /// <summary>Below a user's directory.</summary>
    public static readonly Setting<string> RemoteLogSuffix = Table.Text(
        "yarn.nodemanager.remote-app-log-dir-suffix",
        "logs",
        "The directory below that of the user.",
        "yarn logs finds none.");

    /// <summary>A node's patience.</summary>
    public static readonly Setting<TimeSpan> LogPatience = Table.Milliseconds(
        "hathi.yarn.logs.node-timeout",
        20_000,
        TimeUse.Timeout,
        "How long yarn logs waits for a node's answer, or for the next piece of a log that is still written.",
        "Short: logs of busy nodes are left out. Long: a dead node holds it up.");
}
