using System.Diagnostics;
using System.Globalization;
using Hathi.Base;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Hdfs.Client;
using Hathi.Yarn.Client;
using Hathi.Yarn.Client.Logs;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn logs</c>: what containers wrote, from HDFS once the application has ended, from its nodes while it runs.</summary>
internal static class LogsCommand
{
    /// <summary>How long after its end an application's logs are waited for.</summary>
    private static readonly TimeSpan AggregationWait = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan AggregationPause = TimeSpan.FromMilliseconds(200);

    private static readonly string[] Which = ["log_files|log_files_pattern", "appOwner"];

    public static readonly YarnCommandTable Table = new(
        "logs",
        [
            new("applicationId", "Application ID", "of an application"),
            new("containerId", "Container ID", "only those of this container"),
            CommandOption.List("am", "ALL | 1,2,... | -1", "only those of the masters: all, those of these attempts, the last one's"),
            CommandOption.List("log_files", "Names", "only files of these names; ALL or *: any"),
            CommandOption.List("log_files_pattern", "Patterns", "only files in whose names one of these regular expressions is found"),
            new("size", "Bytes", "of each file the first so many bytes, or with - the last"),
            new("appOwner", "User", "who ran it, when the ResourceManager has forgotten"),
            new("show_application_log_info", null, "without what is in them"),
            new("show_container_log_info", null, "without what is in them"),
            new("list_nodes", null, "without what is in them"),
        ],
        [
            new("show_container_log_info", ["applicationId|containerId"], Which,
                "which files the logs are, how large and from when", static (shell, options) => LogsAsync(shell, options, ShowAsync)),
            new("list_nodes", ["applicationId|containerId"], ["appOwner"],
                "the nodes that have moved their logs into the cluster's file system",
                static (shell, options) => LogsAsync(shell, options, ListNodesAsync)),
            new(
                "show_application_log_info",
                ["applicationId|containerId"],
                Which,
                "which containers have logs",
                static (shell, options) => LogsAsync(shell, options, ShowAsync)),
            new(
                "am",
                ["applicationId"],
                [.. Which, "size"],
                "the logs of an application's masters",
                static (shell, options) => LogsAsync(shell, options, ShowAsync)),
            new(
                "containerId",
                [],
                ["applicationId", .. Which, "size"],
                "the logs of one container",
                static (shell, options) => LogsAsync(shell, options, ShowAsync)),
            new(
                "applicationId", [], [.. Which, "size"], "all logs of an application",
                static (shell, options) => LogsAsync(shell, options, ShowAsync)),
        ])
    {
        OneOf = ["show_application_log_info|show_container_log_info"],
        Nothing = "None of applicationId, appAttemptId and containerId is available,  one of them must be specified.",
    };

    private static async Task<int> LogsAsync(YarnShell shell, CommandOptions options, Func<YarnShell, LogRequest, Task<int>> show)
    {
        if (options.Value("applicationId") is { } a && Parsed(YarnIds.ParseApplication, a) is null)
        {
            return Refuse(shell, "Invalid ApplicationId specified");
        }

        if (options.Value("containerId") is { } c && Parsed(YarnIds.ParseContainer, c) is null)
        {
            return Refuse(shell, "Invalid ContainerId specified");
        }

        var container = options.Value("containerId") is { } named ? YarnIds.ParseContainer(named) : null;
        var application = options.Value("applicationId") is { } id ? YarnIds.ParseApplication(id) : container!.Application();
        if (container is not null && !container.Application().Equals(application))
        {
            return Refuse(shell, $"The Application:{application.ToText()} does not have the container:{container.ToText()}");
        }

        var report = await AwaitAggregationAsync(shell, await FindAsync(shell, application).ConfigureAwait(false)).ConfigureAwait(false);
        if (report?.YarnApplicationState is YarnApplicationStateProto.New
            or YarnApplicationStateProto.NewSaving
            or YarnApplicationStateProto.Submitted)
        {
            return Refuse(shell, "Logs are not available right now.");
        }

        var containers = container is not null
            ? [container.ToText()]
            : options.Has("am") ? await MastersAsync(shell, application, options.Values("am")).ConfigureAwait(false)
            : null;
        var wanted = new LogSelection(options, containers);
        if (containers is { Count: > 0 } && options.Values("am").Contains("ALL", StringComparer.OrdinalIgnoreCase))
        {
            // "Printed", and it comes before them: so it is with Apache's.
            shell.Line("");
            shell.Line("Specified ALL for -am option. Printed logs for all am containers.");
        }

        var owner = options.Value("appOwner") ?? report?.User ?? CurrentUser.Name;
        return await show(shell, new LogRequest(application, report, owner, wanted)).ConfigureAwait(false);
    }

    private static async Task<int> ShowAsync(YarnShell shell, LogRequest request)
    {
        var text = new LogText(shell, request.Wanted);
        await WriteAsync(shell, request, text).ConfigureAwait(false);
        if (text.Found == 0 && request.IsRunning)
        {
            // It may have ended since it was looked for; its nodes have moved its logs away then.
            var now = await AwaitAggregationAsync(
                shell, await FindAsync(shell, request.Application).ConfigureAwait(false)).ConfigureAwait(false);
            request = request with { Report = now ?? request.Report };
            if (!request.IsRunning)
            {
                await WriteAsync(shell, request, text).ConfigureAwait(false);
            }
        }

        var (application, report, owner, wanted) = request;
        if (text.Found == 0)
        {
            text.WriteState();
            shell.Streams.ErrorLine("Can not find any log file matching the pattern: "
                + $"[{string.Join(", ", wanted.Patterns)}] for the application: {application.ToText()}");
            shell.Streams.ErrorLine($"Can not find the logs for the application: {application.ToText()} with the appOwner: {owner}");
            shell.Streams.ErrorLine(request.IsRunning
                ? "None of its nodes has any that are asked for."
                : "Log aggregation has not completed or is not enabled (yarn.log-aggregation-enable); "
                    + "wait a moment, or look on the nodes (yarn.nodemanager.log-dirs).");
            return ExitCodes.Usage;
        }

        if (report?.FinalApplicationStatus == FinalApplicationStatusProto.AppFailed && report.Diagnostics.Length > 0)
        {
            shell.Streams.ErrorLine($"{application.ToText()} failed: {report.Diagnostics.TrimEnd()}");
        }

        return ExitCodes.Ok;
    }

    private static Task WriteAsync(YarnShell shell, LogRequest request, LogText text)
    {
        text.State = request.IsRunning ? "Running." : "Completed.";
        return request.IsRunning
            ? RunningLogs.WriteAsync(shell, request.Report!, request.Wanted, text)
            : AggregatedLogs.WriteAsync(shell, Paths(shell), request, text);
    }

    private static async Task<int> ListNodesAsync(YarnShell shell, LogRequest request)
    {
        if (request.IsRunning)
        {
            return Refuse(shell, "The -list_nodes command can be only used with finished applications");
        }

        var found = 0;
        var fileSystem = FileSystems.Get(null, shell.Configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            await foreach (var node in AggregatedLogReader.NodeFilesAsync(
                fileSystem, Paths(shell), request.Owner, request.Application, shell.Cancellation).ConfigureAwait(false))
            {
                shell.Line(node.Name);
                found++;
            }
        }

        if (found == 0)
        {
            return Refuse(shell, $"No nodes found that aggregated logs for the application: {request.Application.ToText()}");
        }

        shell.Line("");
        return ExitCodes.Ok;
    }

    // The containers of masters: ALL, numbers of attempts, or -1 for the last.
    private static async Task<IReadOnlyCollection<string>> MastersAsync(
        YarnShell shell, ApplicationIdProto application, IReadOnlyList<string> which)
    {
        var attempts = (await shell.Client.GetAttemptsAsync(application, shell.Cancellation).ConfigureAwait(false))
            .OrderBy(static a => a.ApplicationAttemptId.AttemptId).ToList();
        var masters = new HashSet<string>(StringComparer.Ordinal);
        foreach (var word in which)
        {
            var chosen = word.Equals("ALL", StringComparison.OrdinalIgnoreCase) ? attempts
                : word == "-1" ? attempts.TakeLast(1)
                : int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? attempts.Where(
                    a => a.ApplicationAttemptId.AttemptId == number)
                : throw new InputException($"-am {word}: expected ALL, -1 or the numbers of attempts");
            masters.UnionWith(chosen.Where(static a => a.AmContainerId is not null).Select(static a => a.AmContainerId.ToText()));
        }

        return masters;
    }

    private static int Refuse(YarnShell shell, string why)
    {
        shell.Streams.ErrorLine(why);
        return ExitCodes.Usage;
    }

    private static T? Parsed<T>(Func<string, T> parse, string text)
        where T : class
    {
        try
        {
            return parse(text);
        }
        catch (FormatException)
        {
            return null;
        }
    }

    // Who asks for the logs of what has just failed need not ask again: nodes move them within a second or two.
    private static async Task<ApplicationReportProto?> AwaitAggregationAsync(YarnShell shell, ApplicationReportProto? report)
    {
        var waited = Stopwatch.StartNew();
        while (report is { HasLogAggregationStatus: true, LogAggregationStatus: LogAggregationStatusProto.LogNotStart
            or LogAggregationStatusProto.LogRunning, FinishTime: > 0 }
            && waited.Elapsed < AggregationWait && DateTimeOffset.UtcNow - UnixTimes.At((long)report.FinishTime) < AggregationWait)
        {
            await Task.Delay(AggregationPause, shell.Cancellation).ConfigureAwait(false);
            report = await FindAsync(shell, report.ApplicationId).ConfigureAwait(false);
        }

        return report;
    }

    private static async Task<ApplicationReportProto?> FindAsync(YarnShell shell, ApplicationIdProto id)
    {
        try
        {
            return await shell.Client.GetApplicationAsync(id, shell.Cancellation).ConfigureAwait(false);
        }
        catch (YarnException e) when (e.JavaClass == YarnException.ApplicationNotFound)
        {
            // It was forgotten; its logs are kept longer.
            return null;
        }
    }

    internal static AggregatedLogPaths Paths(YarnShell shell) => new(
        shell.Configuration.Get(YarnKeys.RemoteLogDirectory), shell.Configuration.Get(YarnKeys.RemoteLogSuffix));
}
