namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>
/// What both clusters are asked: every resource that is read, ids that are none or nobody's, parameters that make no sense.
/// </summary>
internal static class RestQuestions
{
    private const string Jobs = "hs /ws/v1/history/mapreduce/jobs";
    private const string Job = Jobs + "/{job}";
    private const string Apps = "rm /ws/v1/cluster/apps";
    private const string App = Apps + "/{app}";
    private const string Try = App + "/appattempts/{try}";
    private const string Cluster = "rm /ws/v1/cluster";
    private const string Node = "nm /ws/v1/node";

    private static readonly string[] OfApps =
    [
        Apps, App, $"{App}/state", $"{App}/queue", $"{App}/priority", $"{App}/timeouts", $"{App}/timeouts/LIFETIME", $"{App}/appattempts",
        Try,
        $"{Cluster}/metrics", $"{Cluster}/scheduler", $"{Cluster}/appstatistics",
    ];

    /// <summary>While a map of the job stands still.</summary>
    public static readonly string[] WhileItRuns =
    [
        .. OfApps,
        Cluster, $"{Cluster}/info", $"{Cluster}/userinfo", $"{Cluster}/nodes", $"{Cluster}/nodes/{{node}}",
        $"{Cluster}/nodes?states=running", $"{Cluster}/nodes?states=lost",
        $"{Cluster}/nodes?states=nonsense", $"{Cluster}/nodes/nonsense", $"{Cluster}/nodes/nonsense:7", $"{Cluster}/nodes/nonsense:x",
        $"{Cluster}/nonsense",
        $"{App}?deSelects=resourceRequests", $"{App}?deSelects=resourceInfo,timeouts", $"{App}?deSelects=nonsense",
        $"{App}/timeouts/nonsense", $"{App}/nonsense",
        $"{App}/appattempts/nonsense", $"{App}/appattempts/appattempt_1_0001_000009", $"{Try}/containers",
        $"{Try}/containers/{{container}}", $"{Try}/containers/nonsense",
        $"{Try}/containers/container_1_0001_01_000001", $"{Apps}/nonsense", $"{Apps}/application_1_0001",
        $"{Apps}/application_1_0001/state", $"{Apps}/application_1_0001/appattempts",
        $"{Apps}/application_1_0001/appattempts/appattempt_1_0001_000001",
        $"{Apps}/application_1_0001/appattempts/appattempt_1_0001_000001/containers",
        $"{Apps}?states=nonsense", $"{Apps}?states=killed", $"{Apps}?finalStatus=nonsense", $"{Apps}?limit=0", $"{Apps}?limit=x",
        $"{Apps}?queue=nonsense", $"{Apps}?user=nobody",
        $"{Apps}?startedTimeBegin=x", $"{Apps}?startedTimeBegin=-1", $"{Apps}?startedTimeBegin=5&startedTimeEnd=3",
        $"{Apps}?finishedTimeEnd=-1", $"{Apps}?finishedTimeBegin=x",
        $"{Cluster}/appstatistics?states=finished&applicationTypes=mapreduce", $"{Cluster}/appstatistics?states=nonsense",
        $"{Cluster}/appstatistics?applicationTypes=a,b",
        $"{Apps}/new-application", $"{Cluster}/containers/{{container}}/signal/OUTPUT_THREAD_DUMP", $"{Cluster}/delegation-token",
        $"{Cluster}/scheduler/activities", $"{Cluster}/scheduler/bulk-activities", $"{Cluster}/scheduler/app-activities/{{app}}",
        $"{Cluster}/scheduler-conf", $"{Cluster}/scheduler-overview",
        $"{Cluster}/get-node-labels", $"{Cluster}/get-node-to-labels", $"{Cluster}/label-mappings", $"{Cluster}/nodes/{{node}}/get-labels",
        $"{Cluster}/reservation/list?queue=default",
        $"{Cluster}/queues/default/access?user=root&queue-acl-type=SUBMIT_APPLICATIONS",
        Node, $"{Node}/info", $"{Node}/apps", $"{Node}/apps?state=RUNNING", $"{Node}/apps?state=nonsense", $"{Node}/apps?state=NEW",
        $"{Node}/apps?user=", $"{Node}/apps?user=nobody",
        $"{Node}/apps/{{app}}", $"{Node}/apps/nonsense", $"{Node}/apps/application_1_0001", $"{Node}/containers",
        $"{Node}/containers/{{container}}", $"{Node}/containers/nonsense",
        $"{Node}/containers/container_1_0001_01_000001", $"{Node}/containers/{{container}}/logs", $"{Node}/containers/nonsense/logs",
        $"{Node}/containers/container_1_0001_01_000001/logs",
        $"{Node}/containers/{{container}}/logs/stderr", $"{Node}/containerlogs/{{container}}/stderr", $"{Node}/auxiliaryservices",
        $"{Node}/resources/memory-mb", $"{Node}/nonsense",
    ];

    /// <summary>When the job has ended.</summary>
    public static readonly string[] Afterwards =
    [
        .. OfApps,
        $"{Try}/containers/{{container}}",
        "hs /ws/v1/history", "hs /ws/v1/history/info", "hs /ws/v1/history/nonsense",
        Jobs, $"{Jobs}?state=KILLED", $"{Jobs}?state=nonsense", $"{Jobs}?limit=0", $"{Jobs}?limit=x", $"{Jobs}?startedTimeBegin=x",
        $"{Jobs}?startedTimeBegin=-1",
        $"{Jobs}?startedTimeBegin=5&startedTimeEnd=3", $"{Jobs}?finishedTimeEnd=-1", $"{Jobs}?finishedTimeBegin=x",
        Job, $"{Jobs}/nonsense", $"{Jobs}/job_1_0001", $"{Job}/counters", $"{Job}/jobattempts", $"{Job}/conf", $"{Job}/nonsense",
        $"{Jobs}/job_1_0001/counters",
        $"{Job}/tasks", $"{Job}/tasks?type=m", $"{Job}/tasks?type=r", $"{Job}/tasks?type=x",
        .. OfTask("map", "mapTry"), .. OfTask("reduce", "reduceTry"), $"{Job}/tasks/nonsense", $"{Job}/tasks/task_1_0001_m_000000",
        $"{Job}/tasks/{{map}}/attempts/nonsense", $"{Job}/tasks/{{map}}/attempts/attempt_1_0001_m_000000_0",
        "hs /ws/v1/history/aggregatedlogs?appid={app}", "hs /ws/v1/history/containers/{container}/logs",
        "hs /ws/v1/history/containerlogs/{container}/stderr", "hs /ws/v1/history/remote-log-dir",
    ];

    private static IEnumerable<string> OfTask(string task, string attempt) =>
        ((string[])["", "/counters", "/attempts", $"/attempts/{{{attempt}}}", $"/attempts/{{{attempt}}}/counters"])
            .Select(end => $"{Job}/tasks/{{{task}}}{end}");
}
