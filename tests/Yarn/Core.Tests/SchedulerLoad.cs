using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Tests;

/// <summary>
/// For tests and benches (public API alone): a cluster under load, all of it in memory, to measure how many containers a second a
/// ResourceManager's Core decides: nodes that are full, applications that wait for more than there is room for, and containers that end one
/// after the other, each of which makes room for the next. The calls are those of real masters and nodes: an ended container comes with a
/// heartbeat of its node, what was granted is fetched with an allocate call of each master.
/// </summary>
public sealed class SchedulerLoad
{
    private const int ContainersANode = 8;
    private const long Memory = 1_024;
    private readonly List<Effect> _effects = [];
    private readonly ResourceManagerCore _core;
    private readonly int[] _responses;
    private readonly ApplicationAttemptId[] _attempts;
    private readonly int[] _heartbeats;
    private readonly Queue<GrantedContainer> _running = new();
    private long _time = 1_000;
    private long _tickAt;

    /// <param name="nodes">NodeManagers, each with room for eight containers, 40 a rack.</param>
    /// <param name="applications">Applications of 20 users.</param>
    /// <param name="requests">Containers that they wait for together, besides those that fill the cluster.</param>
    /// <param name="places">Each application names hosts and racks for half of its containers.</param>
    public SchedulerLoad(int nodes, int applications, int requests, bool places)
    {
        var leaves = new[]
        {
            new QueueSettings { Name = "a", Capacity = 60, UserLimitFactor = -1, MaximumAmResourcePercent = 1 },
            new QueueSettings { Name = "b", Capacity = 40, UserLimitFactor = -1, MaximumAmResourcePercent = 1 },
        };
        _core = new ResourceManagerCore(new RmOptions { Queues = new QueueSettings { Name = "root", Children = leaves } });
        _responses = new int[applications];
        _attempts = new ApplicationAttemptId[applications];
        _heartbeats = new int[nodes];
        _core.Start(Now, _effects);
        for (var i = 0; i < nodes; i++)
        {
            Ask(new RegisterNodeManagerRequest
            {
                Node = Node(i), HttpPort = 8042, Capability = new Resource(ContainersANode * Memory, ContainersANode),
                Rack = Rack(i), Version = "", Containers = [], RunningApplications = [],
            });
            Heartbeat(i, []);
        }

        for (var i = 0; i < applications; i++)
        {
            Submit(i);
        }

        for (var i = 0; i < applications; i++)
        {
            Register(i);
        }

        var wanted = (requests + (nodes * ContainersANode)) / applications;
        for (var i = 0; i < applications; i++)
        {
            Take(i, places ? Places(i, nodes, wanted) : [Ask("*", wanted, relax: true)]);
        }
    }

    /// <summary>Containers granted so far.</summary>
    public long Decisions => _core.Decisions;

    private Now Now => new(1_767_225_600_000 + _time, _time);

    /// <summary>
    /// Has so many containers end, the longest running first, with one heartbeat each, and masters fetch what was granted now and then.
    /// </summary>
    /// <returns>Containers granted meanwhile.</returns>
    public long Run(int ends)
    {
        var before = Decisions;
        for (var i = 0; i < ends; i++)
        {
            if (!_running.TryDequeue(out var container))
            {
                FetchAll();
                if (!_running.TryDequeue(out container))
                {
                    break;
                }
            }

            Heartbeat(container.Node.Port, [new ContainerStatus(container.Id, ContainerState.Complete, 0, "", container.Resource)]);
            Pass();
        }

        return Decisions - before;
    }

    private void Pass()
    {
        // 20,000 ends a second of the cluster's time.
        if (++_tickAt % 20 == 0)
        {
            _time++;
        }

        if (_tickAt % 400 == 0)
        {
            _core.Step(Now, new Tick(), _effects);
            _effects.Clear();
        }
    }

    private void FetchAll()
    {
        for (var i = 0; i < _attempts.Length; i++)
        {
            Take(i, []);
        }
    }

    private void Submit(int number)
    {
        var user = $"user-{number % 20}";
        var id = ((NewApplication)Ask(new GetNewApplicationRequest { User = user })!).Id;
        _attempts[number] = new ApplicationAttemptId(id, 1);
        Ask(new SubmitApplicationRequest
        {
            User = user,
            Submission = new Submission
            {
                Id = id, User = user, Queue = number % 2 == 0 ? "a" : "b", MasterAsks = [Ask("*", 1, relax: true)],
            },
        });
    }

    private void Register(int number) =>
        Ask(new RegisterApplicationMasterRequest { Attempt = _attempts[number], Host = "", RpcPort = 0, TrackingUrl = "" });

    private void Take(int number, ResourceAsk[] asks)
    {
        var allocation = (Allocation)Ask(new AllocateRequest
        {
            Attempt = _attempts[number], ResponseId = _responses[number], Progress = 0, Asks = asks, Releases = [],
        })!;
        _responses[number] = allocation.ResponseId;
        foreach (var container in allocation.Allocated)
        {
            _running.Enqueue(container);
        }
    }

    private void Heartbeat(int node, ContainerStatus[] containers)
    {
        var answer = (HeartbeatAnswer)Ask(new NodeHeartbeatRequest
        {
            Node = Node(node), ResponseId = _heartbeats[node],
            Containers = containers, IsHealthy = true, HealthReport = "", LastHealthReportTime = 0,
            ContainersUtilization = default, NodeUtilization = new Utilization(0, 0, node % 7),
        })!;
        _heartbeats[node] = answer.ResponseId;
    }

    private object? Ask(RmInput input)
    {
        _effects.Clear();
        _core.Step(Now, input, _effects);
        foreach (var effect in _effects)
        {
            if (effect.Kind == EffectKind.Refuse)
            {
                throw new InvalidOperationException($"{input.GetType().Name} was refused: {effect.Message}");
            }

            if (effect.Kind == EffectKind.Reply)
            {
                return effect.Result;
            }
        }

        throw new InvalidOperationException($"{input.GetType().Name} was not answered");
    }

    private static ResourceAsk[] Places(int number, int nodes, int wanted)
    {
        var asks = new List<ResourceAsk> { Ask("*", wanted, relax: true) };
        var racks = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < wanted / 2 && i < 200; i++)
        {
            var node = (int)(((long)(number + 1) * 7_919 * (i + 1)) % nodes);
            asks.Add(Ask(Node(node).Host, 1, relax: true));
            racks[Rack(node)] = racks.GetValueOrDefault(Rack(node)) + 1;
        }

        foreach (var (rack, count) in racks)
        {
            asks.Add(Ask(rack, count, relax: true));
        }

        return [.. asks];
    }

    private static ResourceAsk Ask(string place, int count, bool relax) =>
        new(1, -1, place, new Resource(Memory, 1), count, relax, ExecutionType.Guaranteed, "");

    private static NodeId Node(int number) => new($"host-{number}", number);

    private static string Rack(int number) => $"/rack-{number / 40}";
}
