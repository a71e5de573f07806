using Hathi.Base.CommandLine;
using Hathi.Cli.Yarn;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every option in the tables of <c>hathi yarn</c>: with it something is different, in what is printed, in the exit code or in what the
/// ResourceManager is asked; where it may not stand it is refused and nothing is asked. An option without a value here, and without a
/// reason, fails by itself.
/// </summary>
public sealed class YarnFlagTests : IAsyncDisposable
{
    private const string App = "application_1795365736551_0002";
    private const string Attempt = "appattempt_1795365736551_0002_000001";
    private const string First = "container_1795365736551_0002_01_000001";
    private const string Second = "container_1795365736551_0002_01_000002";

    /// <summary>The value that each option is tried with.</summary>
    private static readonly Dictionary<string, string> Values = new()
    {
        ["application status"] = App, ["application appStates"] = "FAILED", ["application appTypes"] = "SPARK",
        ["application appTags"] = "nightly", ["application kill"] = App, ["application movetoqueue"] = App, ["application queue"] = "other",
        ["application appId"] = App, ["application updatePriority"] = "5", ["application updateLifetime"] = "60",
        ["application changeQueue"] = "other", ["applicationattempt status"] = Attempt, ["applicationattempt list"] = App,
        ["applicationattempt fail"] = Attempt, ["container status"] = First, ["container list"] = Attempt, ["container signal"] = First,
        ["node status"] = "n1:8041", ["node states"] = "LOST", ["queue status"] = "default", ["queue list"] = "root",
        ["logs applicationId"] = App, ["logs containerId"] = Second, ["logs am"] = "1", ["logs log_files"] = "stderr",
        ["logs log_files_pattern"] = "err", ["logs size"] = "1", ["logs appOwner"] = "bob", ["top delay"] = "1", ["top rows"] = "1",
    };

    /// <summary>What changes nothing that can be seen here, and why it may.</summary>
    private static readonly Dictionary<string, string> Harmless = new()
    {
        ["top delay"] = "how long between two screens: no test asserts a time",
        ["logs containerId applicationId"] = "the container's name says it as well; another application is refused: YarnLogsTests",
    };

    private readonly string _logs = Directory.CreateTempSubdirectory("hathi-logs-").FullName;
    private readonly YarnInProcess _yarn = new();
    private YarnApplicationStateProto _state = YarnApplicationStateProto.Running;

    public YarnFlagTests() => _yarn
        .On(
            "getApplicationReport",
            GetApplicationReportRequestProto.Parser,
            r => new GetApplicationReportResponseProto { ApplicationReport = Report(r.ApplicationId) })
        .On("getApplications", GetApplicationsRequestProto.Parser, _ =>
        {
            if (_yarn!.IsWatched)
            {
                _yarn.User.Cancel();
            }

            return new GetApplicationsResponseProto
            {
                Applications = { Report(YarnIds.ParseApplication(App)), Report(YarnIds.ParseApplication(App)) },
            };
        })
        .On(
            "forceKillApplication",
            KillApplicationRequestProto.Parser,
            static _ => new KillApplicationResponseProto { IsKillCompleted = true })
        .On(
            "moveApplicationAcrossQueues",
            MoveApplicationAcrossQueuesRequestProto.Parser,
            static _ => new MoveApplicationAcrossQueuesResponseProto())
        .On(
            "updateApplicationPriority",
            UpdateApplicationPriorityRequestProto.Parser,
            static _ => new UpdateApplicationPriorityResponseProto())
        .On(
            "updateApplicationTimeouts",
            UpdateApplicationTimeoutsRequestProto.Parser,
            static _ => new UpdateApplicationTimeoutsResponseProto())
        .On("failApplicationAttempt", FailApplicationAttemptRequestProto.Parser, static _ => new FailApplicationAttemptResponseProto())
        .On("signalToContainer", SignalContainerRequestProto.Parser, static _ => new SignalContainerResponseProto())
        .On(
            "getApplicationAttemptReport",
            GetApplicationAttemptReportRequestProto.Parser,
            static _ => new GetApplicationAttemptReportResponseProto { ApplicationAttemptReport = Master() })
        .On(
            "getApplicationAttempts",
            GetApplicationAttemptsRequestProto.Parser,
            static _ => new GetApplicationAttemptsResponseProto { ApplicationAttempts = { Master() } })
        .On(
            "getContainerReport",
            GetContainerReportRequestProto.Parser,
            static r => new GetContainerReportResponseProto { ContainerReport = new ContainerReportProto { ContainerId = r.ContainerId } })
        .On("getContainers", GetContainersRequestProto.Parser, static _ => new GetContainersResponseProto())
        .On("getClusterNodes", GetClusterNodesRequestProto.Parser, static _ => new GetClusterNodesResponseProto
        {
            NodeReports = { new NodeReportProto
            {
                NodeId = new NodeIdProto { Host = "n1", Port = 8041 },
                NodeState = NodeStateProto.NsRunning,
                Capability = new ResourceProto { Memory = 8192 },
            } },
        })
        .On(
            "getClusterMetrics",
            GetClusterMetricsRequestProto.Parser,
            static _ => new GetClusterMetricsResponseProto { ClusterMetrics = new YarnClusterMetricsProto { NumNodeManagers = 1 } })
        .On("getQueueInfo", GetQueueInfoRequestProto.Parser, static r => new GetQueueInfoResponseProto
        {
            QueueInfo = new QueueInfoProto { QueueName = r.QueueName, QueuePath = r.QueueName },
        });

    public async ValueTask DisposeAsync()
    {
        await _yarn.DisposeAsync();
        Directory.Delete(_logs, recursive: true);
    }

    public static TheoryData<string> Verbs() =>
        [.. YarnCommand.Tables.SelectMany(static t => t.Verbs.Select(v => $"{t.Name} {v.Option}".TrimEnd()))];

    public static TheoryData<string> Fitting() =>
        [.. YarnCommand.Tables.SelectMany(static t => t.Verbs.SelectMany(
            v => v.With.SelectMany(Split).Select(o => $"{t.Name} {v.Option} {o}".Replace("  ", " ", StringComparison.Ordinal))))
            .Where(static w => !Harmless.ContainsKey(w))];

    public static TheoryData<string, string> Others() =>
        [.. YarnCommand.Tables.SelectMany(static t => t.Verbs.SelectMany(v => t.Options.Select(static o => o.Name)
            .Where(o => o != v.Option && !Fits(v, o) && !t.Verbs.Any(other => other.Option == o && Fits(other, v.Option)))
            .Select(o => ($"{t.Name} {v.Option}".TrimEnd(), o))))];

    public static TheoryData<string, string> Choices() =>
        [.. YarnCommand.Tables.SelectMany(static t => t.Verbs.SelectMany(v => v.With.Concat(t.OneOf)
            .Where(static w => w.Contains('|'))
            .Select(w => ($"{t.Name} {v.Option}".TrimEnd(), w))))];

    public static TheoryData<string, string> Options() =>
        [.. YarnCommand.Tables.SelectMany(static t => t.Options.Where(static o => o.Most > 0).Select(o => (t.Name, o.Name)))];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task A_verb_does_something(string what)
    {
        var answer = await RunAsync(what);
        Assert.Contains("\nexit 0\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("usage: ", answer, StringComparison.Ordinal);
        Assert.NotEmpty(_yarn.Requests);
    }

    [Theory]
    [MemberData(nameof(Fitting))]
    public async Task What_may_go_with_it_changes_something(string what)
    {
        var (verb, option) = (what[..what.LastIndexOf(' ')], what[(what.LastIndexOf(' ') + 1)..]);
        _yarn.IsWatched = option == "once";
        var before = await RunAsync(verb);
        _yarn.IsWatched = false;
        var after = await RunAsync(verb, Words(Table(verb), option));
        Assert.DoesNotContain("usage: ", after, StringComparison.Ordinal);
        Assert.True(before != after, $"-{option} changes nothing beside {verb}:\n{before}");
    }

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_may_not_go_with_it_is_refused(string verb, string option)
    {
        var answer = await RunAsync(verb, Words(Table(verb), option));
        Assert.Contains("\nexit 255\n", answer, StringComparison.Ordinal);
        Assert.True(
            answer.Contains($"usage: {Table(verb).Name}\n", StringComparison.Ordinal)
            || answer.Contains("Can only accept one of", StringComparison.Ordinal),
            answer);
        Assert.Empty(_yarn.Requests);
    }

    [Theory]
    [MemberData(nameof(Choices))]
    public async Task Of_a_choice_there_may_be_one(string verb, string choice)
    {
        var answer = await RunAsync(
            verb, [.. Split(choice).Where(o => !verb.EndsWith(" " + o, StringComparison.Ordinal)).SelectMany(o => Words(Table(verb), o))]);
        Assert.Contains($"Invalid options. Can only accept one of {choice.Replace('|', '/')}.", answer, StringComparison.Ordinal);
        Assert.Contains("\nexit 255\n", answer, StringComparison.Ordinal);
        Assert.Empty(_yarn.Requests);
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task What_it_needs_is_demanded(string what)
    {
        var table = Table(what);
        var verb = table.Verbs.Single(v => $"{table.Name} {v.Option}".TrimEnd() == what);
        foreach (var need in verb.Needs)
        {
            var answer = await RunAsync(
                table.Name,
                [.. Words(table, verb.Option), .. verb.Needs.Where(n => n != need).SelectMany(n => Words(table, Split(n)[0]))],
                bare: true);
            Assert.Contains($"usage: {table.Name}\n", answer, StringComparison.Ordinal);
            Assert.Contains("\nexit 255\n", answer, StringComparison.Ordinal);
        }

        Assert.Contains(verb.Option, table.Usage, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public async Task A_value_is_taken_once_or_all_of_them_are(string command, string name)
    {
        var table = Table(command);
        var option = table.Options.Single(o => o.Name == name);
        var value = Value(command, name);
        var lacking = await RunAsync(command, ["-" + name], bare: true);
        Assert.Contains($"Missing argument for options: {name}", lacking, StringComparison.Ordinal);
        var parsed = CommandOptions.Parse(table.Options, ["--" + name, value]);
        Assert.Equal(CommandOptions.Parse(table.Options, [$"-{name}={value}"]).Values(name), parsed.Values(name));
        if (!option.Collects)
        {
            var twice = await RunAsync(command, ["-" + name, value, "-" + name, value], bare: true);
            Assert.Contains("\nexit 255\n", twice, StringComparison.Ordinal);
            Assert.True(option.Most == 0 || twice.Contains("was given twice", StringComparison.Ordinal), twice);
            return;
        }

        string[][] forms =
        [
            ["-" + name, value, "B"], ["-" + name, $"{value}{option.Separator}B"], ["-" + name, value, "-" + name, "B"],
            [$"--{name}={value}", "B"],
        ];
        Assert.All(forms, words => Assert.Equal([value, "B"], CommandOptions.Parse(table.Options, words).Values(name)));
    }

    [Theory]
    [InlineData("application -list -appStates FAILED RUNNING", "application -list -appStates FAILED,RUNNING")]
    [InlineData("application -list -appStates FAILED RUNNING", "application -list -appStates FAILED -appStates RUNNING")]
    [InlineData("application -appTypes A B -list", "application -list -appTypes A -appTypes=B")]
    [InlineData("node -list -states LOST NEW", "node -list -states LOST,NEW")]
    [InlineData("node -list -ALL", "node -list -all")]
    [InlineData("app -list", "application --list")]
    public async Task These_ask_the_same(string one, string other)
    {
        await _yarn.RunAsync([], one.Split(' '));
        var asked = _yarn.Requests.ToList();
        await _yarn.RunAsync([], other.Split(' '));
        Assert.NotEmpty(asked);
        Assert.Equal(asked, _yarn.Requests);
    }

    [Fact]
    public async Task What_is_no_option_of_a_command_is_refused()
    {
        var all = YarnCommand.Tables.SelectMany(static t => t.Options.Select(static o => o.Name)).Concat(["x", "foo"]).Distinct().ToList();
        foreach (var table in YarnCommand.Tables)
        {
            foreach (var other in all.Where(o => table.Options.All(k => k.Name != o)))
            {
                var answer = await RunAsync(table.Name, ["-" + other], bare: true);
                Assert.Contains($"{table.Name}: Unrecognized option: -{other}\n", answer, StringComparison.Ordinal);
                Assert.Contains("\nexit 1\n", answer, StringComparison.Ordinal);
            }

            Assert.Contains("\nexit 255\n", await RunAsync(table.Name, ["stray"], bare: true), StringComparison.Ordinal);
            Assert.Contains("\nexit 0\n", await RunAsync(table.Name, ["-help"], bare: true), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(AdminVerbs))]
    public async Task Each_verb_of_rmadmin_calls_what_it_says(string verb, bool takesWords)
    {
        _yarn.OnAdministration("refreshQueues", RefreshQueuesRequestProto.Parser, new RefreshQueuesResponseProto())
            .OnAdministration("refreshNodes", RefreshNodesRequestProto.Parser, new RefreshNodesResponseProto())
            .OnAdministration(
                "refreshSuperUserGroupsConfiguration",
                RefreshSuperUserGroupsConfigurationRequestProto.Parser,
                new RefreshSuperUserGroupsConfigurationResponseProto())
            .OnAdministration(
                "refreshUserToGroupsMappings",
                RefreshUserToGroupsMappingsRequestProto.Parser,
                new RefreshUserToGroupsMappingsResponseProto())
            .OnAdministration("refreshAdminAcls", RefreshAdminAclsRequestProto.Parser, new RefreshAdminAclsResponseProto())
            .OnAdministration("refreshServiceAcls", RefreshServiceAclsRequestProto.Parser, new RefreshServiceAclsResponseProto())
            .OnAdministration(
                "getGroupsForUser", GetGroupsForUserRequestProto.Parser, new GetGroupsForUserResponseProto { Groups = { "staff" } });
        var answer = await RunAsync("rmadmin", [verb], bare: true);
        Assert.Contains("\nexit 0\n", answer, StringComparison.Ordinal);
        var asked = Assert.Single(_yarn.Requests);
        Assert.StartsWith(verb[1..], asked, StringComparison.Ordinal);
        var more = await RunAsync("rmadmin", [verb, "ann"], bare: true);
        Assert.Equal(takesWords, more.Contains("ann : staff\n", StringComparison.Ordinal));
        Assert.Contains(takesWords ? "\nexit 0\n" : "\nexit 255\n", more, StringComparison.Ordinal);
        Assert.Contains(verb, await RunAsync("rmadmin", ["-help", verb[1..]], bare: true), StringComparison.Ordinal);
    }

    public static TheoryData<string, bool> AdminVerbs() => [.. RmAdminCommand.Verbs.Select(static v => (v.Verb, v.Words.Length > 0))];

    [Theory]
    [InlineData("-foo", "rmadmin: foo: Unknown command\n")]
    [InlineData("-getServiceState rm1", "Cannot run -getServiceState when ResourceManager HA is not enabled\n")]
    [InlineData("-refreshQueues", "refreshQueues: ")]
    public async Task Whatever_goes_wrong_with_rmadmin_is_255(string words, string said)
    {
        var answer = await RunAsync("rmadmin", words.Split(' '), bare: true);
        Assert.Contains(said, answer, StringComparison.Ordinal);
        Assert.Contains("\nexit 255\n", answer, StringComparison.Ordinal);
    }

    private static bool Fits(YarnVerb verb, string option) => verb.Needs.Concat(verb.With).SelectMany(Split).Contains(option);

    private static string[] Split(string choice) => choice.Split('|');

    private static YarnCommandTable Table(string what) => YarnCommand.Tables.Single(t => t.Name == what.Split(' ')[0]);

    private static string Value(string command, string option) => Values.TryGetValue($"{command} {option}", out var value)
        ? value
        : throw new InvalidOperationException(
            $"hathi yarn {command} has an option -{option} that this test has no value for: say one in Values");

    private static string[] Words(YarnCommandTable table, string option) =>
        option.Length == 0
            ? []
            : table.Options.Single(o => o.Name == option).Most == 0 ? ["-" + option]
            : ["-" + option, Value(table.Name, option)];

    private ApplicationReportProto Report(ApplicationIdProto id) => new()
    {
        ApplicationId = id, User = "ann", YarnApplicationState = _state, FinalApplicationStatus = FinalApplicationStatusProto.AppSucceeded,
    };

    private static ApplicationAttemptReportProto Master() => new()
    {
        ApplicationAttemptId = YarnIds.ParseAttempt(Attempt), AmContainerId = YarnIds.ParseContainer(First),
    };

    /// <param name="verb">The command, and the option that asks for it, with all that it needs.</param>
    /// <param name="more">Further words.</param>
    /// <param name="bare">These are all of them.</param>
    /// <returns>All that can be seen of one run.</returns>
    private async Task<string> RunAsync(string verb, string[]? more = null, bool bare = false)
    {
        var table = bare ? null : Table(verb);
        var named = table?.Verbs.Single(v => $"{table.Name} {v.Option}".TrimEnd() == verb);
        string[] words = table is null
            ? [verb]
            : [table.Name, .. Words(table, named!.Option), .. named.Needs.SelectMany(n => Words(table, Split(n)[0]))];
        if (words[0] == "logs")
        {
            _state = YarnApplicationStateProto.Finished;
            await AggregatedLogFiles.WriteAsync(
                _logs, "ann", App, "n1", DateTimeOffset.UnixEpoch.AddDays(20_000), (First, "stderr", "bad\n"), (First, "stdout", "good\n"),
                (Second, "stdout", "two\n"));
        }

        var answer = await _yarn.RunAsync(
            ["fs.defaultFS=file:///", $"yarn.nodemanager.remote-app-log-dir={_logs}"], [.. words, .. more ?? []]);
        return $"{answer.Output}{answer.Error}\nexit {answer.ExitCode}\n{string.Join('\n', _yarn.Requests)}";
    }
}
