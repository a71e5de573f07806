using System.Globalization;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Master;

/// <summary>
/// How long a job's master and workers wait for a NameNode that restarts or is in safe mode, in every call of theirs: with it set-up,
/// tasks' output and commit wait, too, instead of failing. Told to the HDFS client by its own properties; where the job or the cluster sets
/// those to anything but Apache's defaults, they hold.
/// </summary>
internal static class NameNodeWait
{
    /// <summary>How long at most; a plain number is seconds.</summary>
    internal static string Key => MapReduceKeys.NameNodeWait.Name;

    /// <summary>Between calls that safe mode refused, after the first.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <exception cref="ConfigurationException">The wait is no time.</exception>
    internal static void Apply(Configuration configuration)
    {
        var wait = configuration.Get(MapReduceKeys.NameNodeWait);
        var defaults = new Configuration();
        var connect = configuration.Get(ClientKeys.ConnectRetryInterval);
        Set(configuration, defaults, ClientKeys.RetryInSafeMode, wait > TimeSpan.Zero ? "true" : "false");
        Set(configuration, defaults, ClientKeys.FailoverDelay, Text((long)Pause.TotalMilliseconds / 2));
        Set(configuration, defaults, ClientKeys.FailoverMaxDelay, Text((long)Pause.TotalMilliseconds));
        Set(configuration, defaults, ClientKeys.FailoverAttempts, Text((long)(wait / Pause)));
        Set(configuration, defaults, ClientKeys.ConnectRetries, Text((long)(wait / (connect > TimeSpan.Zero ? connect : Pause))));
    }

    // A job's configuration carries the defaults along.
    private static void Set(Configuration configuration, Configuration defaults, Setting setting, string value)
    {
        if (configuration.GetRaw(setting.Name) is not { } told || told == defaults.GetRaw(setting.Name))
        {
            configuration.Set(setting.Name, value);
        }
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
