using Hathi.Base;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;
using Hathi.Yarn.Core.ResourceManager;

namespace Hathi.Simulation.Tests.Yarn.Checks;

/// <summary>
/// The checker of what was promised: it sees what the ResourceManager tells, in the order in which it does, over all its lives. No
/// container is given twice; what was acknowledged is there after a restart; what has ended stays as it ended; an attempt that has a
/// successor gets nothing.
/// </summary>
internal sealed class YarnLedger(YarnCluster cluster)
{
    private readonly World _world = cluster.World;
    private readonly GrantRules _grants = new(cluster);
    private readonly LostNodes _lost = new(cluster);
    private readonly Dictionary<ContainerId, (GrantedContainer Container, long Life)> _granted = [];
    private readonly HashSet<object> _answers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ApplicationId, int> _attempts = [];
    private readonly HashSet<ApplicationId> _submitted = [];
    private readonly Dictionary<ApplicationId, (ApplicationState State, FinalStatus Status)> _ended = [];
    private readonly HashSet<ApplicationId> _killed = [];
    private readonly HashSet<ApplicationId> _finished = [];
    private long _acknowledged;
    private long _decisions;
    private long _life;

    /// <summary>Applications that somebody was told were taken.</summary>
    public IReadOnlyCollection<ApplicationId> Taken => _submitted;

    /// <summary>Somebody was answered in the knowledge of the edits up to here.</summary>
    public void Acknowledge(long index) => _acknowledged = Math.Max(_acknowledged, index);

    /// <summary>A ResourceManager starts and finds edits up to here.</summary>
    public void Recovered(long index) =>
        _world.Check(index >= _acknowledged, $"edits up to {_acknowledged} were acknowledged, a restart found {index}");

    /// <summary>It serves.</summary>
    public void Started(ResourceManagerCore core, Now now)
    {
        _world.Check(
            core.ClusterTimestamp > _life, $"a ResourceManager has the time stamp {core.ClusterTimestamp}, the one before it had {_life}");
        _life = core.ClusterTimestamp;
        _decisions = 0;
        _grants.Restarted(core, now);
        _lost.Restarted(now);
        var known = GrantRules.Reports(core, now);
        foreach (var id in _submitted)
        {
            _world.Check(known.ContainsKey(id), $"{id} was acknowledged, and a restart does not find it");
        }

        foreach (var report in known.Values)
        {
            Told(report);
        }
    }

    /// <summary>The ResourceManager has taken a step.</summary>
    public void Stepped(ResourceManagerCore core, RmInput input, CoreAnswer? answer, Now now)
    {
        _lost.Stepped(now);
        if (input is NodeRequest { Node: var node })
        {
            _grants.Heard(node, now);
            _lost.Heard(node);
        }
        else if (input is Tick)
        {
            _grants.Ticked(now);
            _lost.Check(core, now);
        }

        if (answer?.Result is Allocation allocation)
        {
            var attempt = ((AllocateRequest)input).Attempt;
            _world.Check(
                _attempts[attempt.Application] == attempt.Attempt,
                $"{attempt} is given containers, and attempt {_attempts[attempt.Application]} runs");
            if (_answers.Add(allocation))
            {
                foreach (var container in allocation.Allocated)
                {
                    _world.Report.Add("containers granted", 1);
                    _world.Check(container.Id.Attempt == attempt, $"{container.Id} is given to {attempt}");
                    Grant(container);
                }
            }
            else
            {
                _world.Report.Add("answers given again", 1);
            }
        }

        if (answer?.Result is ApplicationReport report)
        {
            Told(report);
        }

        if (core.Decisions != _decisions || answer?.Result is NodeRegistered)
        {
            _decisions = core.Decisions;
            _grants.Check(core, now, input, _granted);
        }
    }

    /// <summary>A master was granted a container.</summary>
    public void Granted(AmLaunch launch)
    {
        _world.Check(
            launch.Container.IsMaster && launch.Container.Id.Attempt == launch.Attempt,
            $"{launch.Container.Id} is to be the master of {launch.Attempt}");
        Grant(launch.Container);
    }

    /// <summary>A master is about to be launched: its attempt is durable.</summary>
    public void Launching(AmLaunch launch)
    {
        var attempt = launch.Attempt;
        var before = _attempts.GetValueOrDefault(attempt.Application);
        _world.Check(attempt.Attempt > before, $"{attempt} is launched after attempt {before}");
        _attempts[attempt.Application] = attempt.Attempt;
        _world.Report.Add("masters launched", 1);
    }

    /// <summary>rm_identifier in the container's token.</summary>
    public long LifeThatGranted(ContainerId id) => _granted[id].Life;

    /// <summary>A client knows that its application was taken.</summary>
    public void Submitted(ApplicationId id) => _submitted.Add(id);

    /// <summary>A client knows that its application was killed, or had ended before.</summary>
    public void Killed(ApplicationId id) => _killed.Add(id);

    /// <summary>A master knows that its end was kept.</summary>
    public void MasterFinished(ApplicationId id) => _finished.Add(id);

    /// <summary>An application as the ResourceManager is about to tell: what somebody knows of its end must hold.</summary>
    private void Told(ApplicationReport report)
    {
        var end = (report.State, report.FinalStatus);
        if (_ended.TryGetValue(report.Id, out var known))
        {
            _world.Check(known == end, $"{report.Id} ended as {known}, and now has as {end}");
        }

        var goesOn = report.FinishTime == 0 && report.State != ApplicationState.Finishing;
        _world.Check(!goesOn || !_killed.Contains(report.Id), $"{report.Id} was killed, and is {report.State}");
        _world.Check(!goesOn || !_finished.Contains(report.Id), $"{report.Id} has finished, and is {report.State}");
        if (report.FinalStatus == FinalStatus.Succeeded)
        {
            _world.Check(cluster.Jobs[report.Id].IsDone, $"{report.Id} succeeded, and has tasks that are not done");
        }
    }

    /// <summary>A client has seen an application: an end is one for ever.</summary>
    public void Seen(ApplicationReport report)
    {
        if (report.FinishTime != 0 && _ended.TryAdd(report.Id, (report.State, report.FinalStatus)))
        {
            _world.Report.Add("applications " + report.State, 1);
        }
    }

    /// <summary>An application is not known.</summary>
    public void NotFound(ApplicationId id) => _world.Check(!_submitted.Contains(id), $"{id} was acknowledged, and is not known");

    private void Grant(GrantedContainer container)
    {
        _world.Check(_granted.TryAdd(container.Id, (container, _life)), $"{container.Id} is granted twice: "
            + $"on {container.Node}, and before on {_granted.GetValueOrDefault(container.Id).Container?.Node}");
        var machine = cluster.MachineOf(container.Node);
        _world.Check(
            container.Resource.FitsIn(machine.Capability) || !cluster.Settings.Rm.CpuDecides,
            $"{container.Id} of {container.Resource} is granted on a node of {machine.Capability}");
    }
}
