namespace Hathi.MapReduce.Protocol.History;

/// <summary>
/// One thing that happened to a job, as Hadoop's job history keeps it. Ids are texts (job_…, task_…, attempt_…), times milliseconds since
/// 1970. Names and fields: Apache Hadoop 3.5.0's <c>Events.avpr</c>.
/// </summary>
public abstract record HistoryEvent;

/// <summary>The job came; the first event after <see cref="AmStarted"/>.</summary>
/// <param name="JobId">job_…</param>
/// <param name="JobName">As the user calls it.</param>
/// <param name="User">Who runs it.</param>
/// <param name="SubmitTime">When the client handed it in.</param>
/// <param name="ConfPath">The job's settings, a file.</param>
/// <param name="Acls">Who may view and modify it.</param>
/// <param name="Queue">The queue's name.</param>
public sealed record JobSubmitted(
    string JobId, string JobName, string User, long SubmitTime, string ConfPath, IReadOnlyDictionary<string, string> Acls, string Queue)
    : HistoryEvent;

/// <summary>An attempt of the application master started.</summary>
/// <param name="AttemptId">appattempt_…</param>
/// <param name="StartTime">When.</param>
/// <param name="ContainerId">container_…</param>
/// <param name="Host">Its node.</param>
/// <param name="Port">Of the NodeManager's RPC.</param>
/// <param name="HttpPort">Of the NodeManager's web server.</param>
public sealed record AmStarted(string AttemptId, long StartTime, string ContainerId, string Host, int Port, int HttpPort) : HistoryEvent;

/// <summary>Its tasks are known.</summary>
/// <param name="JobId">job_…</param>
/// <param name="LaunchTime">When.</param>
/// <param name="Maps">How many map tasks.</param>
/// <param name="Reduces">How many reduce tasks.</param>
/// <param name="Status">INITED.</param>
/// <param name="Uberized">Its tasks run in the master.</param>
public sealed record JobInited(string JobId, long LaunchTime, int Maps, int Reduces, string Status, bool Uberized) : HistoryEvent;

/// <summary>Submit and launch times, once both are known.</summary>
public sealed record JobInfoChanged(string JobId, long SubmitTime, long LaunchTime) : HistoryEvent;

/// <summary>Another priority.</summary>
public sealed record JobPriorityChanged(string JobId, string Priority) : HistoryEvent;

/// <summary>Another queue.</summary>
public sealed record JobQueueChanged(string JobId, string Queue) : HistoryEvent;

/// <summary>Another state.</summary>
public sealed record JobStatusChanged(string JobId, string Status) : HistoryEvent;

/// <summary>The job succeeded: its last event.</summary>
public sealed record JobFinished(
    string JobId, long FinishTime, int FinishedMaps, int FinishedReduces, int FailedMaps, int FailedReduces, int KilledMaps,
    int KilledReduces,
    HistoryCounters Total, HistoryCounters Map, HistoryCounters Reduce) : HistoryEvent;

/// <summary>The job failed or was killed: its last event.</summary>
/// <param name="JobId">job_…</param>
/// <param name="FinishTime">When.</param>
/// <param name="FinishedMaps">Maps that succeeded.</param>
/// <param name="FinishedReduces">Reduces that succeeded.</param>
/// <param name="FailedMaps">Maps that failed for good.</param>
/// <param name="FailedReduces">Reduces that failed for good.</param>
/// <param name="KilledMaps">Maps that were killed.</param>
/// <param name="KilledReduces">Reduces that were killed.</param>
/// <param name="Status">FAILED, KILLED or ERROR.</param>
/// <param name="Diagnostics">Why.</param>
public sealed record JobUnsuccessful(
    string JobId, long FinishTime, int FinishedMaps, int FinishedReduces, int FailedMaps, int FailedReduces, int KilledMaps,
    int KilledReduces,
    string Status, string Diagnostics) : HistoryEvent;

/// <summary>A task is there to be done.</summary>
/// <param name="TaskId">task_…</param>
/// <param name="TaskType">MAP or REDUCE.</param>
/// <param name="StartTime">When.</param>
/// <param name="SplitLocations">Hosts of a map's input, separated by commas.</param>
public sealed record TaskStarted(string TaskId, string TaskType, long StartTime, string SplitLocations) : HistoryEvent;

/// <summary>A task's end, corrected.</summary>
public sealed record TaskUpdated(string TaskId, long FinishTime) : HistoryEvent;

/// <summary>A task succeeded by one of its attempts.</summary>
public sealed record TaskFinished(
    string TaskId, string TaskType, long FinishTime, string Status, HistoryCounters Counters, string? SuccessfulAttempt) : HistoryEvent;

/// <summary>A task failed as often as it may, or was killed.</summary>
public sealed record TaskFailed(
    string TaskId, string TaskType, long FinishTime, string Error, string? FailedAttempt, string Status, HistoryCounters? Counters)
    : HistoryEvent;

/// <summary>An attempt runs in a container.</summary>
public sealed record AttemptStarted(
    string TaskId, string TaskType, string AttemptId, long StartTime, string TrackerName, int HttpPort, int ShufflePort, string ContainerId,
    string? Locality, string? Avataar) : HistoryEvent;

/// <summary>A map attempt succeeded.</summary>
public sealed record MapAttemptFinished(
    string TaskId, string AttemptId, string TaskType, string Status, long MapFinishTime, long FinishTime, string Host, int Port,
    string Rack, string State,
    HistoryCounters Counters) : HistoryEvent;

/// <summary>A reduce attempt succeeded.</summary>
public sealed record ReduceAttemptFinished(
    string TaskId, string AttemptId, string TaskType, string Status, long ShuffleFinishTime, long SortFinishTime, long FinishTime,
    string Host, int Port,
    string Rack, string State, HistoryCounters Counters) : HistoryEvent;

/// <summary>An attempt failed or was killed.</summary>
/// <param name="TaskId">task_…</param>
/// <param name="TaskType">MAP or REDUCE.</param>
/// <param name="AttemptId">attempt_…</param>
/// <param name="FinishTime">When.</param>
/// <param name="Host">Its node; empty before it had one.</param>
/// <param name="Port">Of the NodeManager's RPC; -1 before it had one.</param>
/// <param name="Rack">Of its node.</param>
/// <param name="Status">FAILED or KILLED.</param>
/// <param name="Error">Why.</param>
/// <param name="Counters">As last reported.</param>
public sealed record AttemptUnsuccessful(
    string TaskId, string TaskType, string AttemptId, long FinishTime, string Host, int Port, string Rack, string Status, string Error,
    HistoryCounters? Counters) : HistoryEvent;
