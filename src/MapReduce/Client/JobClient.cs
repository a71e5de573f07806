using System.Net;
using Google.Protobuf;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.Hadoop.Rpc.Client;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Asks about jobs, ours and Java's alike: a running one's master (MRClientProtocol), one that has ended the history server
/// (HSClientProtocol). Apache's client finds them in the same way. Thread-safe.
/// </summary>
/// <param name="configuration">Names the ResourceManager and the history server (mapreduce.jobhistory.address).</param>
public sealed class JobClient(Configuration configuration) : IAsyncDisposable
{
    private static readonly RpcProtocolName Master = new(Protocol.ProtocolNames.Client, (long)Protocol.ProtocolNames.Version);
    private static readonly RpcProtocolName History = new(Protocol.ProtocolNames.HistoryClient, (long)Protocol.ProtocolNames.Version);

    /// <summary>How often it is asked whether a kill is done, as Apache's client does (there a second).</summary>
    private static readonly TimeSpan KillPause = TimeSpan.FromMilliseconds(100);

    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name) { ConnectTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>The cluster's applications.</summary>
    public YarnClient Yarn { get; } = new(configuration);

    /// <summary>How a job is or was; null when nobody knows it.</summary>
    /// <exception cref="YarnException">The master or the history server refused.</exception>
    /// <exception cref="IOException">Nobody could be reached.</exception>
    public async Task<JobReportProto?> FindAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var (_, application) = await FindMasterAsync(job, cancellationToken).ConfigureAwait(false);
        if (HasNotBegun(application))
        {
            return new JobReportProto
            {
                JobId = job, JobState = JobStateProto.JNew, JobName = application!.Name, User = application.User,
                Diagnostics = application.Diagnostics, TrackingUrl = application.TrackingUrl,
            };
        }

        var reply = await CallAsync(
            job, "getJobReport", new GetJobReportRequestProto { JobId = job }, GetJobReportResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        return reply.JobReport;
    }

    /// <summary>Its counters, summed over tasks.</summary>
    public async Task<CountersProto> GetCountersAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(
            job, "getCounters", new GetCountersRequestProto { JobId = job }, GetCountersResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        return reply.Counters ?? new CountersProto();
    }

    /// <summary>Its tasks of one type.</summary>
    public async Task<IReadOnlyList<TaskReportProto>> GetTasksAsync(JobIdProto job, TaskTypeProto type, CancellationToken cancellationToken)
    {
        var request = new GetTaskReportsRequestProto { JobId = job, TaskType = type };
        var reply = await CallAsync(
            job, "getTaskReports", request, GetTaskReportsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return reply.TaskReports;
    }

    /// <summary>One attempt at a task.</summary>
    /// <exception cref="YarnException">The job has no such attempt.</exception>
    public async Task<TaskAttemptReportProto> GetAttemptAsync(TaskAttemptIdProto attempt, CancellationToken cancellationToken)
    {
        var request = new GetTaskAttemptReportRequestProto { TaskAttemptId = attempt };
        var reply = await CallAsync(
            attempt.TaskId.JobId, "getTaskAttemptReport", request, GetTaskAttemptReportResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        return reply.TaskAttemptReport;
    }

    /// <summary>Ends of attempts, in their order.</summary>
    public async Task<IReadOnlyList<TaskAttemptCompletionEventProto>> GetEventsAsync(
        JobIdProto job, int from, int most, CancellationToken cancellationToken)
    {
        var request = new GetTaskAttemptCompletionEventsRequestProto { JobId = job, FromEventId = from, MaxEvents = most };
        var reply = await CallAsync(
            job, "getTaskAttemptCompletionEvents", request, GetTaskAttemptCompletionEventsResponseProto.Parser,
            cancellationToken).ConfigureAwait(false);
        return reply.CompletionEvents;
    }

    /// <summary>
    /// Asks the master to end its job and waits for that (yarn.app.mapreduce.am.hard-kill-timeout-ms, 10 s); a job whose master does not,
    /// or that has none, is ended by the ResourceManager, and its staging directory removed. Source: Apache's <c>YARNRunner.killJob</c>.
    /// </summary>
    /// <exception cref="YarnException">The master or the ResourceManager refused.</exception>
    /// <exception cref="IOException">Nobody could be reached.</exception>
    public async Task KillAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var (master, _) = await FindMasterAsync(job, cancellationToken).ConfigureAwait(false);
        if (master is not null && await EndByMasterAsync(job, master, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        while (!await Yarn.KillAsync(job.AppId, "", cancellationToken).ConfigureAwait(false))
        {
            await Task.Delay(KillPause, cancellationToken).ConfigureAwait(false);
        }

        await ForgetAsync(job, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Kills one attempt, or makes it count as failed.</summary>
    /// <exception cref="YarnException">The job has no such attempt; one that has not begun has none.</exception>
    public async Task EndAttemptAsync(TaskAttemptIdProto attempt, bool fail, CancellationToken cancellationToken)
    {
        if (await FindMasterAsync(attempt.TaskId.JobId, cancellationToken).ConfigureAwait(false) is (_, { } application)
            && HasNotBegun(application))
        {
            throw new YarnException(JavaErrors.Io, $"Unknown TaskAttempt {IdText.Of(attempt)}: the job has not begun", null);
        }

        await EndKnownAttemptAsync(attempt, fail, cancellationToken).ConfigureAwait(false);
    }

    private Task EndKnownAttemptAsync(TaskAttemptIdProto attempt, bool fail, CancellationToken cancellationToken) => fail
        ? CallAsync(
            attempt.TaskId.JobId,
            "failTaskAttempt",
            new FailTaskAttemptRequestProto { TaskAttemptId = attempt },
            FailTaskAttemptResponseProto.Parser,
            cancellationToken)
        : CallAsync(
            attempt.TaskId.JobId,
            "killTaskAttempt",
            new KillTaskAttemptRequestProto { TaskAttemptId = attempt },
            KillTaskAttemptResponseProto.Parser,
            cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync().ConfigureAwait(false);
        await Yarn.DisposeAsync().ConfigureAwait(false);
    }

    // Whether the application has ended in time.
    private async Task<bool> EndByMasterAsync(JobIdProto job, EndPoint master, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(configuration.Get(MapReduceKeys.HardKillTimeout));
        try
        {
            await CallAsync(
                master, Master, "killJob", new KillJobRequestProto { JobId = job }, KillJobResponseProto.Parser,
                patience.Token).ConfigureAwait(false);
            while (await FindMasterAsync(job, patience.Token).ConfigureAwait(false) is (not null, _))
            {
                await Task.Delay(KillPause, patience.Token).ConfigureAwait(false);
            }

            return true;
        }
        catch (RpcConnectionException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    // Nobody else does, where no master has begun or the last one did not come to it.
    private async Task ForgetAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var report = await Yarn.GetApplicationAsync(job.AppId, cancellationToken).ConfigureAwait(false);
        var files = FileSystems.Get(null, configuration);
        await using (files.ConfigureAwait(false))
        {
            await using var fileSystems = new JobFileSystems(files, configuration);
            await StagingDirectory.Of(job.AppId.ToJob(), report.User, fileSystems, configuration).ForgetAsync().ConfigureAwait(false);
        }
    }

    private async Task<T> CallAsync<T>(
        JobIdProto job, string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        var (master, application) = await FindMasterAsync(job, cancellationToken).ConfigureAwait(false);
        if (HasNotBegun(application))
        {
            // Nobody knows more of it than that it waits.
            return new T();
        }

        if (master is not null)
        {
            try
            {
                return await CallAsync(master, Master, method, request, parser, cancellationToken).ConfigureAwait(false);
            }
            catch (RpcConnectionException)
            {
                // It ended since: what it knew is history.
            }
        }

        var history = RpcAddress.Parse(configuration.Get(HistoryKeys.Address));
        return await CallAsync(history, History, method, request, parser, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(
        EndPoint server, RpcProtocolName protocol, string method, IMessage request, MessageParser<T> parser,
        CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        try
        {
            return await _rpc.CallAsync(server, protocol, method, request, parser, cancellationToken).ConfigureAwait(false);
        }
        catch (RpcRemoteException e)
        {
            throw new YarnException(e.JavaClass, e.FirstLine, e);
        }
    }

    private static bool HasNotBegun(ApplicationReportProto? application) => application?.YarnApplicationState
        is YarnApplicationStateProto.New or YarnApplicationStateProto.NewSaving or YarnApplicationStateProto.Submitted
        or YarnApplicationStateProto.Accepted;

    // A job that the ResourceManager has forgotten has ended.
    private async Task<(EndPoint? Master, ApplicationReportProto? Application)> FindMasterAsync(
        JobIdProto job, CancellationToken cancellationToken)
    {
        try
        {
            var report = await Yarn.GetApplicationAsync(job.AppId, cancellationToken).ConfigureAwait(false);
            return (MasterAddress.Of(report), report);
        }
        catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
        {
            return (null, null);
        }
    }
}
