using Hathi.Cli.Kit;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn applicationattempt</c>.</summary>
internal static class AttemptCommand
{
    public static readonly YarnCommandTable Table = new(
        "applicationattempt",
        [
            new("status", "Application Attempt ID", "which one"),
            new("list", "Application ID", "whose"),
            new("fail", "Application Attempt ID", "which one"),
        ],
        [
            new(
                "status",
                [],
                [],
                "everything about one",
                static (shell, options) => StatusAsync(shell, Names.Id(YarnIds.ParseAttempt, options.Value("status")!))),
            new(
                "list",
                [],
                [],
                "the attempts of an application",
                static (shell, options) => ListAsync(shell, Names.Id(YarnIds.ParseApplication, options.Value("list")!))),
            new(
                "fail",
                [],
                [],
                "fails one that runs; another is started when the application may have one",
                static (shell, options) => FailAsync(shell, options.Value("fail")!)),
        ]);

    private static readonly int[] Widths = [30, 20, 35, 35];

    private static async Task<int> FailAsync(YarnShell shell, string text)
    {
        var id = Names.Id(YarnIds.ParseAttempt, text);
        shell.Line($"Failing attempt {text} of application {id.ApplicationId.ToText()}");
        await shell.Client.FailAttemptAsync(id, shell.Cancellation).ConfigureAwait(false);
        return ExitCodes.Ok;
    }

    private static async Task<int> ListAsync(YarnShell shell, ApplicationIdProto id)
    {
        var attempts = await shell.Client.GetAttemptsAsync(id, shell.Cancellation).ConfigureAwait(false);
        shell.Line($"Total number of application attempts :{attempts.Count}");
        shell.Row(Widths, "ApplicationAttempt-Id", "State", "AM-Container-Id", "Tracking-URL");
        foreach (var a in attempts)
        {
            shell.Row(
                Widths, a.ApplicationAttemptId.ToText(), Names.Of(a.YarnApplicationAttemptState), a.AmContainerId?.ToText() ?? "N/A",
                a.TrackingUrl);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(YarnShell shell, ApplicationAttemptIdProto id)
    {
        ApplicationAttemptReportProto a;
        try
        {
            a = await shell.Client.GetAttemptAsync(id, shell.Cancellation).ConfigureAwait(false);
        }
        catch (YarnException e) when (e.JavaClass is YarnException.ApplicationNotFound or YarnException.AttemptNotFound)
        {
            shell.Line(e.JavaClass == YarnException.ApplicationNotFound
                ? $"Application for AppAttempt with id '{id.ToText()}' doesn't exist in RM or Timeline Server."
                : $"Application Attempt with id '{id.ToText()}' doesn't exist in RM or Timeline Server.");
            return ExitCodes.Usage;
        }

        shell.Line("Application Attempt Report : ");
        shell.Line($"\tApplicationAttempt-Id : {a.ApplicationAttemptId.ToText()}");
        shell.Line($"\tState : {Names.Of(a.YarnApplicationAttemptState)}");
        shell.Line($"\tAMContainer : {a.AmContainerId?.ToText() ?? "N/A"}");
        shell.Line($"\tTracking-URL : {a.TrackingUrl}");
        shell.Line($"\tRPC Port : {a.RpcPort}");
        shell.Line($"\tAM Host : {a.Host}");
        shell.Line($"\tDiagnostics : {a.Diagnostics}");
        return ExitCodes.Ok;
    }
}
