using System.Diagnostics;
using System.Text.RegularExpressions;
using Hathi.Cli.Dfs;
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

    public const string Usage = """
         -applicationId <Application ID>           all logs of an application
         -containerId <Container ID>               only those of this container
         -log_files <Names>                        only files of these names (ALL), separated by commas
         -log_files_pattern <Patterns>             only files whose names match these regular expressions
         -size <Bytes>                             of each file the first so many bytes, or with - the last
         -appOwner <User>                          who ran it, when the ResourceManager has forgotten
         -show_application_log_info                which containers have logs, without what is in them
        """;

    public static async Task<int> RunAsync(YarnShell shell)
    {
        var options = new YarnOptions(
            shell.Arguments, ["show_application_log_info", "am"], ["applicationId", "containerId", "log_files", "log_files_pattern", "size", "appOwner", "nodeAddress"]);
        var container = options.Value("containerId") is { } c ? Names.Id(YarnIds.ParseContainer, c) : null;
        var application = options.Value("applicationId") is { } a ? Names.Id(YarnIds.ParseApplication, a) : container?.Application()
            ?? throw new UsageException("Both applicationId and containerId are missing, one of them must be specified.");
        var wanted = new LogSelection(options, container?.ToText());
        var report = await AwaitAggregationAsync(shell, await FindAsync(shell, application).ConfigureAwait(false)).ConfigureAwait(false);
        if (report?.YarnApplicationState is YarnApplicationStateProto.New or YarnApplicationStateProto.NewSaving or YarnApplicationStateProto.Submitted or YarnApplicationStateProto.Accepted)
        {
            shell.Line("Logs are not available right now.");
            return ExitCodes.Usage;
        }

        var found = report?.YarnApplicationState == YarnApplicationStateProto.Running
            ? await RunningLogs.WriteAsync(shell, report, wanted).ConfigureAwait(false)
            : await AggregatedAsync(shell, application, options.Value("appOwner") ?? report?.User ?? CurrentUser.Name, wanted).ConfigureAwait(false);
        if (found == 0)
        {
            shell.Line($"Can not find any log file matching the pattern: [{string.Join(", ", wanted.Patterns)}] for the application: {application.ToText()}");
            shell.Line("Log aggregation has not completed or is not enabled (yarn.log-aggregation-enable); wait a moment, or look on the nodes (yarn.nodemanager.log-dirs).");
            return ExitCodes.Usage;
        }

        if (report?.FinalApplicationStatus == FinalApplicationStatusProto.AppFailed && report.Diagnostics.Length > 0)
        {
            shell.Streams.ErrorLine($"{application.ToText()} failed: {report.Diagnostics.TrimEnd()}");
        }

        return ExitCodes.Ok;
    }

    // Who asks for the logs of what has just failed need not ask again: nodes move them within a second or two.
    private static async Task<ApplicationReportProto?> AwaitAggregationAsync(YarnShell shell, ApplicationReportProto? report)
    {
        var waited = Stopwatch.StartNew();
        while (report is { HasLogAggregationStatus: true, LogAggregationStatus: LogAggregationStatusProto.LogNotStart or LogAggregationStatusProto.LogRunning, FinishTime: > 0 }
            && waited.Elapsed < AggregationWait && DateTimeOffset.UtcNow - DateTimeOffset.FromUnixTimeMilliseconds((long)report.FinishTime) < AggregationWait)
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

    private static async Task<int> AggregatedAsync(YarnShell shell, ApplicationIdProto application, string owner, LogSelection wanted)
    {
        var paths = new AggregatedLogPaths(
            shell.Configuration.GetString("yarn.nodemanager.remote-app-log-dir", "/tmp/logs"), shell.Configuration.GetString("yarn.nodemanager.remote-app-log-dir-suffix", "logs"));
        var found = 0;
        var fileSystem = FileSystems.Get(null, shell.Configuration);
        await using (fileSystem.ConfigureAwait(false))
        {
            await foreach (var node in AggregatedLogReader.NodeFilesAsync(fileSystem, paths, owner, application, shell.Cancellation).ConfigureAwait(false))
            {
                var file = await fileSystem.OpenReadAsync(node.Path, shell.Cancellation).ConfigureAwait(false);
                await using (file.ConfigureAwait(false))
                {
                    await AggregatedLogReader.VisitAsync(file, async (entry, content) =>
                    {
                        if (wanted.Takes(entry.Container, entry.Name))
                        {
                            found++;
                            await LogText.WriteAsync(shell, entry.Container, node.Name, entry.Name, LogText.Time(node.ModificationTime), entry.Length, "AGGREGATED", content, wanted).ConfigureAwait(false);
                        }
                    }, shell.Cancellation).ConfigureAwait(false);
                }
            }
        }

        return found;
    }
}

/// <summary>Which logs the user wants, and how much of each.</summary>
internal sealed class LogSelection
{
    private readonly string? _container;
    private readonly Regex[] _patterns;

    /// <exception cref="UsageException">A pattern or a size cannot be read.</exception>
    public LogSelection(YarnOptions options, string? container)
    {
        _container = container;
        var names = options.Values("log_files");
        Patterns = names.Length > 0 && !names.Contains("ALL") ? [.. names.Select(n => $"^{Regex.Escape(n)}$")]
            : options.Has("log_files_pattern") ? options.Values("log_files_pattern")
            : ["ALL"];
        Size = options.Value("size") is { } text ? (long.TryParse(text, out var size) ? size : throw new UsageException($"-size {text}: expected a number of bytes")) : long.MaxValue;
        InfoOnly = options.Has("show_application_log_info");
        try
        {
            _patterns = Patterns is ["ALL"] ? [] : [.. Patterns.Select(p => new Regex(p, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1)))];
        }
        catch (ArgumentException e)
        {
            throw new UsageException($"-log_files_pattern: {e.Message}");
        }
    }

    public IReadOnlyList<string> Patterns { get; }

    /// <summary>Bytes from the start, or, below 0, from the end.</summary>
    public long Size { get; }

    /// <summary>Names and sizes only.</summary>
    public bool InfoOnly { get; }

    public bool Takes(string container, string name) => (_container is null || _container == container) && (_patterns.Length == 0 || _patterns.Any(p => p.IsMatch(name)));
}
