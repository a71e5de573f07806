using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.Protocol;
using Events = Hathi.MapReduce.Protocol.History;

namespace Hathi.MapReduce.Master;

/// <summary>Turns what happens to the job into the events that Hadoop's job history has. Used by the master's loop.</summary>
internal sealed class HistoryKeeper(MasterPlan plan, JobHistory history, RackTable racks)
{
    private readonly string _job = plan.Id.ToString();
    private readonly int[] _failed = new int[2];

    /// <summary>When the job was handed in, ms since 1970.</summary>
    internal long SubmitTime { get; } = ContainerEnvironment.SubmitTime;

    /// <summary>The job's settings, a file of the cluster.</summary>
    internal string ConfigurationFile { get; private set; } = "";

    /// <summary>When its tasks could start.</summary>
    internal long LaunchTime { get; private set; }

    /// <summary>When it ended.</summary>
    internal long FinishTime { get; private set; }

    /// <summary>
    /// Tasks of a type that failed for good, and those that are not done because the job ended before. Source: the
    /// counts of Apache's JobImpl.
    /// </summary>
    internal (int Failed, int Killed) Undone(TaskType type, int done)
    {
        var all = type == TaskType.Map ? plan.Splits.Count : plan.Reduces;
        return (_failed[(int)type], Math.Max(0, all - done - _failed[(int)type]));
    }

    internal void JobStarted(string configurationFile, bool uber, long wall)
    {
        LaunchTime = wall;
        ConfigurationFile = configurationFile;
        var host = ContainerEnvironment.Host;
        history.Add(new AmStarted(
            plan.Attempt.ToText(), wall, ContainerEnvironment.ContainerId, host, ContainerEnvironment.NodePort,
            ContainerEnvironment.NodeHttpPort));
        history.Add(new JobSubmitted(
            _job, plan.Job.Name, plan.User, SubmitTime, configurationFile, JobAccess.ForHistory(plan.Configuration), AskedQueue));
        history.Add(new JobInited(_job, wall, plan.Splits.Count, plan.Reduces, "INITED", uber));
        history.Add(new JobInfoChanged(_job, SubmitTime, wall));
    }

    /// <summary>The queue that the client named: the summary has it. Source: JobHistoryEventHandler.processEventForJobSummary.</summary>
    internal string AskedQueue => plan.Configuration.Get(MapReduceKeys.Queue);

    /// <summary>The queue that it is in: the job is listed under it.</summary>
    internal string Queue { get; private set; } = plan.Configuration.Get(MapReduceKeys.Queue);

    /// <summary>
    /// The ResourceManager has told in which queue the application is; where its answer was lost, that stays the one that the client named.
    /// Source: RMCommunicator.register, JobImpl.setQueueName.
    /// </summary>
    internal void Registered(RegisterApplicationMasterResponseProto? answer)
    {
        Queue = answer is { Queue.Length: > 0 } ? answer.Queue : Queue;
        history.Add(new JobQueueChanged(_job, Queue));
    }

    internal void TaskStarted(TaskRef task, long wall) => history.Add(new Events.TaskStarted(
        Id(task), JobHistory.TypeName(task.Type), wall, task.Type == TaskType.Map ? string.Join(',', plan.Splits[task.Number].Hosts) : ""));

    internal void AttemptStarted(AttemptRecord attempt, GrantedContainers.Granted? granted)
    {
        var locality = attempt.Locality switch { Locality.Node => "NODE_LOCAL", Locality.Rack => "RACK_LOCAL", _ => "OFF_SWITCH" };
        history.Add(new Events.AttemptStarted(
            Id(attempt.Id.Task), JobHistory.TypeName(attempt.Id.Task.Type), Id(attempt.Id), attempt.StartedAt, attempt.Host,
            HttpPort(granted),
            granted?.ShufflePort ?? 0, attempt.Container, locality, "VIRGIN"));
    }

    internal void AttemptEnded(AttemptRecord attempt, GrantedContainers.Granted? granted)
    {
        var type = JobHistory.TypeName(attempt.Id.Task.Type);
        var port = granted?.Container.NodeId.Port ?? ContainerEnvironment.NodePort;
        var rack = racks.Of(attempt.Host);
        var counters = JobHistory.ToHistory(attempt.Counters, "COUNTERS");
        HistoryEvent happened = (attempt.Outcome, attempt.Id.Task.Type) switch
        {
            (Outcome.Succeeded, TaskType.Map) => new MapAttemptFinished(
                Id(attempt.Id.Task), Id(attempt.Id), type, "SUCCEEDED", attempt.EndedAt, attempt.EndedAt, attempt.Host, port, rack,
                attempt.Status, counters),
            (Outcome.Succeeded, _) => new ReduceAttemptFinished(
                Id(attempt.Id.Task), Id(attempt.Id), type, "SUCCEEDED", attempt.ShuffledAt, attempt.SortedAt, attempt.EndedAt, attempt.Host,
                port, rack, attempt.Status, counters),
            var (outcome, _) => new AttemptUnsuccessful(
                Id(attempt.Id.Task), type, Id(attempt.Id), attempt.EndedAt, attempt.Host, port, rack,
                outcome == Outcome.Failed ? "FAILED" : "KILLED", attempt.Message, counters),
        };
        history.Add(happened);
    }

    internal void TaskEnded(JobEffect.TaskEnded ended, AttemptRecord? attempt, long wall)
    {
        _failed[(int)ended.Task.Type] += ended.Outcome == Outcome.Failed ? 1 : 0;
        var type = JobHistory.TypeName(ended.Task.Type);
        var counters = JobHistory.ToHistory(attempt?.Counters ?? new JobCounters(), "COUNTERS");
        history.Add(ended.Outcome == Outcome.Succeeded
            ? new TaskFinished(Id(ended.Task), type, wall, "SUCCEEDED", counters, Id(ended.Attempt))
            : new TaskFailed(Id(ended.Task), type, wall, ended.Message, Id(ended.Attempt), "FAILED", counters));
    }

    internal void JobEnded(Outcome outcome, string message, JobBoard board, JobMaster master, long wall)
    {
        FinishTime = wall;
        int maps = master.Done(TaskType.Map), reduces = master.Done(TaskType.Reduce);
        var (undoneMaps, undoneReduces) = (Undone(TaskType.Map, maps), Undone(TaskType.Reduce, reduces));
        history.Add(outcome == Outcome.Succeeded
            ? new JobFinished(
                _job, wall, maps, reduces, undoneMaps.Failed, undoneReduces.Failed, undoneMaps.Killed, undoneReduces.Killed,
                JobHistory.ToHistory(board.Counters(), "TOTAL_COUNTERS"),
                JobHistory.ToHistory(board.Counters(TaskType.Map), "MAP_COUNTERS"),
                JobHistory.ToHistory(board.Counters(TaskType.Reduce), "REDUCE_COUNTERS"))
            : new JobUnsuccessful(
                _job, wall, maps, reduces, undoneMaps.Failed, undoneReduces.Failed, undoneMaps.Killed, undoneReduces.Killed,
                outcome == Outcome.Failed ? "FAILED" : "KILLED", message));
    }

    private string Id(TaskRef task) => $"task_{plan.Id.Core}_{task}";

    private string Id(AttemptRef attempt) => $"attempt_{plan.Id.Core}_{attempt}";

    private static int HttpPort(GrantedContainers.Granted? granted) =>
        granted?.Container.NodeHttpAddress is { } address && int.TryParse(address.AsSpan(address.LastIndexOf(':') + 1), out var port)
            ? port
            : ContainerEnvironment.NodeHttpPort;
}
