using System.Globalization;
using Hathi.Base;
using Hathi.Base.CommandLine;
using Hathi.Cli.Kit;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn node</c>. Output: Apache's <c>NodeCLI</c>.</summary>
internal static class NodeCommand
{
    public static readonly YarnCommandTable Table = new(
        "node",
        [
            new("status", "Node ID", "which one"),
            new("list", null, "which of all"),
            new("all", null, "all of them") { AnyCase = true },
            CommandOption.List("states", "States", "those in these states; those that run when it is not said"),
            new("showDetails", null, "what each has and uses"),
        ],
        [
            new("status", [], [], "everything about one", static (shell, options) => StatusAsync(shell, options.Value("status")!)),
            new("list", [], ["all|states", "showDetails"], "the nodes that there are", ListAsync),
        ]);

    private static readonly int[] Widths = [16, 15, 17, 28];

    private static async Task<int> ListAsync(YarnShell shell, CommandOptions options)
    {
        if (options.Values("states").FirstOrDefault(s => Names.Parse<NodeStateProto>(s, Names.Of) is null) is { } unknown)
        {
            shell.Line($"The node state {unknown} is invalid.");
            shell.Line("The valid node state can be one of the following: "
                + $"{string.Join(',', Enum.GetValues<NodeStateProto>().Select(Names.Of))}.");
            return ExitCodes.Usage;
        }

        NodeStateProto[] states = options.Has("all") ? Enum.GetValues<NodeStateProto>()
            : options.Has("states") ? [.. options.Values("states")
                .Select(s => Names.Parse<NodeStateProto>(s, Names.Of)).OfType<NodeStateProto>().Distinct()]
            : [NodeStateProto.NsRunning];
        var nodes = await shell.Client.GetNodesAsync(states, shell.Cancellation).ConfigureAwait(false);
        shell.Line($"Total Nodes:{nodes.Count}");
        shell.Row(Widths, "Node-Id", "Node-State", "Node-Http-Address", "Number-of-Running-Containers");
        foreach (var n in nodes)
        {
            shell.Row(
                Widths, n.NodeId.ToText(), Names.Of(n.NodeState), n.HttpAddress, n.NumContainers.ToString(CultureInfo.InvariantCulture));
            if (options.Has("showDetails"))
            {
                shell.Line("Detailed Node Information :");
                shell.Line($"\tConfigured Resources : {Text(n.Capability)}");
                shell.Line($"\tAllocated Resources : {(n.Used is null ? "" : Text(n.Used))}");
                WriteUtilisation(shell, n);
                shell.Line($"\tNode-Labels : {string.Join(',', n.NodeLabels.Order(StringComparer.Ordinal))}");
            }
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> StatusAsync(YarnShell shell, string id)
    {
        if (id.LastIndexOf(':') is var colon
            && (colon <= 0 || !int.TryParse(id.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new InputException($"Invalid NodeId [{id}]. Expected host:port");
        }

        var nodes = await shell.Client.GetNodesAsync([], shell.Cancellation).ConfigureAwait(false);
        if (nodes.FirstOrDefault(n => n.NodeId.ToText() == id) is not { } node)
        {
            shell.Line($"Could not find the node report for node id : {id}");
            return ExitCodes.Ok;
        }

        var health = UnixTimes.At(node.LastHealthReportTime).ToLocalTime();
        shell.Line("Node Report : ");
        shell.Line($"\tNode-Id : {id}");
        shell.Line($"\tRack : {node.RackName}");
        shell.Line($"\tNode-State : {Names.Of(node.NodeState)}");
        shell.Line($"\tNode-Http-Address : {node.HttpAddress}");
        shell.Line($"\tLast-Health-Update : {health.ToString("ddd dd/MMM/yy hh:mm:ss", CultureInfo.InvariantCulture)}:"
            + $"{health.Millisecond:00}{Zone(health)}"); // as Java's SS: two digits at least
        shell.Line($"\tHealth-Report : {node.HealthReport}");
        shell.Line($"\tContainers : {node.NumContainers}");
        shell.Line($"\tMemory-Used : {node.Used?.Memory ?? 0}MB");
        shell.Line($"\tMemory-Capacity : {node.Capability.Memory}MB");
        shell.Line($"\tCPU-Used : {node.Used?.VirtualCores ?? 0} vcores");
        shell.Line($"\tCPU-Capacity : {node.Capability.VirtualCores} vcores");
        shell.Line($"\tNode-Labels : {string.Join(',', node.NodeLabels.Order(StringComparer.Ordinal))}");
        shell.Line("\tNode Attributes : ");
        WriteUtilisation(shell, node);
        shell.Line("");
        return ExitCodes.Ok;
    }

    private static void WriteUtilisation(YarnShell shell, NodeReportProto node)
    {
        shell.Line($"\tResource Utilization by Node : {Text(node.NodeUtilization)}");
        shell.Line($"\tResource Utilization by Containers : {Text(node.ContainersUtilization)}");
    }

    private static string Text(ResourceUtilizationProto? used) => used is null
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $"PMem:{used.Pmem} MB, VMem:{used.Vmem} MB, VCores:{JavaNumber.Format(used.Cpu)}");

    // UTC, CET, as Java's z.
    private static string Zone(DateTimeOffset time)
    {
        var zone = TimeZoneInfo.Local;
        return zone.HasSameRules(TimeZoneInfo.Utc) ? "UTC" : zone.IsDaylightSavingTime(time) ? zone.DaylightName : zone.StandardName;
    }

    private static string Text(ResourceProto resource) => $"<memory:{resource.Memory}, vCores:{resource.VirtualCores}>";
}
