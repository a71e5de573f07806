using System.Net;
using System.Text;
using Hathi.Base;
using Hathi.Web;
using Hathi.Yarn.Client.Logs;
using Hathi.Yarn.Protocol;
using Microsoft.AspNetCore.Http;

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
        Assert.Equal($"Application State: Completed.\nContainer: {Container} on n1_8041\n", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_application_log_info")).Output);
        Assert.Equal("n1_8041\n\n", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-list_nodes")).Output);
        var title = $"Container: {Container} on n1_8041";
        Assert.Equal(
            $"{title}\n{new string('=', title.Length)}\n{"LogFile",30}\t{"LogLength",30}\t{"LastModificationTime",30}\t{"LogAggregationType",30}\n{new string('=', 2 * title.Length)}\n"
            + $"{"stderr",30}\t{"4",30}\t{Time(),30}\t{"AGGREGATED",30}\n",
            (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_container_log_info")).Output);
    }

    [Fact]
    public async Task A_name_is_the_whole_name_and_one_that_is_not_there_is_said()
    {
        await EndedAsync();
        foreach (var option in new[] { "-log_files", "-log_files_pattern" })
        {
            var answer = await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, option, "std");
            Assert.Equal((255, ""), (answer.ExitCode, answer.Output));
            Assert.StartsWith($"Can not find any log file matching the pattern: [std] for the application: {Application}\nCan not find the logs for the application: {Application} with the appOwner: ann\n", answer.Error, StringComparison.Ordinal);
        }

        Assert.Equal(Expected(4, "bad\n"), (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-log_files_pattern", "std.*")).Output);
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
                    ApplicationAttemptId = new ApplicationAttemptIdProto { ApplicationId = r.ApplicationId, AttemptId = 1 }, AmContainerId = YarnIds.ParseContainer(Container),
                },
            },
        });
        foreach (var which in new[] { "ALL", "1", "-1" })
        {
            Assert.Equal(Expected(4, "bad\n"), (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-am", which)).Output);
        }

        Assert.Equal("", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-am", "2")).Output);
    }

    [Fact]
    public async Task While_it_runs_the_nodes_say_what_they_have_and_it_is_printed_as_it_comes()
    {
        await using var node = await WebServer.StartAsync(
            new IPEndPoint(IPAddress.Parse("127.77.72.21"), 0), WebServerLimits.Pages, static context => context.Response.WriteAsync(context.Request.Path.Value!.EndsWith("/logs", StringComparison.Ordinal)
                ? """[{"containerLogsInfo":{"containerLogInfo":[{"fileName":"stderr","fileSize":"4","lastModifiedTime":"then"}],"logAggregationType":"LOCAL"}}]"""
                : $"{context.Request.Path}{context.Request.QueryString}\n"),
            new Silence(), CancellationToken.None);
        _yarn
            .On("getApplicationReport", GetApplicationReportRequestProto.Parser, static _ => Report(LogAggregationStatusProto.LogNotStart, YarnApplicationStateProto.Running))
            .On("getApplicationAttempts", GetApplicationAttemptsRequestProto.Parser, static r => new GetApplicationAttemptsResponseProto
            {
                ApplicationAttempts = { new ApplicationAttemptReportProto { ApplicationAttemptId = new ApplicationAttemptIdProto { ApplicationId = r.ApplicationId, AttemptId = 1 } } },
            })
            .On("getContainers", GetContainersRequestProto.Parser, _ => new GetContainersResponseProto
            {
                Containers = { new ContainerReportProto { ContainerId = YarnIds.ParseContainer(Container), NodeId = new NodeIdProto { Host = "n1", Port = 8041 }, NodeHttpAddress = $"http://{node.BoundEndPoint}" } },
            });
        Assert.Equal(
            $"/ws/v1/node/containerlogs/{Container}/stderr?size=-2\n\n", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-size", "-2")).Output);
        Assert.Equal($"Application State: Running.\nContainer: {Container} on n1:8041\n", (await _yarn.RunAsync(_settings, "logs", "-applicationId", Application, "-show_application_log_info")).Output);
    }

    [Theory]
    [InlineData("-applicationId", "Invalid ApplicationId specified\n")]
    [InlineData("-containerId", "Invalid ContainerId specified\n")]
    public async Task An_id_that_is_none_is_said(string option, string expected)
    {
        var answer = await _yarn.RunAsync(_settings, "logs", option, "foo");
        Assert.Equal((255, expected), (answer.ExitCode, answer.Error));
    }

    private async Task EndedAsync()
    {
        await WriteAsync();
        _yarn.On("getApplicationReport", GetApplicationReportRequestProto.Parser, static _ => Report(LogAggregationStatusProto.LogSucceeded));
    }

    // What the node n1 moved: four bytes of standard error, last written at a known time.
    private async Task WriteAsync()
    {
        var path = new AggregatedLogPaths($"{_directory}/remote", "logs").Node("ann", YarnIds.ParseApplication(Application), new NodeIdProto { Host = "n1", Port = 8041 });
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var log = Path.Combine(_directory, "stderr");
        await File.WriteAllTextAsync(log, "bad\n", CancellationToken.None);
        await using (var file = File.Create(path))
        {
            var writer = await AggregatedLogWriter.BeginAsync(file, compress: false, "ann", [], CancellationToken.None);
            await writer.AddContainerAsync(Container, [log], CancellationToken.None);
            await writer.CloseAsync(CancellationToken.None);
        }

        File.SetLastWriteTimeUtc(path, Written.UtcDateTime);
    }

    private static GetApplicationReportResponseProto Report(LogAggregationStatusProto logs, YarnApplicationStateProto state = YarnApplicationStateProto.Failed) => new()
    {
        ApplicationReport = new ApplicationReportProto
        {
            ApplicationId = YarnIds.ParseApplication(Application),
            User = "ann",
            YarnApplicationState = state,
            FinalApplicationStatus = state == YarnApplicationStateProto.Failed ? FinalApplicationStatusProto.AppFailed : FinalApplicationStatusProto.AppUndefined,
            FinishTime = state == YarnApplicationStateProto.Failed ? DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() : 0,
            LogAggregationStatus = logs,
            Diagnostics = "it ended with 3",
        },
    };

    private static string Expected(int length, string content)
    {
        var title = $"Container: {Container} on n1_8041";
        return $"{title}\nLogAggregationType: AGGREGATED\n{new string('=', title.Length)}\nLogType:stderr\nLogLastModifiedTime:{Time()}\nLogLength:{length}\nLogContents:\n{content}\n"
            + $"End of LogType:stderr\n{new string('*', "End of LogType:stderr".Length + 50)}\n\n";
    }

    private static string Time()
    {
        var local = Written.ToLocalTime();
        return local.ToString($"ddd MMM dd HH:mm:ss '{local.Offset.Hours:+00;-00}{Math.Abs(local.Offset.Minutes):00}' yyyy", System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>A log that keeps nothing.</summary>
    private sealed class Silence : INodeLog
    {
        public bool IsEnabled(NodeLogLevel level) => false;

        public void Write(NodeLogLevel level, string area, string message, Exception? error)
        {
        }
    }
}
