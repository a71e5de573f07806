namespace Hathi.Hostile.Tests.Requests;

/// <summary>What a server has at its HTTP port.</summary>
/// <param name="Paths">Each with a % where an id stands.</param>
/// <param name="Parameters">Names of parameters.</param>
internal sealed record RestPaths(IReadOnlyList<string> Paths, IReadOnlyList<string> Parameters)
{
    public static readonly RestPaths NameNode = new(
        ["/", "/jmx", "/metrics", "/fsck", "/conf", "/nobody", "/webhdfs/v1/%"],
        ["path", "ugi", "blockId", "qry", "get", "startblockafter", "op", "user.name", "doas"]);

    public static readonly RestPaths ResourceManager = new(
        [
            "/", "/cluster", "/cluster/app/%", "/jmx", "/metrics", "/conf", "/nobody", "/proxy/%/", "/ws/v1/cluster", "/ws/v1/cluster/info", "/ws/v1/cluster/metrics", "/ws/v1/cluster/scheduler",
            "/ws/v1/cluster/nodes", "/ws/v1/cluster/nodes/%", "/ws/v1/cluster/appstatistics", "/ws/v1/cluster/apps", "/ws/v1/cluster/apps/new-application", "/ws/v1/cluster/apps/%",
            "/ws/v1/cluster/apps/%/state", "/ws/v1/cluster/apps/%/queue", "/ws/v1/cluster/apps/%/priority", "/ws/v1/cluster/apps/%/appattempts", "/ws/v1/cluster/apps/%/timeouts",
            "/ws/v1/cluster/apps/%/timeouts/LIFETIME", "/ws/v1/cluster/apps/%/timeout", "/ws/v1/cluster/userinfo", "/ws/v1/cluster/containers/%/signal/GRACEFUL_SHUTDOWN",
        ],
        ["state", "states", "limit", "user", "queue", "startedTimeBegin", "finishedTimeEnd", "applicationTags", "deSelects", "user.name", "qry", "get", "healthy", "name", "finalStatus", "applicationTypes", "format"]);

    public static readonly RestPaths NodeManager = new(
        [
            "/", "/node", "/jmx", "/metrics", "/conf", "/nobody", "/ws/v1/node", "/ws/v1/node/info", "/ws/v1/node/apps", "/ws/v1/node/apps/%", "/ws/v1/node/containers", "/ws/v1/node/containers/%",
            "/ws/v1/node/containers/%/logs", "/ws/v1/node/containerlogs/%/stdout", "/node/containerlogs/%/root", "/node/containerlogs/%/root/stdout",
        ],
        ["start", "end", "size", "format", "state", "user", "qry", "get"]);

    public static readonly RestPaths History = new(
        [
            "/", "/jmx", "/conf", "/jobhistory", "/jobhistory/job/%", "/nobody", "/ws/v1/history", "/ws/v1/history/info", "/ws/v1/history/mapreduce/jobs", "/ws/v1/history/mapreduce/jobs/%",
            "/ws/v1/history/mapreduce/jobs/%/counters", "/ws/v1/history/mapreduce/jobs/%/conf", "/ws/v1/history/mapreduce/jobs/%/tasks", "/ws/v1/history/mapreduce/jobs/%/jobattempts",
            "/ws/v1/history/mapreduce/jobs/job_1795343521049_0001/tasks/%", "/ws/v1/history/mapreduce/jobs/job_1795343521049_0001/tasks/%/attempts",
        ],
        ["limit", "state", "user", "queue", "startedTimeBegin", "finishedTimeEnd", "type", "qry", "get", "name", "format"]);

    public static readonly RestPaths Shuffle = new(
        ["/", "/mapOutput", "/mapOutput?job=%&reduce=0&map=attempt_1_0001_m_000000_0", "/mapOutput?job=job_1_0001&reduce=%&map=a", "/mapOutput?job=job_1_0001&reduce=0&map=%"],
        ["job", "reduce", "map", "keepAlive"]);

    /// <summary>Headers without which the shuffle answers nothing.</summary>
    public const string ShuffleHeaders = "name: mapreduce\r\nversion: 1.0.0\r\n";
}
