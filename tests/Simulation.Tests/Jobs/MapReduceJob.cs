using Hathi.Base;
using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Yarn;
using Hathi.Simulation.Tests.Yarn.Master;
using Hathi.Yarn.Core.Model;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>
/// A job whose masters are the program's own Core, and its files: what each master wrote into its history, what tasks committed under it,
/// the marker of the commit, the output. It checks, as files cannot: nothing is committed by two, or twice, or without being there.
/// </summary>
internal sealed class MapReduceJob(YarnCluster cluster) : SimApplication
{
    private const int CommitWindow = 3_000;
    private readonly Dictionary<int, Dictionary<TaskRef, RecoveredTask>> _histories = [];
    private readonly Dictionary<(int Master, TaskRef Task), AttemptRef> _committed = [];
    private readonly Dictionary<(int Master, TaskRef Task), AttemptRef> _allowed = [];
    private readonly HashSet<TaskRef> _output = [];
    private int _lastMaster;

    /// <summary>As the first master gets it.</summary>
    public required JobPlan Plan { get; init; }

    /// <summary>The master that began to commit; 0: none has.</summary>
    public int CommitBegunBy { get; private set; }

    public bool IsCommitted { get; private set; }

    public override bool IsDone => IsCommitted && _output.SetEquals(OutputTasks);

    /// <summary>Tasks whose output is the job's.</summary>
    public IEnumerable<TaskRef> OutputTasks => Plan.Reduces > 0
        ? Enumerable.Range(0, Plan.Reduces).Select(static n => new TaskRef(TaskType.Reduce, n))
        : Enumerable.Range(0, Plan.Maps.Count).Select(static n => new TaskRef(TaskType.Map, n));

    public override string ToString() =>
        $"{Plan.Maps.Count} maps and {Plan.Reduces} reduces, master {_lastMaster}, "
        + $"{(IsCommitted ? "committed" : CommitBegunBy > 0 ? "in its commit" : "not committed")}";

    /// <summary>A master begins: takes over what those before it wrote down.</summary>
    public JobPlan Begin(int master)
    {
        _lastMaster = master;
        var own = _histories[master] = [];
        var before = _histories.Keys.Where(m => m < master).DefaultIfEmpty().Max();
        foreach (var done in before == 0 ? [] : _histories[before].Values.ToList())
        {
            if (WritesOutput(done.Attempt.Task) && cluster.Mutant != YarnMutant.RecoversTasksWithoutOutput)
            {
                cluster.World.Check(
                    _committed.Remove((before, done.Attempt.Task), out var attempt),
                    $"{Id}: {done.Attempt.Task} is in the history of master {before}, and its output is not there");
                _committed[(master, done.Attempt.Task)] = attempt;
            }

            own.Add(done.Attempt.Task, done);
            cluster.World.Report.Add("tasks recovered", 1);
        }

        return Plan with { MasterAttempt = master, Recovered = [.. own.Values] };
    }

    /// <summary>A master writes into its history.</summary>
    public void Keep(int master, RecoveredTask done) => _histories[master][done.Attempt.Task] = done;

    /// <summary>A master writes into its history that a map's output is gone.</summary>
    public void Lose(int master, TaskRef map) => _histories[master].Remove(map);

    /// <summary>A master lets an attempt commit.</summary>
    public void Allow(int master, AttemptRef attempt)
    {
        var holder = _allowed.GetValueOrDefault((master, attempt.Task), attempt);
        cluster.World.Check(holder == attempt, $"{Id}: {attempt} may commit, and {holder} may, too");
        _allowed[(master, attempt.Task)] = attempt;
    }

    /// <summary>A master has done with an attempt that did not succeed.</summary>
    public void Ended(int master, AttemptRef attempt)
    {
        if (_allowed.GetValueOrDefault((master, attempt.Task)) == attempt)
        {
            _allowed.Remove((master, attempt.Task));
        }
    }

    /// <summary>
    /// A worker puts an attempt's output where its master's commit looks; what another attempt of the task had put there goes.
    /// </summary>
    /// <returns>False: the place is gone with the end of the job.</returns>
    public bool CommitTask(int master, AttemptRef attempt)
    {
        if (IsCommitted)
        {
            return false;
        }

        _committed[(master, attempt.Task)] = attempt;
        return true;
    }

    /// <summary>A master creates the marker of the commit.</summary>
    /// <param name="master">
    /// Its number. One whose node was lost may not know of its successor yet; the marker is then what keeps that from committing, too.
    /// </param>
    /// <param name="unheard">For how long it has not heard the ResourceManager, ms.</param>
    /// <returns>False: it is there.</returns>
    public bool BeginCommit(int master, long unheard)
    {
        cluster.World.Check(
            unheard <= CommitWindow, $"{Id}: master {master} commits, and has not heard the ResourceManager for {unheard} ms");
        if (master != _lastMaster)
        {
            cluster.World.Report.Add("commits beside a successor", 1);
        }

        if (CommitBegunBy != 0 && cluster.Mutant != YarnMutant.IgnoresCommitMarkers)
        {
            return false;
        }

        CommitBegunBy = master;
        return true;
    }

    /// <summary>Moves the output of one task into the job's.</summary>
    /// <param name="began">The master that began the commit.</param>
    /// <param name="task">Which.</param>
    public void MoveOutput(int began, TaskRef task)
    {
        if (_committed.Remove((began, task)))
        {
            cluster.World.Check(_output.Add(task), $"{Id}: the output of {task} is in the job's twice");
        }
        else
        {
            cluster.World.Check(
                _output.Contains(task) || began < _lastMaster, $"{Id}: the job is committed, and the output of {task} is not there");
        }
    }

    /// <summary>All are moved.</summary>
    public void EndCommit()
    {
        IsCommitted = true;
        cluster.World.Report.Add("jobs committed", 1);
    }

    /// <summary>A job of a seed.</summary>
    public static MapReduceJob Draw(YarnCluster cluster, SeededRandom random, ApplicationId id, string user, string queue)
    {
        var limits = new JobLimits
        {
            MapMemory = random.Next(100, 1_500),
            ReduceMemory = random.Next(100, 2_500),
            SlowStart = random.NextDouble(),
            TaskTimeout = 9_000,
            SpeculateAfter = 300,
            StarvedAfter = 2_000,
            StopGrace = 4_000,
            CommitWindow = cluster.Mutant == YarnMutant.CommitsUnheard ? 1_000_000 : CommitWindow,
        };
        List<MapPlan> maps = [.. Enumerable.Range(0, random.Next(0, 7)).Select(_ => Place(cluster, random, random.Next(3)))];
        return Make(cluster, random, id, user, queue, limits, maps, random.Next(0, 3));
    }

    /// <summary>A job of few maps, for which any one idle node has room, and each of which has its input somewhere.</summary>
    public static MapReduceJob DrawSmall(YarnCluster cluster, SeededRandom random, ApplicationId id, string user)
    {
        List<MapPlan> maps = [.. Enumerable.Range(0, random.Next(1, Math.Min(6, cluster.Machines.Count) + 1))
            .Select(_ => Place(cluster, random, random.Next(1, 4)))];
        return Make(
            cluster, random, id, user, "default",
            new JobLimits { MapMemory = random.Next(100, 1_025), SpeculateMaps = false, SpeculateReduces = false }, maps, reduces: 0);
    }

    private static MapReduceJob Make(
        YarnCluster cluster, SeededRandom random, ApplicationId id, string user, string queue, JobLimits limits,
        IReadOnlyList<MapPlan> maps, int reduces) =>
        new(cluster)
        {
            Plan = new JobPlan
            {
                Id = $"{id.ClusterTimestamp}_{id.Id:0000}", Maps = maps, Reduces = reduces, Limits = limits, MasterAttempt = 1,
                Recovered = [],
            },
            Submission = new Submission
            {
                Id = id,
                User = user,
                Name = $"mapreduce-{id.Id}",
                Queue = queue,
                Priority = -1,
                MasterAsks = [new ResourceAsk(0, -1, "*", new Resource(random.Next(200, 1_500), 1), 1, true, ExecutionType.Guaranteed, "")],
                KeepContainers = false,
                FailuresValidityInterval = 2_000,
                Payload = new byte[random.Next(40)],
            },
        };

    private static MapPlan Place(YarnCluster cluster, SeededRandom random, int replicas)
    {
        var machines = Enumerable.Range(0, replicas).Select(_ => cluster.Machines[random.Next(cluster.Machines.Count)]).Distinct().ToList();
        return new MapPlan(
            [.. machines.Select(static m => m.Id.Host)], [.. machines.Select(static m => m.Rack).Distinct(StringComparer.Ordinal)]);
    }

    private bool WritesOutput(TaskRef task) => Plan.Reduces == 0 || task.Type == TaskType.Reduce;
}
