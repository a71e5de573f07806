using System.Globalization;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn top</c>: what runs now, written again and again until it is stopped; once where nobody watches.</summary>
internal static class TopCommand
{
    public static readonly YarnCommandTable Table = new(
        "top",
        [
            new("delay", "Seconds", "how often it is written (3)"),
            new("rows", "N", "how many applications (10)"),
            new("once", null, "one time only"),
        ],
        [new("", [], ["once|delay", "rows"], "what runs now, again and again", RunAsync)]);

    private static readonly int[] Widths = [30, 10, 12, 12, 10, 10, 12, 10, 24];

    private static async Task<int> RunAsync(YarnShell shell, CommandOptions options)
    {
        var rows = Number(options, "rows", 10);
        var delay = TimeSpan.FromSeconds(Number(options, "delay", 3));
        var once = options.Has("once") || !shell.Streams.OutIsTerminal;
        using var timer = new PeriodicTimer(delay);
        do
        {
            if (!once)
            {
                shell.Streams.Out.Print("\u001b[H\u001b[2J");
            }

            await WriteAsync(shell, rows).ConfigureAwait(false);
            shell.Streams.Out.Flush();
        }
        while (!once && await timer.WaitForNextTickAsync(shell.Cancellation).ConfigureAwait(false));
        return ExitCodes.Ok;
    }

    private static async Task WriteAsync(YarnShell shell, int rows)
    {
        var metrics = await shell.Client.GetMetricsAsync(shell.Cancellation).ConfigureAwait(false);
        var nodes = await shell.Client.GetNodesAsync([NodeStateProto.NsRunning], shell.Cancellation).ConfigureAwait(false);
        var request = new GetApplicationsRequestProto();
        request.ApplicationStates.AddRange(
            [YarnApplicationStateProto.Submitted, YarnApplicationStateProto.Accepted, YarnApplicationStateProto.Running]);
        var applications = await shell.Client.GetApplicationsAsync(request, shell.Cancellation).ConfigureAwait(false);
        shell.Line($"NodeManager(s): {metrics.NumNodeManagers} total, {metrics.NumActiveNms} active, {metrics.NumUnhealthyNms} unhealthy, "
            + $"{metrics.NumDecommissionedNms} decommissioned, {metrics.NumLostNms} lost, {metrics.NumRebootedNms} rebooted");
        shell.Line($"Mem(MB): {Sum(n => n.Used?.Memory ?? 0)} of {Sum(n => n.Capability.Memory)} in use, VCores: "
            + $"{Sum(n => n.Used?.VirtualCores ?? 0)} of {Sum(n => n.Capability.VirtualCores)}, containers: "
            + $"{Sum(n => n.NumContainers)}");
        shell.Line("");
        shell.Row(Widths, "APPLICATIONID", "USER", "TYPE", "QUEUE", "STATE", "#CONT", "MEM(MB)", "VCORES", "NAME");
        foreach (var a in applications.OrderByDescending(a => a.AppResourceUsage?.UsedResources?.Memory ?? 0).Take(rows))
        {
            var used = a.AppResourceUsage;
            shell.Row(
                Widths, a.ApplicationId.ToText(), a.User, a.ApplicationType, a.Queue, Names.Of(a.YarnApplicationState),
                Text(used?.NumUsedContainers ?? 0),
                Text(used?.UsedResources?.Memory ?? 0), Text(used?.UsedResources?.VirtualCores ?? 0), a.Name);
        }

        // Each says what it likes.
        Int128 Sum(Func<NodeReportProto, long> of) => nodes.Aggregate(Int128.Zero, (sum, node) => sum + of(node));
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static int Number(CommandOptions options, string name, int otherwise) => options.Value(name) is not { } text ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0 ? value
        : throw new InputException($"-{name} {text}: expected a whole number above 0");
}
