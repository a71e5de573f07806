using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.Options;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Yarn.Core.Tests;

/// <summary>A core, its log, its time, and the calls of those around it.</summary>
internal sealed class Cluster
{
    public const string Host = "node-";
    private readonly List<Effect> _effects = [];
    private readonly Dictionary<NodeId, int> _heartbeats = [];
    private readonly Dictionary<ApplicationAttemptId, int> _responses = [];
    private readonly RmOptions _options;

    public Cluster(RmOptions options)
    {
        _options = options;
        Core = new ResourceManagerCore(options);
        Begin();
    }

    public ResourceManagerCore Core { get; private set; }

    /// <summary>Monotonic milliseconds; the wall clock is a fixed time ahead.</summary>
    public long Time { get; set; } = 1_000;

    /// <summary>What was appended, over restarts.</summary>
    public List<byte[]> Log { get; } = [];

    /// <summary>Masters to be launched, not yet taken.</summary>
    public Queue<AmLaunch> Launches { get; } = new();

    public List<string> Notes { get; } = [];

    public Now Now => new(1_767_225_600_000 + Time, Time);

    public static NodeId Node(int number) => new($"{Host}{number}", 45454);

    public static ResourceAsk Ask(int priority, string place, long memory, int count, bool relax = true) =>
        new(priority, -1, place, new Resource(memory, 1), count, relax, ExecutionType.Guaranteed, "");

    /// <summary>A new life from the log.</summary>
    public void Restart()
    {
        Core = new ResourceManagerCore(_options);
        foreach (var record in Log)
        {
            Core.Replay(record);
        }

        Launches.Clear();
        _heartbeats.Clear();
        Begin();
    }

    public void Tick(long milliseconds)
    {
        for (var left = milliseconds; left > 0; left -= 20)
        {
            Time += Math.Min(20, left);
            Send(new Tick());
        }
    }

    /// <summary>A call that is answered.</summary>
    public T Call<T>(RmInput input) => (T)Ask(input)!;

    /// <summary>A call that is answered.</summary>
    public object? Ask(RmInput input)
    {
        var answer = Send(input);
        return answer.Fault is null ? answer.Result : throw answer.Fault;
    }

    public Sent Send(RmInput input)
    {
        _effects.Clear();
        Core.Step(Now, input, _effects);
        return Take();
    }

    public NodeRegistered AddNode(
        int number, long memory, int cores = 8, string rack = "/default-rack", params NodeContainerStatus[] containers)
    {
        _heartbeats[Node(number)] = 0;
        var answer = Call<NodeRegistered>(new RegisterNodeManagerRequest
        {
            Node = Node(number), HttpPort = 8042, Capability = new Resource(memory, cores), Rack = rack, Version = "3.5.0",
            Containers = containers, RunningApplications = [.. containers.Select(c => c.Id.Attempt.Application).Distinct()],
        });
        if (answer.Action == NodeAction.Normal)
        {
            Heartbeat(number, [.. containers.Where(static c => c.State == ContainerState.Running).Select(static c => Runs(c.Id))]);
        }

        return answer;
    }

    public HeartbeatAnswer Heartbeat(int number, params ContainerStatus[] containers) => Heartbeat(number, 0, true, containers);

    public HeartbeatAnswer Heartbeat(int number, float cpu, bool healthy, params ContainerStatus[] containers)
    {
        var answer = Call<HeartbeatAnswer>(new NodeHeartbeatRequest
        {
            Node = Node(number), ResponseId = _heartbeats.GetValueOrDefault(Node(number)), Containers = containers, IsHealthy = healthy,
            HealthReport = healthy ? "" : "1/1 local-dirs are bad", LastHealthReportTime = Now.WallMilliseconds,
            ContainersUtilization = default,
            NodeUtilization = new Utilization(0, 0, cpu),
        });
        _heartbeats[Node(number)] = answer.ResponseId;
        return answer;
    }

    public ApplicationId Submit(
        string user = "ann", string queue = "default", long master = 1024, Func<Submission, Submission>? change = null)
    {
        var id = Call<NewApplication>(new GetNewApplicationRequest { User = user }).Id;
        var submission = new Submission
        {
            Id = id, User = user, Name = "job", Queue = queue, MasterAsks = [Ask(0, "*", master, 1)], Payload = "launch"u8.ToArray(),
        };
        Ask(new SubmitApplicationRequest { User = user, Submission = change?.Invoke(submission) ?? submission });
        return id;
    }

    public ApplicationReport Report(ApplicationId id) => Call<ApplicationReport>(new GetApplicationReportRequest { User = "ann", Id = id });

    /// <summary>The next master is launched, runs and registers.</summary>
    public AmLaunch StartMaster()
    {
        var launch = Launches.Dequeue();
        Send(new AmLaunched { Attempt = launch.Attempt });
        Register(launch.Attempt);
        return launch;
    }

    public RegisteredApplicationMaster Register(ApplicationAttemptId attempt)
    {
        _responses[attempt] = 0;
        return Call<RegisteredApplicationMaster>(
            new RegisterApplicationMasterRequest { Attempt = attempt, Host = "h", RpcPort = 1, TrackingUrl = "http://h:2" });
    }

    public Allocation Allocate(ApplicationAttemptId attempt, params ResourceAsk[] asks) => Allocate(attempt, asks, []);

    public Allocation Allocate(ApplicationAttemptId attempt, ResourceAsk[] asks, ContainerId[] releases, string[]? unwanted = null)
    {
        var allocation = Call<Allocation>(new AllocateRequest
        {
            Attempt = attempt, ResponseId = _responses[attempt],
            Progress = 0.5f, Asks = asks, Releases = releases, BlacklistAdditions = unwanted ?? [],
        });
        _responses[attempt] = allocation.ResponseId;
        return allocation;
    }

    public void Finish(ApplicationAttemptId attempt, FinalStatus status = FinalStatus.Succeeded) =>
        Assert.True(Call<bool>(
            new FinishApplicationMasterRequest { Attempt = attempt, Status = status, Diagnostics = "", TrackingUrl = "http://history" }));

    public static ContainerStatus Ended(ContainerId id, int exitCode = 0) =>
        new(id, ContainerState.Complete, exitCode, "", new Resource(0, 0));

    public static ContainerStatus Runs(ContainerId id) => new(id, ContainerState.Running, ExitStatus.Invalid, "", new Resource(0, 0));

    public static NodeContainerStatus Was(GrantedContainer container, ContainerState state = ContainerState.Running) => new()
    {
        Id = container.Id, State = state, Resource = container.Resource, Priority = container.Priority, Diagnostics = "", ExitCode = 0,
        CreationTime = container.CreationTime,
    };

    private void Begin()
    {
        _effects.Clear();
        Core.Start(Now, _effects);
        Take();
    }

    private Sent Take()
    {
        Effect answer = default;
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit:
                    Assert.Equal(default, answer.Kind);
                    Log.Add(effect.Record.ToArray());
                    break;
                case EffectKind.Reply or EffectKind.Refuse:
                    answer = effect;
                    break;
                case EffectKind.Do:
                    Launches.Enqueue((AmLaunch)effect.What);
                    break;
                case EffectKind.Note:
                    Notes.Add(effect.Message!);
                    break;
            }
        }

        return new Sent(answer.Result, (RmFault?)answer.Fault);
    }

    /// <summary>What came of a call.</summary>
    internal readonly record struct Sent(object? Result, RmFault? Fault)
    {
        public RmError Error => Fault?.Error ?? default;

        public string? Message => Fault?.Message;
    }
}
