using Hathi.Base;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Options;

namespace Hathi.Yarn.Core.State;

/// <summary>What a ResourceManager knows. What edits set is durable; nodes and what runs on them tell of themselves.</summary>
/// <param name="lists">Which hosts may join, at first.</param>
/// <param name="keptOfEnded">See <see cref="RmOptions.KeptOfEnded"/>.</param>
internal sealed class RmState(NodeLists lists, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> keptOfEnded) : CoreState
{
    /// <summary>Whose records it is made of, for the message of an error.</summary>
    public const string Name = "the ResourceManager's state";

    /// <summary>Nodes kept that have gone: NodeManagers on ports of chance are others at each start.</summary>
    internal const int MaxGoneNodes = 20_000;

    private long _lastWent;

    /// <summary>Starts before this one.</summary>
    public long Epoch { get; set; }

    public bool HasEpoch { get; set; }

    public long ClusterTimestamp { get; set; }

    public int LastApplicationId { get; set; }

    public Dictionary<ApplicationId, RmApp> Apps { get; } = [];

    public EndedApplications Ended { get; } = new();

    public Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> KeptOfEnded => keptOfEnded;

    public SubmissionBytes Submissions { get; } = new();

    public SortedDictionary<string, byte[]> Secrets { get; } = new(StringComparer.Ordinal);

    /// <summary>Nodes that were there, over restarts.</summary>
    public HashSet<NodeId> KnownNodes { get; } = [];

    public Dictionary<NodeId, RmNode> Nodes { get; } = [];

    /// <summary>Nodes that have gone, the newest entry of each.</summary>
    public Dictionary<NodeId, RmNode> GoneNodes { get; } = [];

    public ToldRoom ToldRoom { get; } = new();

    public long LastNodeNumber { get; set; }

    /// <summary>When liveness was last looked at, monotonic milliseconds.</summary>
    public long LastLook { get; set; }

    public NodeNews News { get; } = new();

    public NodeLists Lists { get; set; } = lists;

    /// <summary>Monotonic milliseconds until which nodes are waited for after a restart.</summary>
    public long RecoversUntil { get; set; } = long.MinValue;

    /// <summary>Monotonic milliseconds at which nodes that are still waited for are lost.</summary>
    public long LostAt { get; set; }

    /// <summary>Nodes that were there before the restart and have not come back.</summary>
    public HashSet<NodeId> Awaited { get; } = [];

    /// <summary>Nodes that were there before the restart: what an earlier life granted runs on those alone.</summary>
    public HashSet<NodeId> KnownBefore { get; } = [];

    /// <summary>Applications came back from the log that may have masters on nodes.</summary>
    public bool HasRecovered { get; set; }

    public bool IsRecovering(Now now) => Awaited.Count > 0 && now.MonotonicMilliseconds < RecoversUntil;

    /// <summary>Containers of an earlier life may still come back with a node: longer than anybody is made to wait for it.</summary>
    public bool MayComeBack(Now now) => Awaited.Count > 0 && now.MonotonicMilliseconds < LostAt;

    /// <summary>What an edit that does not fit what is there throws.</summary>
    public static FormatException Damaged(string how) => RecordReader.Damaged(Name, how);

    public void NodeIsBack(NodeId id) => Awaited.Remove(id);

    public void Add(RmApp app)
    {
        if (!Apps.TryAdd(app.Id, app))
        {
            throw Damaged($"submits {app.Id} twice");
        }

        Submissions.Add(app.Submission);
    }

    /// <exception cref="FormatException">It is not there.</exception>
    public RmApp Require(ApplicationId id) =>
        Apps.TryGetValue(id, out var app) ? app : throw Damaged($"speaks of {id}, which it has not submitted");

    /// <summary>By number.</summary>
    public List<RmApp> AppsInOrder()
    {
        var apps = new List<RmApp>(Apps.Values);
        apps.Sort(static (a, b) => a.Id.CompareTo(b.Id));
        return apps;
    }

    /// <summary>By registration, so that they may go while they are walked.</summary>
    public List<RmNode> NodesInOrder()
    {
        var nodes = new List<RmNode>(Nodes.Values);
        nodes.Sort(static (a, b) => a.Number.CompareTo(b.Number));
        return nodes;
    }

    /// <summary>Keeps what is known of a node that goes, for those who ask.</summary>
    public void Remember(RmNode node)
    {
        Nodes.Remove(node.Id);
        node.Went = ++_lastWent;
        GoneNodes[node.Id] = node;
        if (GoneNodes.Count <= MaxGoneNodes)
        {
            return;
        }

        var oldest = node;
        foreach (var other in GoneNodes.Values)
        {
            oldest = other.Went < oldest.Went ? other : oldest;
        }

        GoneNodes.Remove(oldest.Id);
    }

    /// <summary>A node need not tell of a container any more.</summary>
    public void Forget(NodeId node, ContainerId container)
    {
        if (Nodes.TryGetValue(node, out var live))
        {
            live.Forget(container);
        }
    }
}
