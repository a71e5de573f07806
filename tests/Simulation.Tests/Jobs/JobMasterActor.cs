using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Yarn;
using Hathi.Simulation.Tests.Yarn.Master;
using Hathi.Simulation.Tests.Yarn.NodeManager;
using Hathi.Simulation.Tests.Yarn.ResourceManager;
using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Core.Operations;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>
/// The master of a job: the shell around the program's own Core, with its ResourceManager, nodes and workers at the other ends
/// of a network that fails.
/// </summary>
internal sealed partial class JobMasterActor : MasterActor
{
    private const int TickMilliseconds = 1_000;
    private const int LaunchMilliseconds = 800;
    private const int MoveMilliseconds = 100;
    private readonly MapReduceJob _job;
    private readonly List<JobEffect> _effects = [];
    private readonly Dictionary<(int Priority, string Place), int> _asks = [];
    private readonly HashSet<(int Priority, string Place)> _changed = [];
    private readonly Dictionary<string, bool> _passedOver = new(StringComparer.Ordinal);
    private readonly HashSet<string> _passOverChanges = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GrantedContainer> _containers = new(StringComparer.Ordinal);
    private JobCore? _core;
    private JobEffect.JobEnded? _end;
    private long _heardAt;

    public JobMasterActor(SimProcess process, YarnCluster cluster, Machine machine, GrantedContainer container)
        : base(process, cluster, machine, container)
    {
        _job = (MapReduceJob)cluster.Jobs[Attempt.Application];
    }

    private int Number => Attempt.Attempt;

    protected override async Task<int?> WorkAsync()
    {
        await RegisterAsync(first: true).ConfigureAwait(false);
        if (_job.CommitBegunBy != 0 && Cluster.Mutant != YarnMutant.IgnoresCommitMarkers)
        {
            Cluster.World.Report.Add("commits taken up", 1);
            await MoveOutputsAsync(_job.CommitBegunBy).ConfigureAwait(false);
            _end = new JobEffect.JobEnded(Outcome.Succeeded, "");
        }
        else
        {
            Begin();
        }

        while (_end is null)
        {
            await AllocateAsync().ConfigureAwait(false);
            await Delay(Random.Next(100, 600));
        }

        var status = _end.Outcome == Outcome.Succeeded
            ? FinalStatus.Succeeded
            : _end.Outcome == Outcome.Failed ? FinalStatus.Failed
            : FinalStatus.Killed;
        await FinishAsync(status, _end.Message).ConfigureAwait(false);
        return 0;
    }

    private void Begin()
    {
        var plan = _job.Begin(Number);
        _core = new JobCore(plan);
        foreach (var done in plan.Recovered)
        {
            _hosts[done.Attempt] = done.Host;
        }

        Step(new JobInput.Start());
        After(TickMilliseconds, "job tick", Tick);
    }

    private void Tick()
    {
        if (_end is null)
        {
            Step(new JobInput.Tick());
            After(TickMilliseconds, "job tick", Tick);
        }
    }

    private void Step(JobInput input)
    {
        if (_core is null || _end is not null)
        {
            return;
        }

        _core.Step(Now, input, _effects);
        var effects = _effects.ToArray();
        _effects.Clear();
        foreach (var effect in effects)
        {
            Carry(effect);
        }
    }

    private void Carry(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.SetUpJob:
                After(Random.Next(50), "set up", () => Step(new JobInput.JobSetUp()));
                break;
            case JobEffect.Ask ask:
                _asks[(ask.Priority, ask.Location)] = ask.Count;
                _changed.Add((ask.Priority, ask.Location));
                break;
            case JobEffect.ReleaseContainer release:
                Release(release.Container);
                break;
            case JobEffect.PassOver pass:
                _passedOver[pass.Host] = pass.Yes;
                _passOverChanges.Add(pass.Host);
                break;
            case JobEffect.StartWorker start:
                Start(() => LaunchAsync(start.Container));
                break;
            case JobEffect.StopContainer stop:
                Start(() => StopAsync(stop.Container));
                break;
            case JobEffect.CommitJob:
                Start(CommitAsync);
                break;
            case JobEffect.AbortJob:
                After(Random.Next(100), "abort", () => Step(new JobInput.JobAborted()));
                break;
            case JobEffect.JobEnded ended:
                _end = ended;
                Cluster.World.Report.Add("jobs " + ended.Outcome, 1);
                break;
            default:
                CarryToWorkers(effect);
                break;
        }
    }

    private void Release(string container)
    {
        if (_containers.GetValueOrDefault(container) is { } granted)
        {
            Releases.Add(granted.Id);
        }
    }

    private async Task CommitAsync()
    {
        if (!_job.BeginCommit(Number, Now.MonotonicMilliseconds - _heardAt))
        {
            await Delay(1);
            Step(new JobInput.JobCommitFailed("an earlier master has begun it"));
            return;
        }

        await MoveOutputsAsync(Number).ConfigureAwait(false);
        Step(new JobInput.JobCommitted());
    }

    private async Task MoveOutputsAsync(int began)
    {
        foreach (var task in _job.OutputTasks)
        {
            await Delay(Random.Next(1, MoveMilliseconds));
            _job.MoveOutput(began, task);
        }

        await Delay(1);
        _job.EndCommit();
    }
}
