using System.Globalization;
using Hathi.Hadoop.Conf;

namespace Hathi.MapReduce.Master;

/// <summary>
/// How long a job's master and workers wait for a NameNode that restarts or is in safe mode, in every call of theirs: with it set-up, tasks' output and commit
/// wait, too, instead of failing. Told to the HDFS client by its own properties; where the job or the cluster sets those to anything but Apache's
/// defaults, they hold.
/// </summary>
internal static class NameNodeWait
{
    /// <summary>How long at most; a plain number is seconds.</summary>
    internal const string Key = "hathi.job.namenode.wait";

    private const string RetryInSafeMode = "dfs.client.retry.policy.enabled";
    private const string Attempts = "dfs.client.failover.max.attempts";
    private const string FirstPause = "dfs.client.failover.sleep.base.millis";
    private const string LongestPause = "dfs.client.failover.sleep.max.millis";
    private const string ConnectAttempts = "ipc.client.connect.max.retries";
    private const string ConnectPause = "ipc.client.connect.retry.interval";

    /// <summary>A NameNode of a large cluster takes about so long until its DataNodes have reported.</summary>
    private static readonly TimeSpan Default = TimeSpan.FromMinutes(2);

    /// <summary>Between calls that safe mode refused, after the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Plain = TimeSpan.FromSeconds(1);

    /// <exception cref="ConfigurationException">The wait is no time.</exception>
    internal static void Apply(Configuration configuration)
    {
        var wait = configuration.GetDuration(Key, Default, Plain);
        var defaults = new Configuration();
        var connect = configuration.GetMilliseconds(ConnectPause, Pause);
        Set(configuration, defaults, RetryInSafeMode, wait > TimeSpan.Zero ? "true" : "false");
        Set(configuration, defaults, FirstPause, Text((long)Pause.TotalMilliseconds / 2));
        Set(configuration, defaults, LongestPause, Text((long)Pause.TotalMilliseconds));
        Set(configuration, defaults, Attempts, Text((long)(wait / Pause)));
        Set(configuration, defaults, ConnectAttempts, Text((long)(wait / (connect > TimeSpan.Zero ? connect : Pause))));
    }

    // A job's configuration carries the defaults along.
    private static void Set(Configuration configuration, Configuration defaults, string name, string value)
    {
        if (configuration.GetRaw(name) is not { } told || told == defaults.GetRaw(name))
        {
            configuration.Set(name, value);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
