namespace Hathi.Hadoop.Keys;

/// <summary>Queues, as <c>capacity-scheduler.xml</c> declares them. Source: Apache's CapacitySchedulerConfiguration.</summary>
public static class QueueKeys
{
    /// <summary>All of them.</summary>
    public static SettingTable Table { get; } = new(
        "Queues",
        "Read by the ResourceManager at its start and by yarn rmadmin -refreshQueues (capacity-scheduler.xml). A queue has its path: "
        + "root.a.b.");

    /// <summary>What decides.</summary>
    public static readonly Setting<string> ResourceCalculator = Table.Class(
        "yarn.scheduler.capacity.resource-calculator",
        "",
        "…DominantResourceCalculator: virtual cores decide as memory does.",
        "Memory alone: a node's processors are given to more containers than it has.").OrElse("memory alone decides");

    /// <summary>Waiting for a place on a node.</summary>
    public static readonly Setting<int> NodeLocalityDelay = Table.Whole(
        "yarn.scheduler.capacity.node-locality-delay",
        40,
        (SettingTable.Below, SettingTable.Any),
        "Opportunities missed before a container on the rack will do; -1: no delay.",
        "Small: tasks read over the network. Large: they wait though there is room.");

    /// <summary>And then on its rack.</summary>
    public static readonly Setting<int> RackLocalityAdditionalDelay = Table.Whole(
        "yarn.scheduler.capacity.rack-locality-additional-delay",
        -1,
        (SettingTable.Below, SettingTable.Any),
        "Opportunities more before a container anywhere will do; -1: as many as containers are waited for, scaled by the places asked for.",
        "Small: tasks read over the network between racks. Large: they wait though there is room.");

    /// <summary>Children.</summary>
    public static readonly Setting<IReadOnlyList<string>> Children = Table.List(
        "yarn.scheduler.capacity.<queue>.queues",
        [],
        "The queues below it; none below root: one queue, default, that has everything.",
        "Applications of queues that are not named are refused.");

    /// <summary>Share.</summary>
    public static readonly Setting<string> Capacity = Table.Text(
        "yarn.scheduler.capacity.<queue>.capacity",
        "0",
        "Its share of the queue above it: percent (40), a weight (4w) or an amount ([memory=8Gi,vcores=4]).",
        "Queues side by side that do not add up to 100 % are refused.");

    /// <summary>Most.</summary>
    public static readonly Setting<string> MaximumCapacity = Table.Text(
        "yarn.scheduler.capacity.<queue>.maximum-capacity",
        "100",
        "What it may have at most when others leave room: percent or an amount.",
        "Small: the cluster stands idle while it waits.");

    /// <summary>State.</summary>
    public static readonly Setting<string> State = Table.Text(
        "yarn.scheduler.capacity.<queue>.state",
        "RUNNING",
        "STOPPED: it takes no applications any more, and those that it has go on.",
        "A queue that nobody expects to be stopped refuses everything.");

    /// <summary>A user's least.</summary>
    public static readonly Setting<double> MinimumUserLimitPercent = Table.Number(
        "yarn.scheduler.capacity.<queue>.minimum-user-limit-percent",
        100,
        (double.MinValue, double.MaxValue),
        "Percent of the queue that a user is sure of when several want it.",
        "100: users wait for each other.");

    /// <summary>A user's most.</summary>
    public static readonly Setting<double> UserLimitFactor = Table.Number(
        "yarn.scheduler.capacity.<queue>.user-limit-factor",
        1,
        (double.MinValue, double.MaxValue),
        "How many times the queue's share one user may have.",
        "1: a single user cannot use what other queues leave.");

    /// <summary>Applications.</summary>
    public static readonly Setting<double> MaximumApplications = Table.Number(
        "yarn.scheduler.capacity.<queue>.maximum-applications",
        10_000,
        (double.MinValue, double.MaxValue),
        "Applications that may run or wait in it.",
        "Small: submissions are refused.");

    /// <summary>Masters' share.</summary>
    public static readonly Setting<double> MaximumMasterShare = Table.Number(
        "yarn.scheduler.capacity.<queue>.maximum-am-resource-percent",
        0.1,
        (double.MinValue, double.MaxValue),
        "Share of the queue, from 0 to 1, that masters may have.",
        "Large: masters fill the queue and wait for containers that none can get. Small: applications wait one for another.");

    /// <summary>Factor of all queues.</summary>
    public static readonly Setting<double> UserLimitFactorOfAll = Table.Number(
        "yarn.scheduler.capacity.user-limit-factor",
        1,
        (double.MinValue, double.MaxValue),
        "The same for queues that do not say it.",
        "1: a single user cannot use what other queues leave.");

    /// <summary>Applications of all queues.</summary>
    public static readonly Setting<double> MaximumApplicationsOfAll = Table.Number(
        "yarn.scheduler.capacity.maximum-applications",
        10_000,
        (double.MinValue, double.MaxValue),
        "The same for queues that do not say it.",
        "Small: submissions are refused.");

    /// <summary>Masters' share of all queues.</summary>
    public static readonly Setting<double> MaximumMasterShareOfAll = Table.Number(
        "yarn.scheduler.capacity.maximum-am-resource-percent",
        0.1,
        (double.MinValue, double.MaxValue),
        "The same for queues that do not say it.",
        "Small: in a small cluster one job runs and the others wait.");

    /// <summary>Order.</summary>
    public static readonly Setting<string> OrderingPolicy = Table.Text(
        "yarn.scheduler.capacity.<queue>.ordering-policy",
        "fifo",
        "Which of its applications comes first: fifo the oldest, fair the one with the least.",
        "fifo: a long job holds up short ones.");

    /// <summary>Not preempted.</summary>
    public static readonly Setting<bool> PreemptionDisabled = Table.Switch(
        "yarn.scheduler.capacity.<queue>.disable_preemption",
        false,
        "No containers are taken back from it.",
        "true: others wait until it ends its own.");

    /// <summary>Priority when none is said.</summary>
    public static readonly Setting<int> DefaultPriority = Table.Whole(
        "yarn.scheduler.capacity.<queue>.default-application-priority",
        0,
        (SettingTable.Below, SettingTable.Any),
        "The priority of applications that ask for none.",
        "High: they come before those that ask.");

    /// <summary>Lifetime when none is said.</summary>
    public static readonly Setting<long> DefaultLifetimeSeconds = Table.Long(
        "yarn.scheduler.capacity.<queue>.default-application-lifetime",
        -1,
        (long.MinValue, long.MaxValue),
        "Seconds after which an application that asks for no time is ended; -1: never.",
        "Short: long jobs are ended.");

    /// <summary>Longest lifetime.</summary>
    public static readonly Setting<long> MaximumLifetimeSeconds = Table.Long(
        "yarn.scheduler.capacity.<queue>.maximum-application-lifetime",
        -1,
        (long.MinValue, long.MaxValue),
        "Seconds after which any application is ended; -1: never.",
        "Short: long jobs are ended.");

    /// <summary>Who may use it.</summary>
    public static readonly Setting<string> Submitters = Table.AccessList(
        "yarn.scheduler.capacity.<queue>.acl_submit_applications",
        " ",
        "Who may submit to it, beside who may to the queues above it; of root everybody unless it is said.",
        "A blank for root: nobody may but those whom the queues below name.").OrElse("nobody more; of root everybody");

    /// <summary>Who may administer it.</summary>
    public static readonly Setting<string> Administrators = Table.AccessList(
        "yarn.scheduler.capacity.<queue>.acl_administer_queue",
        " ",
        "Who may see and end its applications, beside who may those of the queues above it; of root everybody unless it is said.",
        "Everybody: users end the applications of others.").OrElse("nobody more; of root everybody");
}
