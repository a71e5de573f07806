using System.Globalization;
using Hathi.Cli.Dfs;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.Cli.Yarn;

/// <summary><c>yarn queue</c>. Output: Apache's <c>QueueCLI</c>.</summary>
internal static class QueueCommand
{
    public const string Usage = """
         -status <Queue Name>                      a queue's state and capacity
         -list <Parent Queue Name | all>           queues below one, or all
        """;

    private static readonly int[] Widths = [24, 9, 10, 16, 16];

    public static Task<int> RunAsync(YarnShell shell)
    {
        var options = new YarnOptions(shell.Arguments, [], ["status", "list"]);
        return options.Value("status") is { } name ? StatusAsync(shell, name)
            : options.Value("list") is { } parent ? ListAsync(shell, parent)
            : throw new UsageException("Invalid Command Usage : say -status or -list");
    }

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
        shell.Line($"\tWeight : {queue.Weight.ToString("#.00", CultureInfo.InvariantCulture)}");
        shell.Line($"\tMaximum Parallel Apps : {queue.MaxParallelApps}");
        shell.Line($"\tDefault Node Label expression : {(queue.DefaultNodeLabelExpression is { Length: > 0 } label ? label : "<DEFAULT_PARTITION>")}");
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
        shell.Line($"{queues.Count} queues were found : ");
        shell.Row(Widths, "Queue Path", "State", "Capacity", "Current Capacity", "Maximum Capacity");
        foreach (var q in queues)
        {
            shell.Row(Widths, q.QueuePath, Names.Of(q.State), Percent(q.Capacity), Percent(q.CurrentCapacity), Percent(q.MaximumCapacity));
        }

        return ExitCodes.Ok;
    }

    private static IEnumerable<QueueInfoProto> Below(QueueInfoProto queue) => queue.ChildQueues.SelectMany(q => Below(q).Prepend(q));

    // A name that nobody has is an error to the ResourceManager, an answer to the user.
    private static async Task<QueueInfoProto?> FindAsync(YarnShell shell, string name, bool children)
    {
        var request = new GetQueueInfoRequestProto { QueueName = name, IncludeChildQueues = children, Recursive = children, IncludeApplications = false };
        try
        {
            return await shell.Client.GetQueueAsync(request, shell.Cancellation).ConfigureAwait(false);
        }
        catch (YarnException)
        {
            return null;
        }
    }

    private static string Percent(float share) => (share * 100).ToString("#.00", CultureInfo.InvariantCulture) + "%";
}
