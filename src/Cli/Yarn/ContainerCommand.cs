using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn container</c>.</summary>
internal static class ContainerCommand
{
    public static readonly YarnCommandTable Table = new(
        "container",
        [
            new("status", "Container ID", "which one"),
            new("list", "Application Attempt ID", "whose"),
            new("signal", "Container ID [OUTPUT_THREAD_DUMP | GRACEFUL_SHUTDOWN | FORCEFUL_SHUTDOWN]", "which one") { Most = 2 },
        ],
        [
            new(
                "status",
                [],
                [],
                "everything about one",
                static (shell, options) => StatusAsync(shell, Names.Id(YarnIds.ParseContainer, options.Value("status")!))),
            new(
                "list",
                [],
                [],
                "the containers of an attempt",
                static (shell, options) => ListAsync(shell, Names.Id(YarnIds.ParseAttempt, options.Value("list")!))),
            new("signal", [], [], "signals its process; OUTPUT_THREAD_DUMP when no signal is named", SignalAsync),
        ]);

    private static readonly int[] Widths = [30, 20, 20, 20, 20, 20, 35];

    private static async Task<int> ListAsync(YarnShell shell, ApplicationAttemptIdProto id)
    {
        var containers = await shell.Client.GetContainersAsync(id, shell.Cancellation).ConfigureAwait(false);
        shell.Line($"Total number of containers :{containers.Count}");
        shell.Row(Widths, "Container-Id", "Start Time", "Finish Time", "State", "Host", "Node Http Address", "LOG-URL");
        foreach (var c in containers)
        {
            shell.Row(
                Widths, c.ContainerId.ToText(), LogText.Time(c.CreationTime), LogText.Time(c.FinishTime), Names.Of(c.ContainerState),
                c.NodeId?.ToText() ?? "N/A",
                c.HasNodeHttpAddress ? c.NodeHttpAddress : "N/A", c.LogUrl);
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(YarnShell shell, ContainerIdProto id)
    {
        ContainerReportProto c;
        try
        {
            c = await shell.Client.GetContainerAsync(id, shell.Cancellation).ConfigureAwait(false);
        }
        catch (YarnException e)
            when (e.JavaClass is YarnException.ApplicationNotFound or YarnException.AttemptNotFound or YarnException.ContainerNotFound)
        {
            var what = e.JavaClass switch
            {
                YarnException.ApplicationNotFound => "Application for Container",
                YarnException.AttemptNotFound => "Application Attempt for Container",
                _ => "Container",
            };
            shell.Line($"{what} with id '{id.ToText()}' doesn't exist in RM or Timeline Server.");
            return ExitCodes.Usage;
        }

        shell.Line("Container Report : ");
        shell.Line($"\tContainer-Id : {c.ContainerId.ToText()}");
        shell.Line($"\tStart-Time : {c.CreationTime}");
        shell.Line($"\tFinish-Time : {c.FinishTime}");
        shell.Line($"\tState : {Names.Of(c.ContainerState)}");
        shell.Line($"\tExecution-Type : {(c.ExecutionType == ExecutionTypeProto.Opportunistic ? "OPPORTUNISTIC" : "GUARANTEED")}");
        shell.Line($"\tLOG-URL : {c.LogUrl}");
        shell.Line($"\tHost : {c.NodeId?.ToText() ?? "N/A"}");
        shell.Line($"\tNodeHttpAddress : {(c.HasNodeHttpAddress ? c.NodeHttpAddress : "N/A")}");
        shell.Line($"\tExposedPorts : {c.ExposedPorts}");
        shell.Line($"\tDiagnostics : {c.DiagnosticsInfo}");
        return ExitCodes.Ok;
    }

    private static async Task<int> SignalAsync(YarnShell shell, CommandOptions options)
    {
        var words = options.Values("signal");
        var id = Names.Id(YarnIds.ParseContainer, words[0]);
        var command = words.Count > 1 ? words[1] : "OUTPUT_THREAD_DUMP";
        var signal = command switch
        {
            "OUTPUT_THREAD_DUMP" => SignalContainerCommandProto.OutputThreadDump,
            "GRACEFUL_SHUTDOWN" => SignalContainerCommandProto.GracefulShutdown,
            "FORCEFUL_SHUTDOWN" => SignalContainerCommandProto.ForcefulShutdown,
            _ => throw new InputException($"{command} is no signal; there are OUTPUT_THREAD_DUMP, GRACEFUL_SHUTDOWN, FORCEFUL_SHUTDOWN"),
        };
        shell.Line($"Signalling container {id.ToText()}");
        await shell.Client.SignalAsync(id, signal, shell.Cancellation).ConfigureAwait(false);
        return ExitCodes.Ok;
    }
}
