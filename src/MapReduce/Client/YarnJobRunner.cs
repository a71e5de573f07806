using System.Diagnostics;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Runs jobs on a YARN cluster, ours or Apache's (mapreduce.framework.name = yarn): submits, shows how it goes on, and kills the job when
/// it is stopped here. Safe for several jobs at once.
/// </summary>
/// <param name="fileSystem">The cluster's; stays open.</param>
public sealed class YarnJobRunner(FileSystem fileSystem) : IJobRunner
{
    /// <summary>The ResourceManager says when a kill is done; it is asked again after this long, as Apache's client does.</summary>
    private static readonly TimeSpan KillAgain = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a user who stops a job is kept for the job to clear up.</summary>
    private static readonly TimeSpan KillPatience = TimeSpan.FromSeconds(20);

    /// <summary>Whether a configuration asks for the cluster.</summary>
    public static bool IsWanted(Configuration configuration) => configuration.Get(MapReduceKeys.Framework) == "yarn";

    /// <inheritdoc/>
    /// <exception cref="YarnException">The ResourceManager refused.</exception>
    public async Task<JobResult> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        await using var fileSystems = new JobFileSystems(fileSystem, job.Configuration);
        await using var yarn = new YarnClient(job.Configuration);
        var (id, maps) = await new JobSubmitter(yarn, fileSystems).SubmitAsync(job, cancellationToken).ConfigureAwait(false);
        progress.Started(job, id, maps, job.Reducers);
        var staging = StagingDirectory.Of(id, fileSystems, job.Configuration);
        await using var watch = new JobWatch(yarn, id);
        try
        {
            var (last, report) = await watch.FollowAsync(now => Tell(progress, id, now, clock), cancellationToken).ConfigureAwait(false);
            if (last is null)
            {
                // No master lived to say so, and thus to remove it.
                await staging.ForgetAsync().ConfigureAwait(false);
            }

            Check(job, id, last, report, cancellationToken);
            var counters = last?.Counters.ToCounters() ?? new JobCounters();
            return new JobResult(id, job.Name, fileSystems.Resolve(job.OutputPath).ToString(), maps, job.Reducers, counters, clock.Elapsed);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await KillAsync(yarn, watch, id, staging).ConfigureAwait(false);
            throw;
        }
    }

    private static void Tell(IJobProgress progress, JobId id, WatchResponseProto now, Stopwatch clock)
    {
        foreach (var failure in now.Failures)
        {
            progress.AttemptFailed(failure.Attempt.ToAttempt(id), failure.Message);
        }

        progress.Report(new JobProgress(
            now.MapsDone, now.Maps, now.MapFraction, now.ReducesDone, now.Reduces, now.ReduceFraction, now.BytesRead, now.BytesTotal,
            now.Spilled, clock.Elapsed, now.Counters.ToCounters()));
    }

    private static void Check(
        Job job, JobId id, WatchResponseProto? last, ApplicationReportProto? report, CancellationToken cancellationToken)
    {
        var succeeded = last is not null
            ? last.State == WatchResponseProto.Types.State.Succeeded
            : report!.FinalApplicationStatus == FinalApplicationStatusProto.AppSucceeded;
        if (succeeded)
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        var killed = last is not null
            ? last.State == WatchResponseProto.Types.State.Killed
            : report!.YarnApplicationState == YarnApplicationStateProto.Killed;
        var why = last?.Message ?? report?.Diagnostics.Trim() ?? "";
        throw new JobFailedException(
            $"{id} ({job.Name}) {(killed ? "was killed" : "failed")}{(why.Length > 0 ? (killed ? ": " : " because ") + why : "")}",
            last?.Counters.ToCounters() ?? new JobCounters(), null);
    }

    // First the master, which removes what is left of the output; then, if there is none, the ResourceManager, until the
    // application has ended.
    private static async Task KillAsync(YarnClient yarn, JobWatch watch, JobId id, StagingDirectory staging)
    {
        const string Why = "The user who waited for it stopped it.";
        using var patience = new CancellationTokenSource(KillPatience);
        try
        {
            if (await watch.KillAsync(Why, patience.Token).ConfigureAwait(false))
            {
                await watch.FollowAsync(static _ => { }, patience.Token).ConfigureAwait(false);
                return;
            }

            while (!await yarn.KillAsync(id.ToApplication(), Why, patience.Token).ConfigureAwait(false))
            {
                await Task.Delay(KillAgain, patience.Token).ConfigureAwait(false);
            }

            await staging.ForgetAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It goes on without us; `yarn application -kill` ends it.
        }
    }
}
