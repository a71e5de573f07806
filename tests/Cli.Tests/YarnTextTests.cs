using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Tests;

/// <summary>
/// <c>hathi yarn</c> beside <c>yarn</c>: what Apache's 3.5.0 printed for the same questions to the same
/// ResourceManager, and the exit codes.
/// </summary>
public sealed class YarnTextTests : IAsyncDisposable
{
    private const string Attempt = "appattempt_1795365736551_0001_000009";
    private const string Container = "container_1795365736551_0001_01_000099";
    private const string Exceptions = "org.apache.hadoop.yarn.exceptions.";

    private readonly YarnInProcess _yarn = new();

    public ValueTask DisposeAsync() => _yarn.DisposeAsync();

    [Fact]
    public async Task Queues_are_listed_in_a_table()
    {
        _yarn.On(
            "getQueueInfo",
            GetQueueInfoRequestProto.Parser,
            static r => r.QueueName != "root" ? new GetQueueInfoResponseProto() : new GetQueueInfoResponseProto
            {
                QueueInfo = new QueueInfoProto
                {
                    QueueName = "root",
                    ChildQueues = { Queue("default", 0.6f, 0.0952f, 1f), Queue("other", 0.4f, 0f, 0.8f) },
                },
            });
        const string Expected = """
            +-----------------------------------------------------------------------------------------------------------------------+
            |                                                  2 queues were found                                                  |
            +------------+--------------+---------+----------+------------------+------------------+--------+-----------------------+
            | Queue Name |  Queue Path  |  State  | Capacity | Current Capacity | Maximum Capacity | Weight | Maximum Parallel Apps |
            +------------+--------------+---------+----------+------------------+------------------+--------+-----------------------+
            |  default   | root.default | RUNNING |  60.00%  |      9.52%       |     100.00%      | -1.00  |      2147483647       |
            |   other    |  root.other  | RUNNING |  40.00%  |       .00%       |      80.00%      | -1.00  |      2147483647       |
            +------------+--------------+---------+----------+------------------+------------------+--------+-----------------------+

            """;
        Assert.Equal(Expected.ReplaceLineEndings("\n"), (await _yarn.RunAsync([], "queue", "-list", "root")).Output);
        var nowhere = await _yarn.RunAsync([], "queue", "-status", "nope");
        Assert.Equal((255, "Cannot get queue from RM by queueName = nope, please check.\n"), (nowhere.ExitCode, nowhere.Output));
    }

    [Theory]
    [InlineData(
        "application -list -appStates foo",
        "The application state foo is invalid.\nThe valid application state can be one of the following: "
        + "ALL,NEW,NEW_SAVING,SUBMITTED,ACCEPTED,RUNNING,FINISHED,FAILED,KILLED\n")]
    [InlineData(
        "node -list -states foo",
        "The node state foo is invalid.\nThe valid node state can be one of the following: "
        + "NEW,RUNNING,UNHEALTHY,DECOMMISSIONED,LOST,REBOOTED,DECOMMISSIONING,SHUTDOWN.\n")]
    [InlineData(
        "applicationattempt -status " + Attempt, "Application Attempt with id '" + Attempt + "' doesn't exist in RM or Timeline Server.\n")]
    [InlineData("container -status " + Container, "Container with id '" + Container + "' doesn't exist in RM or Timeline Server.\n")]
    public async Task What_is_not_there_is_said_on_standard_output_with_255(string words, string expected)
    {
        _yarn.Refusing(
            "getApplicationAttemptReport",
            GetApplicationAttemptReportRequestProto.Parser,
            Exceptions + "ApplicationAttemptNotFoundException",
            "no")
            .Refusing("getContainerReport", GetContainerReportRequestProto.Parser, Exceptions + "ContainerNotFoundException", "no");
        var answer = await _yarn.RunAsync([], words.Split(' '));
        Assert.Equal((255, expected, ""), (answer.ExitCode, answer.Output, answer.Error));
    }

    [Theory]
    [InlineData("node -status foo", "node: Invalid NodeId [foo]. Expected host:port\n")]
    [InlineData("node -foo", "node: Unrecognized option: -foo\n")]
    [InlineData("application -status foo", "application: \"foo\" is no application id, such as application_1700000000000_0001.\n")]
    [InlineData("application -appId application_1_0001 -updatePriority x", "application: -updatePriority x: expected a whole number\n")]
    public async Task What_cannot_be_read_is_one_line_where_Apaches_throw_with_1(string words, string expected)
    {
        var answer = await _yarn.RunAsync([], words.Split(' '));
        Assert.Equal((1, "", expected), (answer.ExitCode, answer.Output, answer.Error));
    }

    [Fact]
    public async Task One_application_that_was_ended_makes_it_a_success()
    {
        _yarn.On(
            "forceKillApplication",
            KillApplicationRequestProto.Parser,
            static _ => new KillApplicationResponseProto { IsKillCompleted = true })
            .On("getApplicationReport", GetApplicationReportRequestProto.Parser, static r => r.ApplicationId.Id == 1
                ? new GetApplicationReportResponseProto { ApplicationReport = new ApplicationReportProto
                {
                    ApplicationId = r.ApplicationId, YarnApplicationState = YarnApplicationStateProto.Running,
                } }
                : throw new Hadoop.Rpc.RpcFault(Exceptions + "ApplicationNotFoundException", "no"));
        var answer = await _yarn.RunAsync([], "application", "-kill", "application_1_0001", "application_1_0002");
        Assert.Equal(
            (0, "Killing application application_1_0001\nApplication with id 'application_1_0002' doesn't exist in RM.\n"),
            (answer.ExitCode, answer.Output));
        Assert.Equal(255, (await _yarn.RunAsync([], "application", "-kill", "application_1_0002")).ExitCode);
        Assert.Equal("application: Missing argument for options: kill\n", (await _yarn.RunAsync([], "application", "-kill")).Error);
    }

    /// <summary>Hours and minutes of the zone: the ResourceManager takes another moment otherwise.</summary>
    [Theory]
    [InlineData(0, "2026-11-29T08:00:00.007+0000")]
    [InlineData(330, "2026-11-29T08:00:00.007+0530")]
    [InlineData(345, "2026-11-29T08:00:00.007+0545")]
    [InlineData(-210, "2026-11-29T08:00:00.007-0330")]
    [InlineData(-480, "2026-11-29T08:00:00.007-0800")]
    public void A_lifetime_ends_at_a_time_with_its_zone(int minutes, string expected) =>
        Assert.Equal(
            expected,
            Hathi.Cli.Yarn.ApplicationCommand.Expiry(new DateTimeOffset(2026, 11, 29, 8, 0, 0, 7, TimeSpan.FromMinutes(minutes))));

    /// <summary>As Java's SS: of milliseconds two digits at least.</summary>
    [Theory]
    [InlineData(7, ":07")]
    [InlineData(70, ":70")]
    [InlineData(700, ":700")]
    public async Task A_node_was_heard_at_a_time_with_milliseconds(long time, string expected)
    {
        _yarn.On("getClusterNodes", GetClusterNodesRequestProto.Parser, _ => new GetClusterNodesResponseProto
        {
            NodeReports =
            {
                new NodeReportProto
                {
                    NodeId = new NodeIdProto { Host = "n1", Port = 8041 }, Capability = new ResourceProto(), LastHealthReportTime = time,
                },
            },
        });
        var output = (await _yarn.RunAsync([], "node", "-status", "n1:8041")).Output;
        Assert.Matches($"\n\tLast-Health-Update : ... ../.../.. ..:..:00{expected}[^0-9]", output);
    }

    [Fact]
    public async Task States_are_in_the_order_of_Apaches()
    {
        _yarn.On("getApplications", GetApplicationsRequestProto.Parser, static _ => new GetApplicationsResponseProto());
        Assert.StartsWith(
            "Total number of applications (application-types: [], states: [RUNNING, FAILED] and tags: []):0\n",
            (await _yarn.RunAsync([], "application", "-list", "-appStates", "FAILED,running,failed")).Output, StringComparison.Ordinal);
    }

    private static QueueInfoProto Queue(string name, float capacity, float current, float maximum) => new()
    {
        QueueName = name, QueuePath = "root." + name, State = QueueStateProto.QRunning, Capacity = capacity, CurrentCapacity = current,
        MaximumCapacity = maximum, Weight = -1, MaxParallelApps = int.MaxValue,
    };
}
