using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Users;
using Hathi.MapReduce.History.Options;
using Microsoft.Extensions.Logging;

namespace Hathi.Node;

/// <summary>The history server's options from Hadoop's keys.</summary>
internal static class HistorySettings
{
    /// <exception cref="ConfigurationException">A setting cannot be read.</exception>
    public static HistoryServerOptions Read(Configuration conf, ILogger log)
    {
        var staging = conf.Get(MapReduceKeys.StagingDirectory);
        return new HistoryServerOptions
        {
            Configuration = conf,
            Access = new OwnedAccess(
                conf.Get(MapReduceKeys.AccessLists),
                AccessList.Parse(conf.GetExact(MapReduceKeys.Administrators)),
                RpcSettings.Groups(conf, log).GroupsOfAsync),
            RpcAddress = Endpoints.Read(conf, HistoryKeys.Address),
            RunningConfiguration = () => RunningConfiguration.Of(conf),
            HttpAddress = Endpoints.Read(conf, HistoryKeys.WebAddress),
            StagingDirectory = staging,
            IntermediateDirectory = conf.Get(HistoryKeys.IntermediateDirectory, $"{staging}/history/done_intermediate"),
            DoneDirectory = conf.Get(HistoryKeys.DoneDirectory, $"{staging}/history/done"),
            MoveInterval = conf.Get(HistoryKeys.MoveInterval),
            MaxAge = conf.Get(HistoryKeys.MaxAge),
            LoadedJobs = Math.Max(1, conf.Get(HistoryKeys.LoadedJobs)),
            MostTasks = conf.Get(HistoryKeys.MostTasks),
            ListedJobs = Math.Max(1, conf.Get(HistoryKeys.ListedJobs)),
        };
    }
}
