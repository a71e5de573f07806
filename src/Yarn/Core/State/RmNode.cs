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
    /// Containers that a node has at once, with those that have ended and that it is not to forget yet: it tells of all of them in one
    /// heartbeat, and could not tell of more (the shell's RequestLimits.OfNode).
    /// </summary>
    internal const int MostContainers = 65_536;

    /// <summary>Characters of what a node says of its health: it is kept for nodes that are gone, and goes to every master.</summary>
    private const int MostHealthReport = 1024;

    // Null: empty. Most are, and each heartbeat looks at all.
    private List<ContainerId>? _cleanup;
    private List<ApplicationId>? _applications;
    private List<ContainerId>? _forget;
    private List<(ContainerId Container, SignalCommand Command)>? _signals;

    // Containers that are not live and that its last message named; and those ended here since.
    private int _named;
    private int _endedHere;

    // In the first three and in the last answer; in that alone.
    private int _held;
    private int _heldByAnswer;

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
    public bool IsFull => Containers + _named + _endedHere >= MostContainers;

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

    public HeartbeatAnswer? LastAnswer { get; private set; }

    /// <summary>Monotonic milliseconds at which a decommission is carried out; long.MaxValue: when its containers have ended.</summary>
    public long DecommissionAt { get; set; } = long.MaxValue;

    /// <summary>Its places in the scheduler's indices: of the cluster, of its rack.</summary>
    public NodeLink ClusterLink { get; } = new();

    public NodeLink RackLink { get; } = new();

    /// <summary>Its place among the nodes in service of its host.</summary>
    public int HostAt { get; set; }

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

    /// <summary>
    /// It has named so many, of which so many are live. What ended here before may not have been among them, for it may have been started
    /// while the message was under way: that counts until the next.
    /// </summary>
    public void Named(int containers, int live)
    {
        _named = containers - live + _endedHere;
        _endedHere = 0;
    }

    /// <summary>A container of its own has ended here.</summary>
    public void Cleanup(ContainerId id)
    {
        _endedHere++;
        Add(ref _cleanup, id);
    }

    /// <summary>It names a container that it is not to have, perhaps one that never was.</summary>
    public void CleanupNamed(ContainerId id) => AddNamed(ref _cleanup, id);

    /// <summary>An application that it ran has ended here.</summary>
    public void CleanupApplication(ApplicationId id) => Add(ref _applications, id);

    /// <summary>
    /// It names an application that is not there, perhaps one that never was. Said once an answer when its containers come one after the
    /// other.
    /// </summary>
    public void CleanupNamedApplication(ApplicationId id)
    {
        if (_applications is not { Count: > 0 } told || told[^1] != id)
        {
            AddNamed(ref _applications, id);
        }
    }

    /// <summary>Who was to be told of the end of a container of its own knows.</summary>
    public void Forget(ContainerId id) => Add(ref _forget, id);

    /// <summary>It names a container that has ended, perhaps one that never was, and nobody is to be told.</summary>
    public void ForgetNamed(ContainerId id) => AddNamed(ref _forget, id);

    /// <summary>A signal for one of its containers: whoever asks a thousand times before the node is heard of has asked once.</summary>
    public void Signal(ContainerId id, SignalCommand command)
    {
        if (_signals?.Contains((id, command)) != true)
        {
            (_signals ??= []).Add((id, command));
        }
    }

    /// <summary>It registers again: the last answer may not have come, and what is told twice does no harm.</summary>
    public void TellLastAgain()
    {
        var last = LastAnswer;
        DropAnswer();
        if (last is not null)
        {
            Add(ref _cleanup, last.ContainersToCleanup);
            Add(ref _applications, last.ApplicationsToCleanup);
            Add(ref _forget, last.ContainersToForget);
        }
    }

    /// <summary>It has gone, and nothing is told to it any more: one that returns names all that it has when it registers.</summary>
    public void LetGo()
    {
        DropAnswer();
        _cleanup = null;
        _applications = null;
        _forget = null;
        GiveBack(_held);
    }

    /// <summary>The last answer is not given again.</summary>
    public void DropAnswer()
    {
        LastAnswer = null;
        GiveBack(_heldByAnswer);
        _heldByAnswer = 0;
    }

    private void Add<T>(ref List<T>? told, T one)
    {
        room.Take();
        _held++;
        (told ??= []).Add(one);
    }

    private void AddNamed<T>(ref List<T>? told, T one)
    {
        if ((told is null || told.Count < MostTold) && room.TryTake(_held))
        {
            _held++;
            (told ??= []).Add(one);
        }
    }

    private void Add<T>(ref List<T>? told, IReadOnlyList<T> more)
    {
        foreach (var one in more)
        {
            Add(ref told, one);
        }
    }

    private void GiveBack(int count)
    {
        _held -= count;
        room.GiveBack(count);
    }

    /// <summary>The answer to a heartbeat, with all that is to be told; it is the last from here on.</summary>
    public HeartbeatAnswer TakeAnswer(long interval)
    {
        DropAnswer();
        _heldByAnswer = _held;
        var answer = new HeartbeatAnswer
        {
            ResponseId = ResponseId,
            Action = NodeAction.Normal,
            Diagnostics = "",
            ContainersToCleanup = (IReadOnlyList<ContainerId>?)_cleanup ?? [],
            ApplicationsToCleanup = (IReadOnlyList<ApplicationId>?)_applications ?? [],
            ContainersToForget = (IReadOnlyList<ContainerId>?)_forget ?? [],
            Signals = (IReadOnlyList<(ContainerId, SignalCommand)>?)_signals ?? [],
            NextHeartbeat = interval,
        };
        _cleanup = null;
        _applications = null;
        _forget = null;
        _signals = null;
        LastAnswer = answer;
        return answer;
    }
}
