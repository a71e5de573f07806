using Hathi.Cli.Dfs;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn container</c>.</summary>
internal static class ContainerCommand
{
    public const string Usage = """
         -list <Application Attempt ID>            the containers of an attempt
         -status <Container ID>                    everything about one
         -signal <Container ID> [OUTPUT_THREAD_DUMP | GRACEFUL_SHUTDOWN | FORCEFUL_SHUTDOWN]   signals its process
        """;

    private static readonly int[] Widths = [30, 20, 20, 20, 20, 20, 35];

    public static Task<int> RunAsync(YarnShell shell)
    {
        if (shell.Arguments is ["-signal", var container, .. var command])
        {
            return SignalAsync(shell, Names.Id(YarnIds.ParseContainer, container), command.FirstOrDefault() ?? "OUTPUT_THREAD_DUMP");
        }

        var options = new YarnOptions(shell.Arguments, [], ["list", "status"]);
        return options.Value("list") is { } attempt ? ListAsync(shell, Names.Id(YarnIds.ParseAttempt, attempt))
            : options.Value("status") is { } status ? StatusAsync(shell, Names.Id(YarnIds.ParseContainer, status))
            : throw new UsageException("Invalid Command Usage : say -list, -status or -signal");
    }

    private static async Task<int> ListAsync(YarnShell shell, ApplicationAttemptIdProto id)
    {
        var containers = await shell.Client.GetContainersAsync(id, shell.Cancellation).ConfigureAwait(false);
        shell.Line($"Total number of containers :{containers.Count}");
        shell.Row(Widths, "Container-Id", "Start Time", "Finish Time", "State", "Host", "Node Http Address", "LOG-URL");
        foreach (var c in containers)
        {
            shell.Row(
                Widths, c.ContainerId.ToText(), LogText.Time(c.CreationTime), LogText.Time(c.FinishTime), Names.Of(c.ContainerState), c.NodeId?.ToText() ?? "N/A",
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
        catch (YarnException e) when (e.JavaClass is YarnException.ApplicationNotFound or YarnException.AttemptNotFound or YarnException.ContainerNotFound)
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

    private static async Task<int> SignalAsync(YarnShell shell, ContainerIdProto id, string command)
    {
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
