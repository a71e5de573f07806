using System.Net;
using Google.Protobuf;
using Hathi.Hdfs.Client;
using Hathi.MapReduce.Protocol;
using Hathi.Rpc;
using Hathi.Yarn.Client;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Asks about jobs, ours and Java's alike: a running one's master (MRClientProtocol), one that has ended the history server (HSClientProtocol). Apache's
/// client finds them in the same way. Thread-safe.
/// </summary>
/// <param name="configuration">Names the ResourceManager and the history server (mapreduce.jobhistory.address).</param>
public sealed class JobClient(Configuration configuration) : IAsyncDisposable
{
    private static readonly RpcProtocolName Master = new(Protocol.ProtocolNames.Client, (long)Protocol.ProtocolNames.Version);
    private static readonly RpcProtocolName History = new(Protocol.ProtocolNames.HistoryClient, (long)Protocol.ProtocolNames.Version);

    private readonly RpcClient _rpc = new(new RpcClientOptions(CurrentUser.Name) { ConnectTimeout = TimeSpan.FromSeconds(5) });

    /// <summary>The cluster's applications.</summary>
    public YarnClient Yarn { get; } = new(configuration);

    /// <summary>How a job is or was; null when nobody knows it.</summary>
    /// <exception cref="YarnException">The master or the history server refused.</exception>
    /// <exception cref="IOException">Nobody could be reached.</exception>
    public async Task<JobReportProto?> FindAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(job, "getJobReport", new GetJobReportRequestProto { JobId = job }, GetJobReportResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return reply.JobReport;
    }

    /// <summary>Its counters, summed over tasks.</summary>
    public async Task<CountersProto> GetCountersAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        var reply = await CallAsync(job, "getCounters", new GetCountersRequestProto { JobId = job }, GetCountersResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return reply.Counters ?? new CountersProto();
    }

    /// <summary>Its tasks of one type.</summary>
    public async Task<IReadOnlyList<TaskReportProto>> GetTasksAsync(JobIdProto job, TaskTypeProto type, CancellationToken cancellationToken)
    {
        var request = new GetTaskReportsRequestProto { JobId = job, TaskType = type };
        var reply = await CallAsync(job, "getTaskReports", request, GetTaskReportsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return reply.TaskReports;
    }

    /// <summary>Ends of attempts, in their order.</summary>
    public async Task<IReadOnlyList<TaskAttemptCompletionEventProto>> GetEventsAsync(JobIdProto job, int from, int most, CancellationToken cancellationToken)
    {
        var request = new GetTaskAttemptCompletionEventsRequestProto { JobId = job, FromEventId = from, MaxEvents = most };
        var reply = await CallAsync(job, "getTaskAttemptCompletionEvents", request, GetTaskAttemptCompletionEventsResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        return reply.CompletionEvents;
    }

    /// <summary>Asks the master to end its job; a job without a master yet is ended by the ResourceManager.</summary>
    public async Task KillAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        if (await MasterOfAsync(job, cancellationToken).ConfigureAwait(false) is { } master)
        {
            await CallAsync(master, Master, "killJob", new KillJobRequestProto { JobId = job }, KillJobResponseProto.Parser, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await Yarn.KillAsync(job.AppId, "", cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Kills one attempt, or makes it count as failed.</summary>
    public Task EndAttemptAsync(TaskAttemptIdProto attempt, bool fail, CancellationToken cancellationToken) => fail
        ? CallAsync(attempt.TaskId.JobId, "failTaskAttempt", new FailTaskAttemptRequestProto { TaskAttemptId = attempt }, FailTaskAttemptResponseProto.Parser, cancellationToken)
        : CallAsync(attempt.TaskId.JobId, "killTaskAttempt", new KillTaskAttemptRequestProto { TaskAttemptId = attempt }, KillTaskAttemptResponseProto.Parser, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _rpc.DisposeAsync().ConfigureAwait(false);
        await Yarn.DisposeAsync().ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(JobIdProto job, string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : class, IMessage<T>, new()
    {
        if (await MasterOfAsync(job, cancellationToken).ConfigureAwait(false) is { } master)
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

        var history = RpcAddress.Parse(configuration.GetString("mapreduce.jobhistory.address", "0.0.0.0:10020"));
        return await CallAsync(history, History, method, request, parser, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> CallAsync<T>(
        EndPoint server, RpcProtocolName protocol, string method, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
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

    // A job that the ResourceManager has forgotten has ended.
    private async Task<EndPoint?> MasterOfAsync(JobIdProto job, CancellationToken cancellationToken)
    {
        try
        {
            var report = await Yarn.GetApplicationAsync(job.AppId, cancellationToken).ConfigureAwait(false);
            return MasterAddress.Of(report);
        }
        catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
        {
            return null;
        }
    }
}
