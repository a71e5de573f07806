using System.Globalization;
using Hathi.Cli.Kit;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn queue</c>. Output: Apache's <c>QueueCLI</c>.</summary>
internal static class QueueCommand
{
    public static readonly YarnCommandTable Table = new(
        "queue",
        [
            new("status", "Queue Name", "which one"),
            new("list", "Parent Queue Name", "below which one; all: all of them"),
        ],
        [
            new("status", [], [], "a queue's state and capacity", static (shell, options) => StatusAsync(shell, options.Value("status")!)),
            new("list", [], [], "the queues right below one, or all", static (shell, options) => ListAsync(shell, options.Value("list")!)),
        ]);

    private static readonly string[] Heads =
    [
        "Queue Name", "Queue Path", "State", "Capacity", "Current Capacity", "Maximum Capacity", "Weight", "Maximum Parallel Apps",
    ];

    private static async Task<int> StatusAsync(YarnShell shell, string name)
    {
        if (await FindAsync(shell, name, children: false).ConfigureAwait(false) is not { } queue)
        {
            shell.Line($"Cannot get queue from RM by queueName = {name}, please check.");
            return ExitCodes.Usage;
        }

        shell.Line("Queue Information : ");
        if (queue.HasSchedulerType)
        {
            shell.Line($"Scheduler Name : {queue.SchedulerType}");
        }

        shell.Line($"Queue Name : {queue.QueueName}");
        shell.Line($"Queue Path : {queue.QueuePath}");
        shell.Line($"\tState : {Names.Of(queue.State)}");
        shell.Line($"\tCapacity : {Percent(queue.Capacity)}");
        shell.Line($"\tCurrent Capacity : {Percent(queue.CurrentCapacity)}");
        shell.Line($"\tMaximum Capacity : {Percent(queue.MaximumCapacity)}");
        shell.Line($"\tWeight : {Number(queue.Weight)}");
        shell.Line($"\tMaximum Parallel Apps : {queue.MaxParallelApps}");
        shell.Line("\tDefault Node Label expression : "
            + $"{(queue.DefaultNodeLabelExpression is { Length: > 0 } label ? label : "<DEFAULT_PARTITION>")}");
        shell.Line($"\tAccessible Node Labels : {string.Join(',', queue.AccessibleNodeLabels)}");
        if (queue.HasPreemptionDisabled)
        {
            shell.Line($"\tPreemption : {(queue.PreemptionDisabled ? "disabled" : "enabled")}");
        }

        if (queue.HasIntraQueuePreemptionDisabled)
        {
            shell.Line($"\tIntra-queue Preemption : {(queue.IntraQueuePreemptionDisabled ? "disabled" : "enabled")}");
        }

        return ExitCodes.Ok;
    }

    private static async Task<int> ListAsync(YarnShell shell, string parent)
    {
        var isAll = string.Equals(parent, "all", StringComparison.OrdinalIgnoreCase);
        if (await FindAsync(shell, isAll ? "root" : parent, children: true).ConfigureAwait(false) is not { } queue)
        {
            shell.Line($"Cannot get any queues under {parent} from RM,please check.");
            return ExitCodes.Usage;
        }

        var queues = isAll ? Below(queue).ToList() : [.. queue.ChildQueues];
        shell.Streams.Out.Print(BorderedTable.Format($"{queues.Count} queues were found",
        [
            Heads,
            .. queues.Select(static q => new[]
            {
                q.QueueName, q.QueuePath, Names.Of(q.State), Percent(q.Capacity), Percent(q.CurrentCapacity), Percent(q.MaximumCapacity),
                Number(q.Weight),
                q.MaxParallelApps.ToString(CultureInfo.InvariantCulture),
            }),
        ]));

        return ExitCodes.Ok;
    }

    private static IEnumerable<QueueInfoProto> Below(QueueInfoProto queue) => queue.ChildQueues.SelectMany(q => Below(q).Prepend(q));

    // Of a name that nobody has the ResourceManager says nothing.
    private static async Task<QueueInfoProto?> FindAsync(YarnShell shell, string name, bool children)
    {
        var request = new GetQueueInfoRequestProto
        {
            QueueName = name, IncludeChildQueues = children, Recursive = children, IncludeApplications = false,
        };
        return await shell.Client.GetQueueAsync(request, shell.Cancellation).ConfigureAwait(false);
    }

    private static string Percent(float share) => Number(share * 100) + "%";

    private static string Number(float value) => value.ToString("#.00", CultureInfo.InvariantCulture);
}
