using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.State;

/// <summary>A NodeManager, while it is there.</summary>
/// <param name="id">Its name.</param>
/// <param name="room">For what it is to be told.</param>
internal sealed class RmNode(NodeId id, ToldRoom room)
{
    /// <summary>
    /// Containers and applications of each kind that wait to be told to a node when it names one more. More than a node has are made up by
    /// it, for it may name what it likes; what finds no place is named, and told, again.
    /// </summary>
    internal const int MostTold = 100_000;

    /// <summary>
    /// What one machine has at most, MiB and cores: sums over all nodes stay numbers, and what it is granted at once is no more than
    /// 65,536 containers of a GiB.
    /// </summary>
    internal static readonly Resource MostOfMachine = new(1L << 26, 1 << 16);

    /// <summary>
    /// Containers that a node is granted at once: it tells of all of them in one heartbeat, and could not tell of more (the shell's
    /// RequestLimits.OfNode).
    /// </summary>
    internal const int MostContainers = 65_536;

    /// <summary>Characters of what a node says of its health: it is kept for nodes that are gone, and goes to every master.</summary>
    private const int MostHealthReport = 1024;

    private List<ContainerId> _cleanup = [];
    private List<ApplicationId> _applications = [];
    private List<ContainerId> _forget = [];

    // In these lists and in the last answer.
    private int _held;

    public NodeId Id { get; } = id;

    public required string HttpAddress { get; set; }

    public required string Rack { get; set; }

    public required string Version { get; set; }

    public required Resource Total { get; set; }

    public NodeState State { get; set; } = NodeState.Running;

    /// <summary>By live containers; what is reserved is not among it.</summary>
    public Resource Used { get; set; }

    public Resource Free => Total - Used;

    public int Containers { get; set; }

    public RmContainer? FirstContainer { get; set; }

    public bool HasContainers => Containers > 0;

    /// <summary>It is granted no more, whatever is free.</summary>
    public bool IsFull => Containers >= MostContainers;

    /// <summary>Kept for an application that needs more than is free.</summary>
    public Reservation? Reservation { get; set; }

    /// <summary>
    /// It has sent a heartbeat since it registered, and not been silent since: it takes what is granted. Otherwise nothing is.
    /// </summary>
    public bool IsHeard { get; set; }

    public string HealthReport
    {
        get;
        set => field = value.Length <= MostHealthReport ? value : value[..MostHealthReport];
    }

    = "";

    /// <summary>The address that it registered from; null: in a simulation.</summary>
    public string? CalledFrom { get; set; }

    /// <summary>By the lists that count now: it stays out also when it might be a host of these that has no address yet.</summary>
    public bool WasSentAway { get; set; }

    public long LastHealthReportTime { get; set; }

    public Utilization ContainersUtilization { get; set; }

    public Utilization NodeUtilization { get; set; }

    /// <summary>Monotonic milliseconds.</summary>
    public long LastSeen { get; set; }

    public int ResponseId { get; set; }

    public HeartbeatAnswer? LastAnswer
    {
        get;
        set
        {
            GiveBack(field is null ? 0 : CountOf(field));
            field = value;
        }
    }

    /// <summary>Monotonic milliseconds at which a decommission is carried out; long.MaxValue: when its containers have ended.</summary>
    public long DecommissionAt { get; set; } = long.MaxValue;

    public List<(ContainerId Container, SignalCommand Command)> Signals { get; private set; } = [];

    /// <summary>Its places in the scheduler's indices: of the cluster, of its rack.</summary>
    public NodeLink ClusterLink { get; } = new();

    public NodeLink RackLink { get; } = new();

    /// <summary>When it has gone: its number in the order of going.</summary>
    public long Went { get; set; }

    /// <summary>Room was freed that nobody was offered yet.</summary>
    public bool IsDirty { get; set; }

    /// <summary>Order of registration: breaks ties the same way in each run.</summary>
    public required long Number { get; init; }

    /// <summary>Its containers now, so that they may end while they are walked.</summary>
    public List<RmContainer> ContainersInOrder()
    {
        var list = new List<RmContainer>(Containers);
        for (var container = FirstContainer; container is not null; container = container.NextOfNode)
        {
            list.Add(container);
        }

        return list;
    }

    /// <summary>A container of its own has ended here.</summary>
    public void Cleanup(ContainerId id) => Add(_cleanup, id);

    /// <summary>It names a container that it is not to have, perhaps one that never was.</summary>
    public void CleanupNamed(ContainerId id) => AddNamed(_cleanup, id);

    /// <summary>An application that it ran has ended here.</summary>
    public void CleanupApplication(ApplicationId id) => Add(_applications, id);

    /// <summary>
    /// It names an application that is not there, perhaps one that never was. Said once an answer when its containers come one after the
    /// other.
    /// </summary>
    public void CleanupNamedApplication(ApplicationId id)
    {
        if (_applications.Count == 0 || _applications[^1] != id)
        {
            AddNamed(_applications, id);
        }
    }

    /// <summary>Who was to be told of the end of a container of its own knows.</summary>
    public void Forget(ContainerId id) => Add(_forget, id);

    /// <summary>It names a container that has ended, perhaps one that never was, and nobody is to be told.</summary>
    public void ForgetNamed(ContainerId id) => AddNamed(_forget, id);

    /// <summary>It registers again: the last answer may not have come, and what is told twice does no harm.</summary>
    public void TellLastAgain()
    {
        var last = LastAnswer;
        LastAnswer = null;
        if (last is not null)
        {
            Add(_cleanup, last.ContainersToCleanup);
            Add(_applications, last.ApplicationsToCleanup);
            Add(_forget, last.ContainersToForget);
        }
    }

    /// <summary>It has gone, and nothing is told to it any more: one that returns names all that it has when it registers.</summary>
    public void LetGo()
    {
        LastAnswer = null;
        _cleanup = [];
        _applications = [];
        _forget = [];
        GiveBack(_held);
    }

    private void Add<T>(List<T> told, T one)
    {
        room.Take();
        _held++;
        told.Add(one);
    }

    private void AddNamed<T>(List<T> told, T one)
    {
        if (told.Count < MostTold && room.TryTake(_held))
        {
            _held++;
            told.Add(one);
        }
    }

    private void Add<T>(List<T> told, IReadOnlyList<T> more)
    {
        foreach (var one in more)
        {
            Add(told, one);
        }
    }

    private void GiveBack(int count)
    {
        _held -= count;
        room.GiveBack(count);
    }

    private static int CountOf(HeartbeatAnswer answer) =>
        answer.ContainersToCleanup.Count + answer.ApplicationsToCleanup.Count + answer.ContainersToForget.Count;

    /// <summary>The answer to a heartbeat, with all that is to be told.</summary>
    public HeartbeatAnswer TakeAnswer(long interval)
    {
        var answer = new HeartbeatAnswer
        {
            ResponseId = ResponseId,
            Action = NodeAction.Normal,
            Diagnostics = "",
            ContainersToCleanup = _cleanup,
            ApplicationsToCleanup = _applications,
            ContainersToForget = _forget,
            Signals = Signals,
            NextHeartbeat = interval,
        };
        _cleanup = [];
        _applications = [];
        _forget = [];
        Signals = [];
        return answer;
    }
}
