using System.Collections.Concurrent;
using System.Net;
using Hathi.Web;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Cli.Tests;

/// <summary><c>yarn logs</c>: texts are those of Apache's for the same logs.</summary>
public sealed class YarnLogsTests : IAsyncDisposable
{
    private const string Application = "application_1795365736551_0002";
    private const string Container = "container_1795365736551_0002_01_000001";
    private static readonly DateTimeOffset Written = new(2026, 11, 22, 16, 42, 56, TimeSpan.Zero);

    private readonly string _directory = Directory.CreateTempSubdirectory("hathi-logs-").FullName;
    private readonly YarnInProcess _yarn = new();
    private readonly string[] _settings;

    public YarnLogsTests() => _settings = ["fs.defaultFS=file:///", $"yarn.nodemanager.remote-app-log-dir={_directory}/remote"];

    public async ValueTask DisposeAsync()
    {
        await _yarn.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Who_asks_too_early_waits_until_the_nodes_have_moved_the_logs()
    {
        var asked = 0;
        _yarn.On("getApplicationReport", GetApplicationReportRequestProto.Parser, _ =>
        {
            if (++asked == 3)
            {
                WriteAsync().GetAwaiter().GetResult();
            }

            return Report(asked < 3 ? LogAggregationStatusProto.LogRunning : LogAggregationStatusProto.LogSucceeded);
        });
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application);
        Assert.Equal(3, asked);
        Assert.Equal(Expected(4, "bad\n"), answer.Output);
        Assert.Equal((0, $"{Application} failed: it ended with 3\n"), (answer.ExitCode, answer.Error));
    }

    /// <summary>Its nodes had its logs when it was looked for, and had moved them when they were asked.</summary>
    [Fact]
    public async Task What_ends_while_its_nodes_are_asked_is_looked_for_again()
    {
        var asked = EndsMeanwhile();
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application);
        Assert.Equal(3, asked());
        Assert.Equal((0, Expected(4, "bad\n")), (answer.ExitCode, answer.Output));
    }

    /// <summary>One state is said, the later one.</summary>
    [Theory]
    [InlineData("stderr", 0, $"Application State: Completed.\nContainer: {Container} on n1_8041\n")]
    [InlineData("nothing", 255, "Application State: Completed.\n")]
    public async Task Of_what_ends_while_its_nodes_are_asked_one_state_is_said(string file, int exitCode, string output)
    {
        EndsMeanwhile();
        var answer = await _yarn.RunAsync(
            _settings, "logs", "-applicationId", Application, "-show_application_log_info", "-log_files", file);
        Assert.Equal((exitCode, output), (answer.ExitCode, answer.Output));
    }

    [Fact]
    public async Task A_part_of_a_log_ends_as_all_of_it()
    {
        await EndedAsync();
        Assert.Equal(Expected(4, "ba"), (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-size", "2")).Output);
        Assert.Equal(Expected(4, "d\n"), (await _yarn.RunAsync(_settings, "logs", "-containerId", Container, "-size", "-2")).Output);
    }

    [Fact]
    public async Task What_there_is_is_listed()
    {
        await EndedAsync();
        Assert.Equal(
            $"Application State: Completed.\nContainer: {Container} on n1_8041\n",
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_application_log_info")).Output);
        Assert.Equal("n1_8041\n\n", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-list_nodes")).Output);
        var title = $"Container: {Container} on n1_8041";
        Assert.Equal(
            $"{title}\n{new string('=', title.Length)}\n{"LogFile",30}\t{"LogLength",30}\t{"LastModificationTime",30}\t"
            + $"{"LogAggregationType",30}\n{new string('=', 2 * title.Length)}\n"
            + $"{"stderr",30}\t{"4",30}\t{Time(),30}\t{"AGGREGATED",30}\n",
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_container_log_info")).Output);
    }

    [Fact]
    public async Task A_name_is_the_whole_name_and_one_that_is_not_there_is_said()
    {
        await EndedAsync();
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-log_files", "std");
        Assert.Equal((255, ""), (answer.ExitCode, answer.Output));
        Assert.StartsWith(
            $"Can not find any log file matching the pattern: [std] for the application: {Application}\n"
            + $"Can not find the logs for the application: {Application} with the appOwner: ann\n",
            answer.Error,
            StringComparison.Ordinal);
        Assert.Equal(
            Expected(4, "bad\n"),
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-log_files", "other", "stderr")).Output);
    }

    /// <summary>As Apache's Matcher.find.</summary>
    [Theory]
    [InlineData("std", true)]
    [InlineData("err", true)]
    [InlineData("^std|^out", true)]
    [InlineData("std|stderr", true)]
    [InlineData("^err", false)]
    [InlineData("x,derr$", true)]
    public async Task A_pattern_is_found_anywhere_in_a_name(string pattern, bool found)
    {
        await EndedAsync();
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-log_files_pattern", pattern);
        Assert.Equal(found ? (0, Expected(4, "bad\n")) : (255, ""), (answer.ExitCode, answer.Output));
    }

    /// <summary>What is behind a damaged, empty or half-written node file is shown.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(200)]
    public async Task A_damaged_file_of_one_node_is_passed_over(int length)
    {
        await EndedAsync();
        var whole = AggregatedLogFiles.Path($"{_directory}/remote", "ann", Application, "n1");
        await using (var damaged = File.Create(AggregatedLogFiles.Path($"{_directory}/remote", "ann", Application, "a0")))
        {
            await damaged.WriteAsync(new byte[length]);
        }

        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application);
        Assert.Equal((0, Expected(4, "bad\n")), (answer.ExitCode, answer.Output));
        Assert.StartsWith("Skipping empty or corrupt file ", answer.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(whole));
    }

    [Fact]
    public async Task A_container_of_another_application_is_said()
    {
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", "application_1795365736551_0003", "-containerId", Container);
        Assert.Equal(
            (255, $"The Application:application_1795365736551_0003 does not have the container:{Container}\n"),
            (answer.ExitCode, answer.Error));
    }

    [Fact]
    public async Task Logs_of_masters_are_found_by_their_attempts()
    {
        await EndedAsync();
        _yarn.On("getApplicationAttempts", GetApplicationAttemptsRequestProto.Parser, static r => new GetApplicationAttemptsResponseProto
        {
            ApplicationAttempts =
            {
                new ApplicationAttemptReportProto
                {
                    ApplicationAttemptId = new ApplicationAttemptIdProto { ApplicationId = r.ApplicationId, AttemptId = 1 },
                    AmContainerId = YarnIds.ParseContainer(Container),
                },
            },
        });
        foreach (var which in new[] { "ALL", "1", "-1" })
        {
            Assert.Equal(
                (which == "ALL" ? "\nSpecified ALL for -am option. Printed logs for all am containers.\n" : "") + Expected(4, "bad\n"),
                (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-am", which)).Output);
        }

        Assert.Equal("", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-am", "2")).Output);
    }

    /// <summary>Between two attempts an application is accepted again, just when the first one's logs are wanted.</summary>
    [Theory]
    [InlineData(YarnApplicationStateProto.Running)]
    [InlineData(YarnApplicationStateProto.Accepted)]
    public async Task While_it_runs_the_nodes_say_what_they_have_and_it_is_printed_as_it_comes(YarnApplicationStateProto state)
    {
        await using var node = await NodeAsync(static context => context.Response.WriteAsync(
            IsListing(context) ? Listing : $"{context.Request.Path}{context.Request.QueryString}\n"));
        Runs(state, (Container, $"{node.BoundEndPoint}"));
        Assert.Equal(
            $"/ws/v1/node/containerlogs/{Container}/stderr?size=-2\n\n",
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-size", "-2")).Output);
        Assert.Equal(
            $"Application State: Running.\nContainer: {Container} on n1:8041\n",
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_application_log_info")).Output);
        var nodes = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-list_nodes");
        Assert.Equal((255, "The -list_nodes command can be only used with finished applications\n"), (nodes.ExitCode, nodes.Error));
    }

    /// <summary>
    /// A node that hangs, one that breaks off, one whose address is not known: each is said, and the others' logs are shown.
    /// </summary>
    [Fact]
    public async Task A_node_that_does_not_answer_ends_nothing()
    {
        await using var breaks = await NodeAsync(static async context =>
        {
            context.Response.ContentLength = IsListing(context) ? null : 1000;
            await context.Response.WriteAsync(IsListing(context) ? Listing : "so far");
            if (!IsListing(context))
            {
                await context.Response.Body.FlushAsync();
                context.Abort();
            }
        });
        await using var nameless = await NodeAsync(static context => context.Response.WriteAsync(
            """[{"containerLogsInfo":{"containerLogInfo":[{"fileName":null},{"fileName":5}]}}]"""));
        await using var good = await NodeAsync(static context => context.Response.WriteAsync(IsListing(context) ? Listing : "all of it"));
        Runs(
            YarnApplicationStateProto.Running,
            (Other(1), ""),
            (Other(2), $"{breaks.BoundEndPoint}"),
            (Other(3), $"{nameless.BoundEndPoint}"),
            (Other(4), $"{good.BoundEndPoint}"));
        var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-log_files_pattern", ".*");
        Assert.Equal(0, answer.ExitCode);
        Assert.EndsWith("all of it\n", answer.Output, StringComparison.Ordinal);
        Assert.Contains($"logs: {Other(1)}: ", answer.Error, StringComparison.Ordinal);
        Assert.Contains($"logs: {Other(2)}: ", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_node_that_hangs_is_waited_for_so_long_and_it_was_not_the_user(bool inTheMiddle)
    {
        await using var hung = await NodeAsync(async context =>
        {
            if (inTheMiddle)
            {
                await context.Response.WriteAsync(IsListing(context) ? Listing : "so far");
                await context.Response.Body.FlushAsync();
            }

            if (!inTheMiddle || !IsListing(context))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }
        });
        Runs(YarnApplicationStateProto.Running, [.. Enumerable.Range(1, 5).Select(n => (Other(n), $"{hung.BoundEndPoint}"))]);

        // Long enough for the listing on a busy machine, which is answered.
        var answer = await _yarn.RunAsync([.. _settings, "hathi.yarn.logs.node-timeout=2s"], "logs", "-applicationId", Application);
        Assert.NotEqual(130, answer.ExitCode);
        for (var n = 1; n <= 5; n++)
        {
            // A node that lists is given up after three logs that stall.
            var isWaitedFor = n <= (inTheMiddle ? 3 : 1);
            Assert.Contains(
                $"logs: {Other(n)}: http://{hung.BoundEndPoint} did not answer {(isWaitedFor ? "within 2 s" : "before")}",
                answer.Error,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Only_the_node_of_the_container_that_is_meant_is_asked()
    {
        var asked = new ConcurrentQueue<string>();
        await using var node = await NodeAsync(context =>
        {
            asked.Enqueue(context.Request.Path);
            return context.Response.WriteAsync(IsListing(context) ? Listing : "it");
        });
        Runs(YarnApplicationStateProto.Running, (Other(1), $"{node.BoundEndPoint}"), (Other(2), $"{node.BoundEndPoint}"));
        Assert.Equal("it\n", (await _yarn.RunAsync(_settings, "logs", "-containerId", Other(2))).Output);
        Assert.All(asked, path => Assert.Contains(Other(2), path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("-applicationId", "Invalid ApplicationId specified\n")]
    [InlineData("-containerId", "Invalid ContainerId specified\n")]
    public async Task An_id_that_is_none_is_said(string option, string expected)
    {
        var answer = await _yarn.RunAsync(_settings, "logs", option, "foo");
        Assert.Equal((255, expected), (answer.ExitCode, answer.Error));
    }

    private const string Listing =
        """
        [{"containerLogsInfo":{"containerLogInfo":[{"fileName":"stderr","fileSize":"4","lastModifiedTime":"then"}],
          "logAggregationType":"LOCAL"}}]
        """;

    private static string Other(int number) => $"container_1795365736551_0002_01_{number:D6}";

    private static bool IsListing(HttpContext context) => context.Request.Path.Value!.EndsWith("/logs", StringComparison.Ordinal);

    private static Task<WebServer> NodeAsync(Func<HttpContext, Task> answer) => WebServer.StartAsync(
        new IPEndPoint(IPAddress.Parse("127.77.72.21"), 0), WebServerLimits.Pages, answer, NullLogger.Instance, CancellationToken.None);

    private void Runs(YarnApplicationStateProto state, params (string Container, string Address)[] containers) =>
        RunsSo(() => Report(LogAggregationStatusProto.LogNotStart, state), containers);

    private void RunsSo(Func<GetApplicationReportResponseProto> report, params (string Container, string Address)[] containers) => _yarn
        .On("getApplicationReport", GetApplicationReportRequestProto.Parser, _ => report())
        .On("getApplicationAttempts", GetApplicationAttemptsRequestProto.Parser, static r => new GetApplicationAttemptsResponseProto
        {
            ApplicationAttempts = { new ApplicationAttemptReportProto
            {
                ApplicationAttemptId = new ApplicationAttemptIdProto { ApplicationId = r.ApplicationId, AttemptId = 1 },
            } },
        })
        .On("getContainers", GetContainersRequestProto.Parser, _ => new GetContainersResponseProto
        {
            Containers =
            {
                containers.Select(static c => new ContainerReportProto
                {
                    ContainerId = YarnIds.ParseContainer(c.Container), NodeId = new NodeIdProto { Host = "n1", Port = 8041 },
                    NodeHttpAddress = c.Address,
                }),
            },
        });

    // It runs, then it has ended, then its logs have been moved. Tells how often it was asked for.
    private Func<int> EndsMeanwhile()
    {
        var asked = 0;
        RunsSo(() =>
        {
            if (++asked == 3)
            {
                WriteAsync().GetAwaiter().GetResult();
            }

            return asked == 1
                ? Report(LogAggregationStatusProto.LogNotStart, YarnApplicationStateProto.Running)
                : Report(asked == 2 ? LogAggregationStatusProto.LogRunning : LogAggregationStatusProto.LogSucceeded);
        });
        return () => asked;
    }

    private async Task EndedAsync()
    {
        await WriteAsync();
        _yarn.On(
            "getApplicationReport", GetApplicationReportRequestProto.Parser, static _ => Report(LogAggregationStatusProto.LogSucceeded));
    }

    // What the node n1 moved: four bytes of standard error, last written at a known time.
    private Task WriteAsync() =>
        AggregatedLogFiles.WriteAsync($"{_directory}/remote", "ann", Application, "n1", Written, (Container, "stderr", "bad\n"));

    private static GetApplicationReportResponseProto Report(
        LogAggregationStatusProto logs, YarnApplicationStateProto state = YarnApplicationStateProto.Failed) => new()
    {
        ApplicationReport = new ApplicationReportProto
        {
            ApplicationId = YarnIds.ParseApplication(Application),
            User = "ann",
            YarnApplicationState = state,
            FinalApplicationStatus = state == YarnApplicationStateProto.Failed
                ? FinalApplicationStatusProto.AppFailed
                : FinalApplicationStatusProto.AppUndefined,
            FinishTime = state == YarnApplicationStateProto.Failed ? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() : 0,
            LogAggregationStatus = logs,
            Diagnostics = "it ended with 3",
        },
    };

    private static string Expected(int length, string content)
    {
        var title = $"Container: {Container} on n1_8041";
        return $"{title}\nLogAggregationType: AGGREGATED\n{new string('=', title.Length)}\nLogType:stderr\nLogLastModifiedTime:{Time()}\n"
            + $"LogLength:{length}\nLogContents:\n{content}\n"
            + $"End of LogType:stderr\n{new string('*', "End of LogType:stderr".Length + 50)}\n\n";
    }

    private static string Time()
    {
        var local = Written.ToLocalTime();
        return local.ToString(
            $"ddd MMM dd HH:mm:ss '{local.Offset.Hours:+00;-00}{Math.Abs(local.Offset.Minutes):00}' yyyy",
            System.Globalization.CultureInfo.InvariantCulture);
    }
}
