using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Rpc.Users;
using Hathi.MapReduce.History;

namespace Hathi.Node;

/// <summary>The history server's options from Hadoop's keys.</summary>
internal static class HistorySettings
{
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static HistoryServerOptions Read(Configuration conf, INodeLog log)
    {
        var staging = conf.GetString("yarn.app.mapreduce.am.staging-dir", "/tmp/hadoop-yarn/staging");
        return new HistoryServerOptions
        {
            Configuration = conf,
            Access = new OwnedAccess(
                conf.GetBool("mapreduce.cluster.acls.enabled", false), AccessList.Parse(conf.Get("mapreduce.cluster.administrators") ?? " "), RpcSettings.Groups(conf, log).GroupsOfAsync),
            RpcAddress = Endpoints.Read(conf, "mapreduce.jobhistory.address", "0.0.0.0:10020"),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            HttpAddress = Endpoints.Read(conf, "mapreduce.jobhistory.webapp.address", "0.0.0.0:19888"),
            StagingDirectory = staging,
            IntermediateDirectory = conf.GetString("mapreduce.jobhistory.intermediate-done-dir", $"{staging}/history/done_intermediate"),
            DoneDirectory = conf.GetString("mapreduce.jobhistory.done-dir", $"{staging}/history/done"),
            MoveInterval = conf.GetMilliseconds("mapreduce.jobhistory.move.interval-ms", TimeSpan.FromMinutes(3)),
            MaxAge = conf.GetMilliseconds("mapreduce.jobhistory.max-age-ms", TimeSpan.FromDays(7)),
            LoadedJobs = Math.Max(1, conf.GetInt("mapreduce.jobhistory.loadedjobs.cache.size", 5)),
            MostTasks = conf.GetInt("mapreduce.jobhistory.loadedjob.tasks.max", -1),
            ListedJobs = Math.Max(1, conf.GetInt("mapreduce.jobhistory.joblist.cache.size", 20_000)),
        };
    }
}
