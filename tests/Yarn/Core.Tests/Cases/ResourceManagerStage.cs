using Hathi.Tests.Cases;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;
using Hathi.Yarn.Core.Scheduling;

namespace Hathi.Yarn.Core.Tests.Cases;

/// <summary>
/// A ResourceManager's Core, NodeManagers that do as they are told, and masters: what the cases of YARN happen on. It begins with
/// the first node.
/// </summary>
internal sealed class ResourceManagerStage
{
    private const long MasterMemory = 1024;
    private const int MiB = 1024;

    private readonly List<QueueSettings> _queues = [];
    private readonly Dictionary<string, Job> _jobs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, NodeManager> _nodes = [];
    private RmOptions _options = new();
    private Cluster? _cluster;

    private Cluster Rm => _cluster ??= new Cluster(_options with { Queues = new QueueSettings { Name = "root", Children = Queues() } });

    /// <summary>Changes what is set; only before the first node.</summary>
    public void Set(Func<RmOptions, RmOptions> change) =>
        _options = _cluster is null ? change(_options) : throw new CaseFault("settings come before the first node");

    /// <summary>As delivered, but that one user and the masters may have all of a queue where nothing else is said.</summary>
    public void AddQueue(string name, Func<QueueSettings, QueueSettings> change) =>
        _queues.Add(change(new QueueSettings { Name = name, UserLimitFactor = -1, MaximumAmResourcePercent = 1 }));

    public void AddNode(string name, int gib, string rack)
    {
        var number = NumberOf(name);
        _nodes.Add(number, new NodeManager(number, rack));
        Rm.AddNode(number, gib * MiB, cores: gib, rack);
    }

    public void SetSilent(string name, bool isSilent)
    {
        var node = Node(name);
        node.IsSilent = isSilent;
        if (!isSilent)
        {
            Beat(node);
        }
    }

    /// <summary>Seconds pass; nodes that are not silent are heard every second.</summary>
    public void Pass(int seconds)
    {
        for (; seconds > 0; seconds--)
        {
            Rm.Tick(1_000);
            foreach (var node in _nodes.Values)
            {
                Beat(node);
            }
        }
    }

    public void Submit(string user, string job, string queue, int priority, string label)
    {
        var id = Rm.Submit(user, queue, MasterMemory, s => s with { Priority = priority, NodeLabel = label });
        _jobs.Add(job, new Job(job, user, id));
    }

    public void Kill(string name)
    {
        var job = JobOf(name);
        Rm.Ask(new KillApplicationRequest { User = job.User, Id = job.Id });
    }

    /// <summary>Masters that were given a container and have not been started yet.</summary>
    public IEnumerable<string> MastersToStart => Rm.Launches.Select(l => _jobs.Values.First(j => j.Id == l.Attempt.Application).Name);

    public void StartMaster(string name)
    {
        var job = JobOf(name);
        if (!Rm.Launches.TryPeek(out var next) || next.Attempt.Application != job.Id)
        {
            throw new CaseFault($"the master of {name} is not the next to be started; in turn are: {string.Join(", ", MastersToStart)}");
        }

        job.Master = Rm.StartMaster().Attempt;
        Node(next.Container.Node.Host).Runs(next.Container.Id);
    }

    /// <summary>The master's heartbeat: what it asks for, gives back and does not want; it takes what it is answered.</summary>
    public void Hear(string name, ResourceAsk[]? asks = null, ContainerId[]? releases = null, string[]? unwanted = null)
    {
        var job = JobOf(name);
        var master = job.Master ?? throw new CaseFault($"the master of {name} does not run");
        var answer = Rm.Allocate(master, asks ?? [], releases ?? [], unwanted);
        job.Held.AddRange(answer.Allocated);
        job.News.AddRange(answer.Allocated);
        job.Preempted = answer.Preempt?.Strict ?? [];
        foreach (var container in answer.Allocated)
        {
            Node(container.Node.Host).Runs(container.Id);
        }

        foreach (var status in answer.Completed)
        {
            var container = job.Held.Find(c => c.Id == status.Id) ?? throw new CaseFault($"{status.Id} was not known to {name}");
            job.Lost.Add((container, status.ExitCode));
            job.Held.Remove(container);
        }
    }

    /// <summary>The oldest containers of an application on a node end; their node tells of it at once.</summary>
    public void End(string name, int count, string on)
    {
        var node = Node(on);
        foreach (var container in Oldest(name, count, on))
        {
            node.Ends(container.Id, ExitStatus.Success);
        }

        Beat(node);
    }

    /// <summary>The newest containers of an application on a node are given back; their node ends them.</summary>
    public void GiveBack(string name, int count, string on)
    {
        var containers = JobOf(name).Held.FindAll(c => c.Node.Host == on);
        Hear(name, releases: [.. containers.Skip(containers.Count - count).Select(static c => c.Id)]);
        Beat(Node(on));
        Beat(Node(on));
    }

    public Job JobOf(string name) => _jobs.TryGetValue(name, out var job) ? job : throw new CaseFault($"no application is called {name}");

    public ApplicationReport Report(string name) => Rm.Report(JobOf(name).Id);

    public string RackOf(string node) => Node(node).Rack;

    private List<GrantedContainer> Oldest(string name, int count, string on)
    {
        var node = Node(on);
        var there = JobOf(name).Held.FindAll(c => c.Node.Host == on && node.IsRunning(c.Id));
        return there.Count >= count ? there[..count] : throw new CaseFault($"{name} has {there.Count} containers on {on}");
    }

    private List<QueueSettings> Queues()
    {
        if (_queues.Count == 0)
        {
            AddQueue("default", static q => q);
        }

        return _queues;
    }

    private NodeManager Node(string name) =>
        _nodes.TryGetValue(NumberOf(name), out var node) ? node : throw new CaseFault($"no node is called {name}");

    private static int NumberOf(string name) =>
        name.StartsWith(Cluster.Host, StringComparison.Ordinal) && int.TryParse(name[Cluster.Host.Length..], out var number)
        ? number
        : throw new CaseFault($"nodes are called node-1, node-2 and so on, not {name}");

    private void Beat(NodeManager node)
    {
        if (!node.IsSilent)
        {
            node.Take(Rm.Heartbeat(node.Number, node.Report()));
        }
    }

    /// <summary>An application and what its master knows.</summary>
    internal sealed class Job(string name, string user, ApplicationId id)
    {
        public string Name { get; } = name;

        public string User { get; } = user;

        public ApplicationId Id { get; } = id;

        public ApplicationAttemptId? Master { get; set; }

        /// <summary>Containers that it has, as far as it was told.</summary>
        public List<GrantedContainer> Held { get; } = [];

        /// <summary>Those that no question was answered with yet.</summary>
        public List<GrantedContainer> News { get; } = [];

        /// <summary>Containers that have ended, and how; of which no question was answered yet.</summary>
        public List<(GrantedContainer Container, int ExitCode)> Lost { get; } = [];

        /// <summary>What it was last asked to give back.</summary>
        public IReadOnlyList<ContainerId> Preempted { get; set; } = [];
    }

    /// <summary>A node that runs what it was given and ends what it is told to.</summary>
    private sealed class NodeManager(int number, string rack)
    {
        private readonly List<ContainerStatus> _containers = [];

        public int Number { get; } = number;

        public string Rack { get; } = rack;

        public bool IsSilent { get; set; }

        public bool IsRunning(ContainerId id) => _containers.Exists(c => c.Id == id && c.State == ContainerState.Running);

        public void Runs(ContainerId id) => _containers.Add(Cluster.Runs(id));

        public void Ends(ContainerId id, int exitCode)
        {
            if (_containers.FindIndex(c => c.Id == id) is >= 0 and var at)
            {
                _containers[at] = Cluster.Ended(id, exitCode);
            }
        }

        public ContainerStatus[] Report() => [.. _containers];

        public void Take(HeartbeatAnswer answer)
        {
            _containers.RemoveAll(c => answer.ContainersToForget.Contains(c.Id));
            foreach (var id in answer.ContainersToCleanup)
            {
                Ends(id, ExitStatus.KilledByResourceManager);
            }
        }
    }
}
