using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.Checks;

/// <summary>
/// The checker of limits. After each step that granted something it asks for all live containers, adds them up by itself, and demands that
/// what is new went over no node, no queue and no user's limit, and to no node that has long been silent; that the ResourceManager's own
/// sums are these; and that no container is on two nodes.
/// </summary>
internal sealed class GrantRules(YarnCluster cluster)
{
    private readonly Dictionary<ContainerId, ContainerReport> _live = [];
    private readonly Dictionary<ContainerId, ContainerReport> _now = [];
    private readonly Dictionary<NodeId, long> _heard = [];
    private long _epoch;

    private long _ticked;

    /// <summary>
    /// Milliseconds after which nobody may be granted anything on a node that was not heard: two heartbeats, or 2 s, and the
    /// time between two looks.
    /// </summary>
    private const long MaxSilence = 3_500;

    public static Dictionary<ApplicationId, ApplicationReport> Reports(ResourceManagerCore core, Now now) =>
        ((List<ApplicationReport>)Ask(core, now, new GetApplicationsRequest { User = "checker" })!).ToDictionary(static r => r.Id);

    /// <summary>What a client is answered; null: it was refused.</summary>
    internal static object? Ask(ResourceManagerCore core, Now now, RmInput input)
    {
        var effects = new List<Effect>();
        core.Step(now, input, effects);
        return effects.Find(static e => e.Kind == EffectKind.Reply).Result;
    }

    /// <summary>A new life: what it knows of containers comes from the nodes.</summary>
    public void Restarted(ResourceManagerCore core, Now now)
    {
        _live.Clear();
        _heard.Clear();
        _epoch = core.Epoch;
    }

    /// <summary>
    /// The ResourceManager has looked at the time: a silence that it slept through itself is none that it can know of before.
    /// </summary>
    public void Ticked(Now now) => _ticked = now.MonotonicMilliseconds;

    /// <summary>A node has called.</summary>
    public void Heard(NodeId node, Now now) => _heard[node] = now.MonotonicMilliseconds;

    public void Check(
        ResourceManagerCore core, Now now, RmInput input, Dictionary<ContainerId, (GrantedContainer Container, long Life)> granted)
    {
        var apps = Reports(core, now);
        Collect(core, now, apps);
        var fresh = _now.Values.Where(c => !_live.ContainsKey(c.Id) && c.Id.Epoch == _epoch).ToList();
        var nodes = ((List<NodeReport>)Ask(core, now, new GetClusterNodesRequest { User = "checker" })!).ToDictionary(static n => n.Id);
        CheckNodes(nodes, fresh);
        var active = nodes.Values.Where(static n => n.State == NodeState.Running).ToList();
        var total = active.Aggregate(Resource.None, (sum, n) => sum + cluster.MachineOf(n.Id).Capability);
        CheckQueue(core, now, cluster.Settings.Rm.Queues, "root", 1, 1, total, apps, fresh);
        foreach (var (id, container) in _now)
        {
            cluster.World.Check(
                !granted.TryGetValue(id, out var first) || first.Container.Node == container.Node,
                $"{id} was granted on {first.Container?.Node}, and is on {container.Node}");
        }

        _live.Clear();
        foreach (var (id, container) in _now)
        {
            _live.Add(id, container);
        }
    }

    private void Collect(ResourceManagerCore core, Now now, Dictionary<ApplicationId, ApplicationReport> apps)
    {
        _now.Clear();
        foreach (var app in apps.Values)
        {
            for (var attempt = 1; attempt <= app.CurrentAttempt?.Attempt && app.Usage.Containers > 0; attempt++)
            {
                var id = new ApplicationAttemptId(app.Id, attempt);
                foreach (var container in (List<ContainerReport>)Ask(
                    core, now, new GetContainersRequest { User = "checker", Attempt = id })!)
                {
                    cluster.World.Check(_now.TryAdd(container.Id, container), $"{container.Id} is known twice");
                }
            }
        }
    }

    private void CheckNodes(Dictionary<NodeId, NodeReport> nodes, List<ContainerReport> fresh)
    {
        foreach (var (node, containers) in _now.Values.GroupBy(static c => c.Node).Select(static g => (g.Key, g.ToList())))
        {
            cluster.World.Check(nodes.ContainsKey(node), $"{containers[0].Id} is on {node}, which is not a node of the cluster");
            var used = Sum(containers);
            cluster.World.Check(nodes[node].Used == used, $"{node} has containers of {used} and is told to use {nodes[node].Used}");
            var machine = cluster.MachineOf(node);
            cluster.World.Check(
                Fits(used, machine.Capability) || !fresh.Exists(c => c.Node == node),
                $"a container was granted on {node}, which has {machine.Capability} and now gives {used}");
            var silent = _ticked - _heard[node];
            cluster.World.Check(
                silent <= MaxSilence || !fresh.Exists(c => c.Node == node),
                $"something was granted on {node}, which has been silent for {silent} ms");
        }
    }

    private void CheckQueue(
        ResourceManagerCore core, Now now, QueueSettings queue, string path, double capacity, double maximum, Resource total,
        Dictionary<ApplicationId, ApplicationReport> apps,
        List<ContainerReport> fresh)
    {
        var inside = _now.Values.Where(c => IsIn(apps[c.Id.Attempt.Application].QueuePath, path)).ToList();
        var used = Sum(inside);
        var isFresh = fresh.Exists(c => IsIn(apps[c.Id.Attempt.Application].QueuePath, path));
        var most = new Resource((long)((total.MemoryMiB * maximum) + 1e-6), (int)((total.VirtualCores * maximum) + 1e-6));
        cluster.World.Check(
            !isFresh || maximum >= 1 || Fits(used, most), $"a container was granted in {path}, which may have {most} and now has {used}");
        var report = (QueueReport)Ask(core, now, new GetQueueInfoRequest { User = "checker",
            Queue = path, IncludeApplications = false, IncludeChildren = false, Recursive = false })!;
        cluster.World.Check(
            report.Used == used && report.Containers == inside.Count,
            $"{path} has {inside.Count} containers of {used} and tells of {report.Containers} of {report.Used}");
        if (queue.Children.Count == 0)
        {
            CheckUsers(queue, path, capacity, total, apps, inside, fresh);
        }

        foreach (var child in queue.Children)
        {
            CheckQueue(
                core, now, child, $"{path}.{child.Name}", capacity * child.Capacity / 100, maximum * child.MaximumCapacity / 100, total,
                apps, fresh);
        }
    }

    // At most the factor times the capacity, and one container more; besides masters, one in any case.
    private void CheckUsers(
        QueueSettings queue, string path, double capacity, Resource total, Dictionary<ApplicationId, ApplicationReport> apps,
        List<ContainerReport> inside, List<ContainerReport> fresh)
    {
        var unit = cluster.Settings.Rm.MinimumAllocation.MemoryMiB;
        var most = queue.UserLimitFactor < 0
            ? long.MaxValue
            : ((long)Math.Ceiling(((long)((total.MemoryMiB * capacity) + 1e-6) * queue.UserLimitFactor) - 1e-6) + unit - 1) / unit * unit;
        foreach (var user in inside.GroupBy(static c => c.User))
        {
            var news = fresh.Where(c => c.User == user.Key && apps[c.Id.Attempt.Application].QueuePath == path)
                .ToLookup(c => apps[c.Id.Attempt.Application].MasterContainer == c.Id);
            var tasks = user.Count(c => apps[c.Id.Attempt.Application].MasterContainer != c.Id);
            var before = Sum([.. user]).MemoryMiB - news[true]
                .Sum(static c => c.Resource.MemoryMiB) - news[false].Select(static c => c.Resource.MemoryMiB).DefaultIfEmpty().Max();
            cluster.World.Check(
                !news[false].Any() || tasks <= 1 || before < most,
                $"user {user.Key} may have {most} MiB in {path} and one container more, and had {before} MiB before the last");
        }
    }

    private bool Fits(Resource amount, Resource room) =>
        amount.MemoryMiB <= room.MemoryMiB && (!cluster.Settings.Rm.CpuDecides || amount.VirtualCores <= room.VirtualCores);

    private static bool IsIn(string queue, string path) => queue == path || queue.StartsWith(path + ".", StringComparison.Ordinal);

    private static Resource Sum(List<ContainerReport> containers) =>
        containers.Aggregate(Resource.None, static (sum, c) => sum + c.Resource);
}
