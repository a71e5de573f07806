namespace Hathi.Conformance.Tests.ApacheServers;

/// <summary>A difference between Apache's REST services and ours that is meant.</summary>
/// <param name="Question">One of <see cref="RestQuestions"/>.</param>
/// <param name="Difference">As <see cref="RestBesideApacheTests"/> tells it.</param>
/// <param name="Reason">Why it may stay.</param>
internal sealed record MeantDifference(string Question, string Difference, string Reason);

/// <summary>All of them. One that is no difference any more fails the test, too.</summary>
internal static class RestDifferences
{
    private const string Cluster = "rm /ws/v1/cluster";
    private const string App = Cluster + "/apps/{app}";
    private const string Node = "nm /ws/v1/node";
    private const string NodeContainer = Node + "/containers/{container}";
    private const string History = "hs /ws/v1/history";
    private const string Jobs = History + "/mapreduce/jobs";

    public static readonly MeantDifference[] Meant =
    [
        .. Because(
            "labels, reservations, activities, the scheduler's configuration and these few others are not here yet",
            "answers 200 200 200, not 404 404 404",
            $"{Cluster}/scheduler/activities", $"{Cluster}/scheduler/bulk-activities", $"{Cluster}/scheduler/app-activities/{{app}}",
            $"{Cluster}/scheduler-overview", $"{Cluster}/get-node-labels", $"{Cluster}/get-node-to-labels", $"{Cluster}/label-mappings",
            $"{Cluster}/nodes/{{node}}/get-labels", $"{Node}/resources/memory-mb"),
        .. Because(
            "not here yet, and of no use as Apache's is set up",
            "answers 400 400 400, not 404 404 404",
            $"{Cluster}/scheduler-conf",
            $"{Cluster}/reservation/list?queue=default",
            $"{Node}/auxiliaryservices"),
        .. Because(
            "logs that were moved are read from the file system (yarn logs): the history server does not show them",
            "answers 200 200 200, not 404 404 404",
            $"{History}/aggregatedlogs?appid={{app}}", $"{History}/containers/{{container}}/logs", $"{History}/remote-log-dir"),
        .. Because("as the line before", "answers 406 406 406, not 404 404 404", $"{History}/containerlogs/{{container}}/stderr"),
        .. InBoth(
            "as the line before: there is nothing that a link could lead to",
            $"{Jobs}/{{job}}/jobattempts",
            "lacks /jobAttempts/jobAttempt/logsLink",
            "value"),
        .. Because(
            "3.5.0 cannot write this class as JSON, which older releases do",
            "answers 503 503 200, not 200 200 200",
            $"{App}/appattempts/{{try}}"),
        .. Because(
            "access to queues is not here yet; 3.5.0 cannot write it as JSON",
            "answers 503 503 200, not 404 404 404",
            $"{Cluster}/queues/default/access?user=root&queue-acl-type=SUBMIT_APPLICATIONS"),
        .. Because(
            "3.5.0 answers with 503 where it means 404",
            "answers 503 503 503, not 404 404 404",
            $"{Node}/containers/container_1_0001_01_000001/logs"),
        .. Because(
            "3.5.0 answers with 503 where it means 405",
            "answers 503 503 503, not 405 405 405",
            $"{Cluster}/containers/{{container}}/signal/OUTPUT_THREAD_DUMP"),
        .. Because(
            "tokens are not given out over REST yet; 3.5.0 answers with 503 where it means 405",
            "answers 503 503 503, not 404 404 404",
            $"{Cluster}/delegation-token"),
        .. Because(
            "a log is text, and is sent whatever is asked for",
            "answers 406 406 406, not 200 200 200",
            $"{NodeContainer}/logs/stderr",
            $"{Node}/containerlogs/{{container}}/stderr"),
        .. Because(
            "of a path that is nothing Apache's web server tells, not its REST service",
            "exception none, not org.apache.hadoop.yarn.webapp.NotFoundException",
            $"{Cluster}/nonsense", $"{App}/nonsense", $"{Node}/nonsense", $"{History}/nonsense", $"{Jobs}/{{job}}/nonsense"),
        .. InBoth(
            "what the last run of Apache's scheduler did; ours notes no runs",
            $"{Cluster}/scheduler",
            "lacks /scheduler/schedulerInfo/health",
            "object"),
        .. InBoth(
            "what containers really use, which Apache's NodeManager does not tell",
            Node,
            "has /nodeInfo/containersMemoryUsedMB",
            "integer"),
        .. InBoth("as the line before", $"{Node}/info", "has /nodeInfo/containersMemoryUsedMB", "integer"),
        .. InBoth("as the line before", NodeContainer, "has /container/memoryUsedMB", "integer"),
        .. InBoth("when a container began, which Apache's NodeManager does not tell", NodeContainer, "has /container/startTime", "integer"),
        new($"{Node}/containers", "json has /containers/container[]/memoryUsedMB integer", "as of one container"),
        new($"{Node}/containers", "json has /containers/container[]/startTime integer", "as of one container"),
        new($"{Node}/containers", "xml has /containers/container/memoryUsedMB", "as of one container"),
        new($"{Node}/containers", "xml has /containers/container/startTime", "as of one container"),
        new($"{Jobs}?state=KILLED", "json lacks /jobs value", "3.5.0 makes this JSON from XML: of nothing an empty text"),
        new($"{Jobs}?state=KILLED", "json has /jobs members", "as the line before"),
    ];

    private static IEnumerable<MeantDifference> Because(string reason, string difference, params string[] questions) =>
        questions.Select(question => new MeantDifference(question, difference, reason));

    // The same in both forms, of which JSON has kinds.
    private static IEnumerable<MeantDifference> InBoth(string reason, string question, string difference, string kind) =>
        [new(question, $"json {difference} {kind}", reason), new(question, $"xml {difference}", reason)];
}
