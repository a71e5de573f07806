using System.Diagnostics;
using System.Security.Cryptography;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Counting;
using Hathi.MapReduce.Output;

namespace Hathi.MapReduce.Engine;

/// <summary>
/// Runs a job in this process (Hadoop's "local" framework), with several maps, then several reducers, at a time. Safe
/// for several jobs at once.
/// </summary>
public sealed class LocalJobRunner(FileSystem fileSystem) : IJobRunner
{
    private static readonly int ProcessNumber = RandomNumberGenerator.GetInt32(100_000_000, int.MaxValue);
    private static int s_jobs;

    public async Task<JobResult> RunAsync(Job job, IJobProgress progress, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var id = new JobId($"local{ProcessNumber}", Interlocked.Increment(ref s_jobs));
        await using var fileSystems = new JobFileSystems(fileSystem, job.Configuration);
        var context = new JobContext(job, id, fileSystems);
        await job.Parts.OutputFormat.CheckAsync(context, cancellationToken).ConfigureAwait(false);
        var splits = await job.Parts.InputFormat.GetSplitsAsync(context, cancellationToken).ConfigureAwait(false);

        await using var resources = await LocalResources.PlaceAsync(context, cancellationToken).ConfigureAwait(false);
        job = await RangeSampling.PrepareAsync(context, splits, cancellationToken).ConfigureAwait(false);
        context = new JobContext(job, id, fileSystems);

        // As Hadoop numbers its maps: the longest first.
        splits = [.. splits.OrderByDescending(s => s.Length)];
        var committer = job.Parts.OutputFormat.CreateCommitter(context);
        var usage = ProcessUsage.Now();
        using var tracker = new JobTracker(context, splits, progress, clock);
        await using var run = new LocalRun(context, splits, committer, tracker);
        try
        {
            await committer.SetupJobAsync(cancellationToken).ConfigureAwait(false);
            await run.RunTasksAsync(cancellationToken).ConfigureAwait(false);
            await committer.CommitJobAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbortAsync(committer).ConfigureAwait(false);
            throw;
        }

        usage.CountSince(tracker.Counters);
        PrintedCounters.ShowZeros(tracker.Counters, fileSystem.Uri.Scheme, job.Reducers > 0);
        tracker.Report();
        return new JobResult(
            id, job.Name, fileSystems.Resolve(job.OutputPath).ToString(), splits.Count, job.Reducers, tracker.Counters, clock.Elapsed);
    }

    private static async ValueTask AbortAsync(OutputCommitter committer)
    {
        try
        {
            await committer.AbortJobAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException)
        {
            // What made the job fail says more than this; what is left lies below _temporary, where nobody reads.
        }
    }
}
