using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Yarn.Master;

/// <summary>
/// An application master: asks for a container for each task, starts them, asks again for those that failed, says when all are done.
/// </summary>
internal sealed class AmActor : MasterActor
{
    /// <summary>No task takes so long; neither does the news of one that has ended.</summary>
    private const long LongestTask = 20_000;
    private const int LaunchMilliseconds = 800;
    private readonly Job _job;
    private readonly HashSet<(int Priority, string Place)> _asked = [];
    private bool _changed = true;

    public AmActor(SimProcess process, YarnCluster cluster, Machine machine, GrantedContainer container)
        : base(process, cluster, machine, container)
    {
        _job = (Job)cluster.Jobs[Attempt.Application];
    }

    public override void Accept(Connection connection, object first) => throw new InvalidOperationException("nobody calls a master");

    protected override async Task<int?> WorkAsync()
    {
        await RegisterAsync(first: true).ConfigureAwait(false);
        while (!_job.IsDone || _job.Tasks.Exists(static t => t.IsEndless && t.Waits))
        {
            var asks = _changed || _job.IsDone ? Asks() : [];
            _changed = false;
            await AllocateAsync(asks, [], []).ConfigureAwait(false);
            if (_job.Hangs > 0 && Random.Next(3) == 0)
            {
                _job.Hangs--;
                Cluster.World.Report.Add("masters that hang", 1);
                return null;
            }

            if (_job.Crashes > 0 && Random.Next(4) == 0)
            {
                _job.Crashes--;
                return 1;
            }

            await Delay(Random.Next(200, 1_000));
        }

        await FinishAsync(FinalStatus.Succeeded, "").ConfigureAwait(false);
        return 0;
    }

    protected override async Task RegisterAsync(bool first)
    {
        var kept = await RegisterCallAsync().ConfigureAwait(false);
        _changed = true;
        if (!first)
        {
            // The ResourceManager was started again: a container whose node went at the same time is known to nobody, as a
            // master finds out by itself.
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
            Releases.Add(container!.Value);
            task.Container = null;
            _changed = true;
        }
    }

    protected override void Take(Allocation allocation)
    {
        foreach (var status in allocation.Completed)
        {
            if (_job.Tasks.Find(t => t.Container == status.Id) is { } task)
            {
                task.Container = null;
                task.IsDone |= status.ExitCode == 0;
                _changed = true;
                Cluster.World.Report.Add(status.ExitCode == ExitStatus.Preempted ? "containers preempted" : "containers told as ended", 1);
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
                Releases.Add(container.Id);
                Cluster.World.Report.Add("containers given back", 1);
            }
        }
    }

    // A container that an earlier attempt had: if nobody waits for it, it goes back.
    private void Adopt(GrantedContainer container)
    {
        if (!_job.Tasks.Exists(t => t.Container == container.Id))
        {
            Releases.Add(container.Id);
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
                Cluster.World.Report.Add("containers on the node asked for", 1);
                return task;
            }
        }

        var other = waiting.Find(static t => !t.Strict);
        Cluster.World.Check(
            other is not null || !kind.TrueForAll(static t => t.Strict) || kind.Exists(t => t.Hosts.Any(h => h.Id == container.Node)),
            $"{container.Id} was granted on {container.Node}, and its application takes it elsewhere only");
        return other;
    }

    private async Task LaunchAsync(JobTask task, GrantedContainer container)
    {
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try
            {
                if (await StartContainerAsync(container, LaunchMilliseconds).ConfigureAwait(false) is null)
                {
                    return;
                }

                break;
            }
            catch (ConnectionLostException)
            {
                // Once more.
            }
        }

        if (task.Container == container.Id)
        {
            task.Container = null;
            _changed = true;
        }

        Releases.Add(container.Id);
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

        return [.. counts.Select(static c => new ResourceAsk(
            c.Key.Priority, -1, c.Key.Place, c.Value.Resource, c.Value.Count, c.Value.Relax, ExecutionType.Guaranteed, ""))];
    }
}
