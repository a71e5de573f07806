using Hathi.Simulation.Tests.Hdfs.Runtime;
using Hathi.Simulation.Tests.Simulator;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Master;

/// <summary>An application master: asks for a container for each task, starts them, asks again for those that failed, says when all are done.</summary>
internal sealed class AmActor : AsyncActor
{
    /// <summary>No task takes so long; neither does the news of one that has ended.</summary>
    private const long LongestTask = 20_000;
    private readonly YarnCluster _cluster;
    private readonly Machine _machine;
    private readonly GrantedContainer _container;
    private readonly ApplicationAttemptId _attempt;
    private readonly Job _job;
    private readonly RmProxy _rm;
    private readonly HashSet<(int Priority, string Place)> _asked = [];
    private readonly List<ContainerId> _releases = [];
    private bool _changed = true;
    private int _responseId;

    public AmActor(SimProcess process, YarnCluster cluster, Machine machine, GrantedContainer container)
        : base(process, cluster.NextId)
    {
        _cluster = cluster;
        _machine = machine;
        _container = container;
        _attempt = container.Id.Attempt;
        _job = (Job)cluster.Jobs[_attempt.Application];
        _rm = new RmProxy(this, cluster);
    }

    public override void OnStart()
    {
        Start(RunAsync);
        ThrowIfFailed();
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a master");

    private async Task RunAsync()
    {
        var exitCode = 0;
        try
        {
            await RegisterAsync(first: true).ConfigureAwait(false);
            while (!_job.IsDone || _job.Tasks.Exists(static t => t.IsEndless && t.Waits))
            {
                await AllocateAsync().ConfigureAwait(false);
                if (_job.Hangs > 0 && Random.Next(3) == 0)
                {
                    _job.Hangs--;
                    _cluster.World.Report.Add("masters that hang", 1);
                    return;
                }

                if (_job.Crashes > 0 && Random.Next(4) == 0)
                {
                    _job.Crashes--;
                    exitCode = 1;
                    break;
                }

                await Delay(Random.Next(200, 1_000));
            }

            if (exitCode == 0)
            {
                await FinishAsync().ConfigureAwait(false);
            }
        }
        catch (RmRefusedException e)
        {
            // The ResourceManager has given this attempt up.
            _cluster.World.Check(
                e.Error is RmError.ApplicationAttemptNotFound or RmError.InvalidApplicationMasterRequest,
                $"{_attempt} was refused with {e.Error}: {e.Message}");
            exitCode = 1;
        }

        var own = _machine.Find(_container.Id);
        _cluster.World.After(0, () => _machine.End(own!, exitCode));
    }

    private async Task RegisterAsync(bool first)
    {
        IReadOnlyList<GrantedContainer> kept = [];
        try
        {
            var answer = (RegisteredApplicationMaster)await PersistAsync(() => new RegisterApplicationMasterRequest
            {
                Ticket = _cluster.NextId(), Attempt = _attempt, Host = _machine.Id.Host, RpcPort = 1, TrackingUrl = "",
            }).ConfigureAwait(false);
            kept = answer.FromPreviousAttempts;
        }
        catch (RmRefusedException e) when (e.Message.Contains("already registered", StringComparison.Ordinal))
        {
            // The answer to an earlier try was lost.
        }

        _responseId = 0;
        _changed = true;
        if (!first)
        {
            // The ResourceManager was started again: a container whose node went at the same time is known to nobody, as a master finds out by itself.
            foreach (var task in _job.Tasks.Where(static t => t.Container is not null))
            {
                var doubtful = task.Container;
                After(LongestTask, "task timeout", () => GiveUp(task, doubtful));
            }
        }

        if (first)
        {
            foreach (var task in _job.Tasks)
            {
                task.Container = task.Container is { } id && kept.Any(c => c.Id == id) ? id : null;
            }

            foreach (var container in kept)
            {
                Adopt(container);
            }
        }
    }

    private void GiveUp(JobTask task, ContainerId? container)
    {
        if (task.Container == container && !task.IsDone)
        {
            _releases.Add(container!.Value);
            task.Container = null;
            _changed = true;
        }
    }

    private async Task AllocateAsync()
    {
        var request = new AllocateRequest
        {
            Ticket = _cluster.NextId(), Attempt = _attempt, ResponseId = _responseId, Progress = 0.5f, Asks = _changed || _job.IsDone ? Asks() : [], Releases = [.. _releases],
        };
        _changed = false;
        _releases.Clear();
        try
        {
            var allocation = (Allocation)await PersistAsync(() => request).ConfigureAwait(false);
            _responseId = allocation.ResponseId;
            Take(allocation);
        }
        catch (RmRefusedException e) when (e.Error == RmError.ApplicationMasterNotRegistered)
        {
            _cluster.World.Report.Add("masters that register again", 1);
            _releases.AddRange(request.Releases);
            await RegisterAsync(first: false).ConfigureAwait(false);
        }
    }

    private void Take(Allocation allocation)
    {
        foreach (var status in allocation.Completed)
        {
            if (_job.Tasks.Find(t => t.Container == status.Id) is { } task)
            {
                task.Container = null;
                task.IsDone |= status.ExitCode == 0;
                _changed = true;
                _cluster.World.Report.Add(status.ExitCode == ExitStatus.Preempted ? "containers preempted" : "containers told as ended", 1);
            }
        }

        foreach (var container in allocation.FromPreviousAttempts)
        {
            Adopt(container);
        }

        foreach (var container in allocation.Allocated)
        {
            _changed = true;
            if (Choose(container) is { } task)
            {
                task.Container = container.Id;
                Start(() => LaunchAsync(task, container));
            }
            else
            {
                _releases.Add(container.Id);
                _cluster.World.Report.Add("containers given back", 1);
            }
        }
    }

    // A container that an earlier attempt had: if nobody waits for it, it goes back.
    private void Adopt(GrantedContainer container)
    {
        if (!_job.Tasks.Exists(t => t.Container == container.Id))
        {
            _releases.Add(container.Id);
        }
    }

    private JobTask? Choose(GrantedContainer container)
    {
        var kind = _job.Tasks.FindAll(t => t.Priority == container.Priority);
        var waiting = kind.FindAll(static t => t.Waits);
        foreach (var task in waiting)
        {
            if (task.Hosts.Any(h => h.Id == container.Node))
            {
                _cluster.World.Report.Add("containers on the node asked for", 1);
                return task;
            }
        }

        var other = waiting.Find(static t => !t.Strict);
        _cluster.World.Check(
            other is not null || !kind.TrueForAll(static t => t.Strict) || kind.Exists(t => t.Hosts.Any(h => h.Id == container.Node)),
            $"{container.Id} was granted on {container.Node}, and its application takes it elsewhere only");
        return other;
    }

    private async Task LaunchAsync(JobTask task, GrantedContainer container)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var connection = Wire.Open(_cluster.MachineOf(container.Node).Name);
            try
            {
                connection.Send(new StartContainer(container.Id, container.Resource, _cluster.Ledger.LifeThatGranted(container.Id), container, Name));
                var answer = (ContainerStarted)await connection.Receive(800);
                connection.Close();
                if (answer.Refused is null)
                {
                    return;
                }

                break;
            }
            catch (ConnectionLostException)
            {
                connection.Close();
            }
        }

        if (task.Container == container.Id)
        {
            task.Container = null;
            _changed = true;
        }

        _releases.Add(container.Id);
    }

    private async Task FinishAsync()
    {
        while (true)
        {
            try
            {
                await PersistAsync(() => new FinishApplicationMasterRequest
                {
                    Ticket = _cluster.NextId(), Attempt = _attempt, Status = FinalStatus.Succeeded, Diagnostics = "", TrackingUrl = "",
                }).ConfigureAwait(false);
                _cluster.Ledger.MasterFinished(_attempt.Application);
                return;
            }
            catch (RmRefusedException e) when (e.Error == RmError.ApplicationMasterNotRegistered)
            {
                await RegisterAsync(first: false).ConfigureAwait(false);
            }
        }
    }

    // All that it wants, and nothing where it wants nothing any more.
    private List<ResourceAsk> Asks()
    {
        var counts = new SortedDictionary<(int Priority, string Place), (Resource Resource, int Count, bool Relax)>();
        foreach (var old in _asked)
        {
            counts[old] = (new Resource(1, 1), 0, true);
        }

        foreach (var task in _job.Tasks.Where(t => t.Waits && (!t.IsEndless || _job.IsDone)))
        {
            Count("*", !task.Strict);
            foreach (var host in task.Hosts.Distinct())
            {
                Count(host.Id.Host, true);
            }

            foreach (var rack in task.Hosts.Select(static h => h.Rack).Distinct())
            {
                Count(rack, !task.Strict);
            }

            void Count(string place, bool relax)
            {
                var key = (task.Priority, place);
                var before = counts.GetValueOrDefault(key, (task.Resource, 0, relax));
                counts[key] = (task.Resource, before.Item2 + 1, relax);
                _asked.Add(key);
            }
        }

        return [.. counts.Select(static c => new ResourceAsk(c.Key.Priority, -1, c.Key.Place, c.Value.Resource, c.Value.Count, c.Value.Relax, ExecutionType.Guaranteed, ""))];
    }

    // A master tries again until it is answered or dies.
    private async Task<object> PersistAsync(Func<Hathi.Yarn.Core.ResourceManager.RmInput> call)
    {
        var input = call();
        while (true)
        {
            try
            {
                return (await _rm.AskAsync(input, 3, 700).ConfigureAwait(false))!;
            }
            catch (RmSilentException)
            {
                await Delay(500);
            }
        }
    }
}
