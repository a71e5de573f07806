using System.Net;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc.Users;
using Hathi.Web.Pages;

namespace Hathi.MapReduce.History.Options;

/// <summary>What a history server needs to know. The names in brackets are Hadoop's settings.</summary>
public sealed record HistoryServerOptions
{
    /// <summary>For the file system that history lies in (fs.defaultFS and the client's settings).</summary>
    public required Configuration Configuration { get; init; }

    /// <summary>Where clients call (mapreduce.jobhistory.address, port 10020).</summary>
    public required IPEndPoint RpcAddress { get; init; }

    /// <summary>Pages and REST (mapreduce.jobhistory.webapp.address, port 19888).</summary>
    public required IPEndPoint HttpAddress { get; init; }

    /// <summary>Who may see jobs of others (mapreduce.cluster.acls.enabled, mapreduce.cluster.administrators).</summary>
    public OwnedAccess Access { get; init; } = OwnedAccess.Open;

    /// <summary>The configuration that <c>/conf</c> shows.</summary>
    public Func<IReadOnlyList<ConfProperty>> RunningConfiguration { get; init; } = static () => [];

    /// <summary>
    /// Where jobs keep what they need while they run, a directory a user; made for all when it is not there
    /// (yarn.app.mapreduce.am.staging-dir).
    /// </summary>
    public required string StagingDirectory { get; init; }

    /// <summary>Where masters put history of their jobs, a directory a user (mapreduce.jobhistory.intermediate-done-dir).</summary>
    public required string IntermediateDirectory { get; init; }

    /// <summary>Where it is kept (mapreduce.jobhistory.done-dir).</summary>
    public required string DoneDirectory { get; init; }

    /// <summary>How often new history is looked for when nobody asks (mapreduce.jobhistory.move.interval-ms, 180,000).</summary>
    public TimeSpan MoveInterval { get; init; } = HistoryKeys.MoveInterval.Default;

    /// <summary>How long history is kept (mapreduce.jobhistory.max-age-ms, a week).</summary>
    public TimeSpan MaxAge { get; init; } = HistoryKeys.MaxAge.Default;

    /// <summary>How many jobs are remembered in full (mapreduce.jobhistory.loadedjobs.cache.size, 5).</summary>
    public int LoadedJobs { get; init; } = HistoryKeys.LoadedJobs.Default;

    /// <summary>
    /// Tasks of a job that is shown in full; 0 and below: any number that fits into memory (mapreduce.jobhistory.loadedjob.tasks.max, -1).
    /// </summary>
    public int MostTasks { get; init; } = HistoryKeys.MostTasks.Default;

    /// <summary>How many jobs are listed, the newest (mapreduce.jobhistory.joblist.cache.size, 20,000).</summary>
    public int ListedJobs { get; init; } = HistoryKeys.ListedJobs.Default;
}
