using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Engine;
using Hathi.MapReduce.Output;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.MapReduce.Sort;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Runs tasks of one job, one after the other, as its master says, until the master sends it away. Map output goes where the node's shuffle
/// service looks for it: <c>output/ATTEMPT/file.out</c> below one of the application's local directories. In the master it is
/// kept for the reduce there.
/// </summary>
internal sealed class TaskWorker(
    IMasterLink master, string container, IReadOnlyList<string> localDirectories, byte[] secret, KeptOutputs? kept)
{
    /// <summary>The node's shuffle service may be another user in the same group.</summary>
    private const UnixFileMode OutputMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private static readonly TimeSpan CommitPause = TimeSpan.FromMilliseconds(200);

    /// <summary>Works until there is no more to do.</summary>
    /// <exception cref="IOException">The master cannot be reached any more.</exception>
    internal async Task RunAsync(CancellationToken cancellationToken)
    {
        var hello = await master.HelloAsync(new HelloRequestProto { Container = container }, cancellationToken).ConfigureAwait(false);
        var id = new JobId(hello.JobCluster, hello.JobNumber);
        var configuration = ConfigurationOf(hello);
        var job = SubmittedJob.Load(Path.GetFullPath(hello.Assembly), hello.Program, [.. hello.Arguments], configuration);
        var fileSystem = FileSystems.Get(null, configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            var fileSystems = new JobFileSystems(fileSystem, job.Configuration);
            await using (fileSystems.ConfigureAwait(false))
            {
                await WorkAsync(new JobContext(job, id, fileSystems), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The configuration that a master sent.</summary>
    internal static Configuration ConfigurationOf(HelloResponseProto hello)
    {
        var configuration = new Configuration();
        foreach (var property in hello.Configuration)
        {
            configuration.Set(property.Name, property.Value);
        }

        return configuration;
    }

    private async Task WorkAsync(JobContext job, CancellationToken cancellationToken)
    {
        var committer = job.Parts.OutputFormat.CreateCommitter(job);
        using (var process = System.Diagnostics.Process.GetCurrentProcess())
        {
            var age = DateTime.Now - process.StartTime;
            await Console.Error.WriteLineAsync($"{container} is ready {age.TotalMilliseconds:0} ms after its process started, "
                + $"with {process.TotalProcessorTime.TotalMilliseconds:0} ms of processor time; "
                + $"{System.Runtime.JitInfo.GetCompiledMethodCount()} methods compiled in "
                + $"{System.Runtime.JitInfo.GetCompilationTime().TotalMilliseconds:0} ms.").ConfigureAwait(false);
        }

        while (true)
        {
            var next = await master.NextTaskAsync(
                new NextTaskRequestProto { Container = container }, cancellationToken).ConfigureAwait(false);
            switch (next.What)
            {
                case NextTaskResponseProto.Types.What.Run:
                    await AttemptAsync(job, committer, next, cancellationToken).ConfigureAwait(false);
                    break;
                case NextTaskResponseProto.Types.What.End:
                    return;
            }
        }
    }

    private async Task AttemptAsync(
        JobContext job, OutputCommitter committer, NextTaskResponseProto next, CancellationToken cancellationToken)
    {
        var attempt = next.Attempt.ToAttempt(job.Id);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var state = new TaskState(job, attempt, DirectoryOf(attempt), committer, stop.Token);
        var usage = ProcessUsage.Now();
        var keepsOutput = false;
        MapOutput? output = null;
        try
        {
            var reporter = new TaskReporter(master, state, stop);
            await using (reporter.ConfigureAwait(false))
            {
                LocalDisk.Guard(
                    state.Directory,
                    static p => OperatingSystem.IsWindows() ? Directory.CreateDirectory(p) : Directory.CreateDirectory(p, OutputMode));
                await TaskThread.RunAsync(attempt.ToString(), () => output = Work(state, next), stop.Token).ConfigureAwait(false);
                await CommitAsync(state, stop.Token).ConfigureAwait(false);
            }

            usage.CountSince(state.Counters);
            state.Progress = 1;
            var report = TaskReporter.Report(state);
            report.Counters = state.Counters.ToMessage();
            report.ShuffleMillis = (long)state.ShuffleTime.TotalMilliseconds;
            report.SortMillis = (long)state.SortTime.TotalMilliseconds;
            keepsOutput = attempt.Task.Kind == TaskKind.Map && job.Parts.Reducers > 0;
            await master.DoneAsync(new TaskDoneRequestProto { Report = report }, cancellationToken).ConfigureAwait(false);
            if (output is not null)
            {
                kept?.Keep(output);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await FailAsync(state, e, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (!keepsOutput)
            {
                Delete(state.Directory);
            }
        }
    }

    // A map's output, where it has one.
    private MapOutput? Work(TaskState state, NextTaskResponseProto next)
    {
        if (state.Attempt.Task.Kind == TaskKind.Map)
        {
            var map = new MapAttempt(state, next.Split.ToSplit());
            map.Run();
            return map.Output;
        }

        var reduce = new ReduceAttempt(state);
        if (kept is not null)
        {
            reduce.Run(kept.Take(state.Attempt.Task.Number, next.Maps));
        }
        else
        {
            Fetch(state, reduce, next.Maps);
        }

        return null;
    }

    // A method of its own: a worker that only maps does not load what fetches.
    private void Fetch(TaskState state, ReduceAttempt reduce, int maps)
    {
        var options = FetchSettings.From(state.Job.Configuration);
        var link = new FetchLink(master, state.Attempt);
        reduce.Run(
            order => Blocking.Wait(new ValueTask<IReadOnlyList<Segment>>(
                new Shuffle.Fetch.ReduceFetch(state, maps, order, secret, link, options).RunAsync(state.CancellationToken))),
            maps);
    }

    private async Task CommitAsync(TaskState state, CancellationToken cancellationToken)
    {
        if (!await state.Committer.NeedsTaskCommitAsync(state.Attempt, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        while (true)
        {
            var reply = await master.MayCommitAsync(
                new MayCommitRequestProto { Attempt = state.Attempt.ToMessage() }, cancellationToken).ConfigureAwait(false);
            switch (reply.Answer)
            {
                case MayCommitResponseProto.Types.Answer.Yes:
                    await state.Committer.CommitTaskAsync(state.Attempt, cancellationToken).ConfigureAwait(false);
                    return;
                case MayCommitResponseProto.Types.Answer.No:
                    throw new OperationCanceledException("Another attempt is the one that commits.");
            }

            await Task.Delay(CommitPause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(TaskState state, Exception failure, CancellationToken cancellationToken)
    {
        try
        {
            await state.Committer.AbortTaskAsync(state.Attempt, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync($"What {state.Attempt} had put out was not removed: {e.Message}").ConfigureAwait(false);

            // What made the attempt fail says more; what it leaves goes away with the job.
        }

        await Console.Error.WriteLineAsync($"{state.Attempt} failed: {failure}").ConfigureAwait(false);
        await master.FailedAsync(
            new TaskFailedRequestProto
            {
                Attempt = state.Attempt.ToMessage(),
                Message = AttemptFailures.Describe(failure, state),
                IsFinal = AttemptFailures.IsFinal(failure),
                HostIsUnfit = AttemptFailures.IsOfHost(failure),
                HostIsCutOff = AttemptFailures.IsCutOff(failure),
                Counters = state.Counters.ToMessage(),
            },
            cancellationToken).ConfigureAwait(false);
    }

    private string DirectoryOf(TaskAttemptId attempt) =>
        Path.Combine(LocalDisk.Choose(localDirectories, attempt.Task.Number + attempt.Number), "output", attempt.ToString());

    private static void Delete(string directory)
    {
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (Exception e) when (DiskFaults.Is(e))
        {
            // It was never made, or goes away with the application.
        }
    }
}
