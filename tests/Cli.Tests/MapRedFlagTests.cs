using System.Buffers;
using Hathi.Cli.MapRed;
using Hathi.MapReduce.Protocol;
using Hathi.MapReduce.Protocol.History;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Tests;

/// <summary>
/// Every verb in the tables of <c>hathi mapred job</c> and <c>queue</c>: it does what no other does, with the words that it takes and with
/// no others. A verb without a line here fails by itself.
/// </summary>
public sealed class MapRedFlagTests : IAsyncDisposable
{
    private const string Job = "job_1795365736551_0002";
    private const string Attempt = "attempt_1795365736551_0002_m_000000_0";
    private const string Running = "attempt_1795365736551_0002_m_000001_3";
    private const string Container = "container_1795365736551_0002_01_000002";
    private const string Master = "container_1795365736551_0002_01_000001";

    /// <summary>Words behind each verb, and further ones that it takes too.</summary>
    private static readonly Dictionary<string, string[]> Lines = new()
    {
        ["job -list"] = ["", "all"], ["job -status"] = [Job], ["job -counter"] = [Job + " g c", Job + " g other"], ["job -kill"] = [Job],
        ["job -set-priority"] = [Job + " VERY_HIGH", Job + " LOW", Job + " 7"],
        ["job -events"] = [Job + " 0 10", Job + " 1 10", Job + " 0 9"], ["job -history"] = [Job, "HISTORY -svg DRAWING"],
        ["job -list-attempt-ids"] = [Job + " MAP completed", Job + " map running"], ["job -kill-task"] = [Attempt],
        ["job -fail-task"] = [Attempt], ["job -logs"] = [Job, $"{Job} {Attempt}"], ["queue -list"] = [""],
        ["queue -info"] = ["default", "default -showJobs"], ["queue -showacls"] = [""],
    };

    private readonly string _root = Directory.CreateTempSubdirectory("hathi-mapred-").FullName;
    private readonly YarnInProcess _yarn = new();
    private JobStateProto _state = JobStateProto.JSucceeded;

    public MapRedFlagTests()
    {
        _yarn.On(
            "getApplicationReport",
            GetApplicationReportRequestProto.Parser,
            static r => new GetApplicationReportResponseProto { ApplicationReport = Report(r.ApplicationId) })
            .On("getApplications", GetApplicationsRequestProto.Parser, static _ => new GetApplicationsResponseProto
            {
                Applications = { Report(YarnIds.ParseApplication("application_1795365736551_0002")) },
            })
            .On(
                "forceKillApplication",
                KillApplicationRequestProto.Parser,
                static _ => new KillApplicationResponseProto { IsKillCompleted = true })
            .On(
                "updateApplicationPriority",
                UpdateApplicationPriorityRequestProto.Parser,
                static _ => new UpdateApplicationPriorityResponseProto())
            .On(
                "getQueueInfo",
                GetQueueInfoRequestProto.Parser,
                static r => new GetQueueInfoResponseProto { QueueInfo = Queue(r.QueueName, r.IncludeChildQueues) })
            .On("getQueueUserAcls", GetQueueUserAclsInfoRequestProto.Parser, static _ => new GetQueueUserAclsInfoResponseProto
            {
                QueueUserAcls = { new QueueUserACLInfoProto
                {
                    QueueName = "root", UserAcls = { QueueACLProto.QaclSubmitApplications, QueueACLProto.QaclAdministerQueue },
                } },
            })
            .OnHistory("getJobReport", GetJobReportRequestProto.Parser, r => new GetJobReportResponseProto
            {
                JobReport = new JobReportProto
                {
                    JobId = r.JobId, JobState = _state, User = "ann", HistoryFile = _root + "/job.jhist", MapProgress = 1,
                    Diagnostics = "it ended with 3", AmInfos = { new AMInfoProto { ContainerId = YarnIds.ParseContainer(Master) } },
                },
            })
            .OnHistory(
                "getCounters",
                GetCountersRequestProto.Parser,
                static _ => new GetCountersResponseProto { Counters = new CountersProto { CounterGroups = { Group("g", "c", 42) } } })
            .OnHistory("getTaskReports", GetTaskReportsRequestProto.Parser, static _ => new GetTaskReportsResponseProto
            {
                TaskReports =
                {
                    new TaskReportProto { TaskState = TaskStateProto.TsSucceeded, SuccessfulAttempt = IdText.ParseAttempt(Attempt) },
                    new TaskReportProto { TaskState = TaskStateProto.TsRunning, RunningAttempts = { IdText.ParseAttempt(Running) } },
                },
            })
            .OnHistory(
                "getTaskAttemptCompletionEvents",
                GetTaskAttemptCompletionEventsRequestProto.Parser,
                static _ => new GetTaskAttemptCompletionEventsResponseProto
                {
                    CompletionEvents = { new TaskAttemptCompletionEventProto
                    {
                        AttemptId = IdText.ParseAttempt(Attempt),
                        MapOutputServerAddress = "http://n1:13562",
                        Status = TaskAttemptCompletionEventStatusProto.TaceSucceeded,
                    } },
                })
            .OnHistory("getTaskAttemptReport", GetTaskAttemptReportRequestProto.Parser, static _ => new GetTaskAttemptReportResponseProto
            {
                TaskAttemptReport = new TaskAttemptReportProto { ContainerId = YarnIds.ParseContainer(Container), NodeManagerHost = "n1" },
            })
            .OnHistory("killTaskAttempt", KillTaskAttemptRequestProto.Parser, Ended)
            .OnHistory("failTaskAttempt", FailTaskAttemptRequestProto.Parser, static _ => new FailTaskAttemptResponseProto());
        WriteHistory();
    }

    public async ValueTask DisposeAsync()
    {
        await _yarn.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }

    public static TheoryData<string> Verbs() =>
        [.. JobCommand.Verbs.Select(static v => "job " + v.Name).Concat(JobQueueCommand.Verbs.Select(static v => "queue " + v.Name))];

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task DoesWhatNoOtherLineDoes(string verb)
    {
        Assert.True(Lines.TryGetValue(verb, out var lines), $"hathi mapred {verb} has no line in this test: say one in Lines");
        var seen = new HashSet<string>();
        foreach (var line in lines)
        {
            var answer = await RunAsync($"{verb} {line}");
            Assert.True(answer.EndsWith("\nexit 0", StringComparison.Ordinal) && seen.Add(answer), $"{verb} {line}:\n{answer}");
        }

        foreach (var (other, line) in Lines.Where(l => l.Key != verb && l.Value[0] == lines[0]))
        {
            Assert.DoesNotContain(await RunAsync($"{other} {line[0]}"), seen);
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public async Task OtherWordsAreRefusedAndNobodyIsAsked(string verb)
    {
        var most = Lines[verb].MaxBy(static l => l.Count(static c => c == ' '))!;
        foreach (var line in new[] { most + " x", most + " -showJobs", most + " all y z" }
            .Concat(Lines[verb].Min(static l => l.Length) > 0 ? [""] : Array.Empty<string>()))
        {
            var answer = await RunAsync($"{verb} {line}");
            Assert.True(answer.EndsWith("\nexit 255", StringComparison.Ordinal), $"{verb} {line}:\n{answer}");
            Assert.StartsWith($"Usage: {verb.Split(' ')[0]} [{verb.Split(' ')[1]}", answer, StringComparison.Ordinal);
            Assert.Empty(_yarn.Requests);
        }
    }

    [Theory]
    [InlineData(
        "job -events " + Job + " 0 10", "SUCCEEDED " + Attempt + " http://n1:13562/tasklog?plaintext=true&attemptid=" + Attempt + "\n")]
    [InlineData("job -list-attempt-ids " + Job + " MAP completed", Attempt + "\n")]
    [InlineData("job -list-attempt-ids " + Job + " reduce RUNNING", Running + "\n")]
    [InlineData("job -list-attempt-ids " + Job + " MAP failed", "")]
    [InlineData("job -set-priority " + Job + " NORMAL", "Changed job priority.\n")]
    [InlineData("queue -info default", "======================\nQueue Name : default \nQueue State : running \n"
        + "Scheduling Info : Capacity: 60.000004, MaximumCapacity: 100.0, CurrentCapacity: 0.0 \n")]
    public async Task PrintsWhatApachesPrints(string line, string expected) =>
        Assert.EndsWith(expected, (await _yarn.RunAsync(Settings, ["mapred", .. line.Split(' ')])).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData("VERY_HIGH", 5)]
    [InlineData("HIGH", 4)]
    [InlineData("NORMAL", 3)]
    [InlineData("LOW", 2)]
    [InlineData("VERY_LOW", 1)]
    [InlineData("DEFAULT", 0)]
    [InlineData("12", 12)]
    public async Task APriorityIsANumberToYarn(string name, int number)
    {
        await RunAsync($"job -set-priority {Job} {name}");
        Assert.Contains(
            $"\"priority\": {number}",
            _yarn.Requests.Single(static r => r.StartsWith("updateApplicationPriority", StringComparison.Ordinal)),
            StringComparison.Ordinal);
        Assert.Equal(number > 5 ? "UNDEFINED_PRIORITY" : name, JobPriorities.NameOf(number));
        Assert.Empty((await _yarn.RunAsync(Settings, "mapred", "job", "-set-priority", Job, "high")).Output);
    }

    [Fact]
    public async Task QueuesAreATree()
    {
        var answer = await _yarn.RunAsync(Settings, "mapred", "queue", "-list");
        Assert.StartsWith("======================\nQueue Name : a \n", answer.Output, StringComparison.Ordinal);
        Assert.Contains("\n    ======================\n    Queue Name : b \n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatYouMayDoIsSaid() => Assert.EndsWith(
        "\n\nQueue  Operations\n=====================\nroot  ADMINISTER_QUEUE,SUBMIT_APPLICATIONS\n",
        (await _yarn.RunAsync(Settings, "mapred", "queue", "-showacls")).Output, StringComparison.Ordinal);

    [Theory]
    [InlineData(JobStateProto.JSucceeded, "Could not kill the job " + Job + ", as it has already succeeded.\n")]
    [InlineData(JobStateProto.JFailed, "Could not mark the job " + Job + " as killed, as it has already failed.\n")]
    [InlineData(JobStateProto.JKilled, "The job " + Job + " has already been killed.\n")]
    public async Task AJobThatHasEndedIsNotKilled(JobStateProto state, string said)
    {
        _state = state;
        var answer = await _yarn.RunAsync(Settings, "mapred", "job", "-kill", Job);
        Assert.Equal((255, said), (answer.ExitCode, answer.Output));
    }

    [Theory]
    [InlineData(JobStateProto.JFailed, "it ended with 3")]
    [InlineData(JobStateProto.JError, "it ended with 3")]
    [InlineData(JobStateProto.JKilled, " ")]
    [InlineData(JobStateProto.JSucceeded, " ")]
    public async Task WhyIsSaidOfAJobThatFailed(JobStateProto state, string said)
    {
        _state = state;
        var answer = await _yarn.RunAsync(Settings, "mapred", "job", "-status", Job);
        Assert.Contains($"\nretired: false\nreason for failure: {said}\nCounters: 1\n", answer.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LogsOfAJobThatRunsAreElsewhere()
    {
        _state = JobStateProto.JRunning;
        var answer = await _yarn.RunAsync(Settings, "mapred", "job", "-logs", Job);
        Assert.Equal((255, "Cannot get log path for a in-progress job\n"), (answer.ExitCode, answer.Output));
    }

    [Fact]
    public async Task LogsAreThoseOfTheAttemptOrOfTheMaster()
    {
        Assert.Contains("LogContents:\nmaster\n", await RunAsync($"job -logs {Job}"), StringComparison.Ordinal);
        var attempt = await RunAsync($"job -logs {Job} {Attempt}");
        Assert.Contains("LogContents:\nattempt\n", attempt, StringComparison.Ordinal);
        Assert.DoesNotContain("LogContents:\nmaster\n", attempt, StringComparison.Ordinal);
    }

    private string[] Settings =>
    [
        "fs.defaultFS=file:///", $"yarn.nodemanager.remote-app-log-dir={_root}/logs", $"yarn.app.mapreduce.am.staging-dir={_root}/staging",
    ];

    private static KillTaskAttemptResponseProto Ended(KillTaskAttemptRequestProto request) => new();

    private static ApplicationReportProto Report(ApplicationIdProto id) => new()
    {
        ApplicationId = id, User = "ann", Name = new string('n', 50), YarnApplicationState = YarnApplicationStateProto.Finished,
        FinalApplicationStatus = FinalApplicationStatusProto.AppSucceeded,
    };

    private static QueueInfoProto Queue(string name, bool children)
    {
        var queue = new QueueInfoProto
        {
            QueueName = name, State = QueueStateProto.QRunning, Capacity = 0.6f, MaximumCapacity = 1, CurrentCapacity = 0,
        };
        if (children)
        {
            var child = Queue("a", children: false);
            child.ChildQueues.Add(Queue("b", children: false));
            queue.ChildQueues.Add(child);
        }

        return queue;
    }

    private static StringCounterGroupMapProto Group(string group, string counter, long value) => new()
    {
        Key = group,
        Value = new CounterGroupProto { Name = group, DisplayName = group, Counters =
        {
            new StringCounterMapProto { Key = counter, Value = new CounterProto { Name = counter, DisplayName = counter, Value = value } },
        } },
    };

    /// <returns>What was printed, what was asked, and the exit code.</returns>
    private async Task<string> RunAsync(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(w => w.Replace(
            "HISTORY", _root + "/job.jhist",
            StringComparison.Ordinal).Replace("DRAWING", _root + "/job.svg", StringComparison.Ordinal)).ToArray();
        _state = line.StartsWith("job -kill ", StringComparison.Ordinal) ? JobStateProto.JRunning : JobStateProto.JSucceeded;
        await AggregatedLogFiles.WriteAsync(
            _root + "/logs", "ann", "application_1795365736551_0002", "n1", DateTimeOffset.UnixEpoch.AddDays(20_000),
            (Master, "syslog", "master\n"), (Container, "stdout", "attempt\n"));
        var answer = await _yarn.RunAsync(Settings, ["mapred", .. words]);
        return $"{answer.Output}{answer.Error}\n{string.Join('\n', _yarn.Requests)}\nexit {answer.ExitCode}";
    }

    private void WriteHistory()
    {
        var events = new ArrayBufferWriter<byte>();
        HistoryFile.Append(new JobSubmitted(Job, "counted", "ann", 1, "", new Dictionary<string, string>(), "default"), events);
        File.WriteAllBytes(_root + "/job.jhist", [.. HistoryFile.Header(), .. events.WrittenSpan]);
    }
}
