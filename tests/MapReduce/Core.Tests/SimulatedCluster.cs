using Hathi.Base;

namespace Hathi.MapReduce.Core.Tests;

/// <summary>
/// A cluster around one job's Core that grants, starts, runs, breaks and loses things by a seed, and checks what the Core may never do. The
/// master itself dies now and then; what it had seen done is handed to the next.
/// </summary>
internal sealed class SimulatedCluster(ulong seed)
{
    private const int MaxEvents = 200_000;

    private readonly SeededRandom _random = new(seed);
    private readonly Dictionary<string, SimulatedBox> _boxes = [];
    private readonly Dictionary<string, long> _room = [];
    private readonly HashSet<string> _passedOver = [];
    private readonly Dictionary<(int, string), int> _asks = [];
    private readonly List<(long At, Action Do)> _agenda = [];
    private readonly HashSet<TaskRef> _committed = [];
    private readonly Dictionary<TaskRef, AttemptRef> _granted = [];
    private readonly Dictionary<TaskRef, RecoveredTask> _done = [];
    private readonly Dictionary<TaskRef, int> _failures = [];
    private readonly List<JobEffect> _effects = [];
    private JobCore _core = null!;
    private JobPlan _plan = null!;
    private long _now;
    private int _containers;
    private int _hosts;
    private int _generation;
    private double _trouble;

    internal Outcome? Ended { get; private set; }

    internal string Message { get; private set; } = "";

    internal int CommittedTasks => _committed.Count;

    internal int Tasks => _plan.Maps.Count + _plan.Reduces;

    internal bool CommitCalled { get; private set; }

    internal void Run()
    {
        _hosts = _random.Next(1, 6);
        var (map, reduce) = (512L * _random.Next(1, 5), 512L * _random.Next(1, 5));
        for (var i = 0; i < _hosts; i++)
        {
            _room[$"h{i}"] = Math.Max(map, reduce) + (512 * _random.Next(0, 4));
        }

        _trouble = _random.Chance(0.3) ? 0 : 0.25 * _random.NextDouble();
        var maps = Enumerable.Range(0, _random.Next(0, 12)).Select(_ => new MapPlan(Places(), ["/r0", "/r1"])).ToList();
        _plan = new JobPlan
        {
            Id = "1_0001",
            Maps = maps,
            Reduces = _random.Next(0, 4),
            Limits = new JobLimits
            {
                TaskTimeout = 20_000, SpeculateAfter = 300, SlowStart = _random.NextDouble(), MapMemory = map, ReduceMemory = reduce,
                StarvedAnyway = 15_000,
            },
            MasterAttempt = 1,
            Recovered = [],
        };
        NewMaster();
        for (var i = 0; Ended is null; i++)
        {
            Assert.True(i < MaxEvents, $"seed {seed}: the job does not end");
            var next = _agenda.MinBy(a => a.At);
            _agenda.Remove(next);
            _now = Math.Max(_now, next.At);
            next.Do();
        }
    }

    private string[] Places() => [.. Enumerable.Range(0, _random.Next(0, 3)).Select(_ => $"h{_random.Next(_hosts)}").Distinct()];

    private void After(int least, int most, Action action)
    {
        var generation = _generation;
        _agenda.Add((_now + _random.Next(least, most + 1), () =>
        {
            if (generation == _generation)
            {
                action();
            }
        }));
    }

    private void NewMaster()
    {
        _generation++;
        foreach (var id in _boxes.Keys.ToArray())
        {
            Free(id);
        }

        _passedOver.Clear();
        _asks.Clear();
        _granted.Clear();
        _failures.Clear();
        _core = new JobCore(_plan with { MasterAttempt = _generation, Recovered = [.. _done.Values] });
        Step(new JobInput.Start());
        After(100, 100, Heartbeat);
        After(1000, 1000, Tick);
        if (_random.Chance(_trouble) && _generation < 3)
        {
            // A master that dies in its commit is another story: that of the markers.
            After(1, 20_000, () => _ = CommitCalled ? 0 : Restart());
        }

        if (_random.Chance(_trouble / 8))
        {
            After(1, 20_000, () => Step(new JobInput.KillJob("enough")));
        }
    }

    private int Restart()
    {
        NewMaster();
        return 0;
    }

    private void Tick()
    {
        Step(new JobInput.Tick());
        After(1000, 1000, Tick);
    }

    private void Heartbeat()
    {
        // As a ResourceManager tells it: the sum, however scattered.
        Step(new JobInput.ManagerHeard(_room.Values.Sum(), _hosts));
        foreach (var priority in (int[])[5, 10, 20])
        {
            while (_asks.GetValueOrDefault((priority, "*")) > 0 && Place(priority) is { } host)
            {
                Grant(priority, host);
            }
        }

        if (_random.Chance(_trouble / 20))
        {
            Step(new JobInput.HostUnusable($"h{_random.Next(_hosts)}"));
        }

        After(50, 300, Heartbeat);
    }

    private string? Place(int priority)
    {
        var fit = _room.Where(r => r.Value >= MemoryOf(priority) && !_passedOver.Contains(r.Key))
            .Select(r => r.Key)
            .Order(StringComparer.Ordinal).ToList();
        return fit.Count == 0 ? null : fit[_random.Next(fit.Count)];
    }

    private long MemoryOf(int priority) => priority == JobCore.ReducePriority ? _plan.Limits.ReduceMemory : _plan.Limits.MapMemory;

    private bool Free(string id)
    {
        if (!_boxes.Remove(id, out var box))
        {
            return false;
        }

        _room[box.Host] += box.Memory;
        return true;
    }

    private void Grant(int priority, string host)
    {
        var id = $"c{_generation}_{++_containers}";
        _boxes.Add(id, new SimulatedBox(host, MemoryOf(priority)));
        _room[host] -= MemoryOf(priority);
        foreach (var place in (string[])["*", host, "/r0"])
        {
            if (_asks.GetValueOrDefault((priority, place)) is > 0 and var count)
            {
                _asks[(priority, place)] = count - 1;
            }
        }

        Step(new JobInput.ContainerGranted(id, host, "/r0", priority, MemoryOf(priority)));
    }

    private void Step(JobInput input)
    {
        _core.Step(new Now(_now, _now), input, _effects);
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
                After(0, 100, () => Step(new JobInput.JobSetUp()));
                break;
            case JobEffect.Ask ask:
                Assert.True(ask.Count >= 0, $"seed {seed}: a negative ask");
                _asks[(ask.Priority, ask.Location)] = ask.Count;
                break;
            case JobEffect.ReleaseContainer release:
                Assert.True(Free(release.Container), $"seed {seed}: {release.Container} is not ours");
                break;
            case JobEffect.StartWorker start:
                StartWorker(start.Container);
                break;
            case JobEffect.RunAttempt run:
                RunAttempt(run);
                break;
            case JobEffect.DismissWorker dismiss:
                After(0, 50, () => End(dismiss.Container, 0));
                break;
            case JobEffect.StopContainer stop:
                After(0, 500, () => End(stop.Container, 143));
                break;
            case JobEffect.PassOver pass:
                _ = pass.Yes ? _passedOver.Add(pass.Host) : _passedOver.Remove(pass.Host);
                break;
            case JobEffect.AllowCommit allow:
                Assert.True(
                    _granted.TryAdd(allow.Attempt.Task, allow.Attempt), $"seed {seed}: two attempts of {allow.Attempt.Task} may commit");
                break;
            case JobEffect.AttemptEnded ended:
                Count(ended);
                break;
            case JobEffect.TaskEnded { Outcome: Outcome.Succeeded } done:
                _done[done.Task] = new RecoveredTask(
                    done.Attempt, _boxes.Values.FirstOrDefault(b => b.Attempt == done.Attempt)?.Host ?? "h0");
                break;
            case JobEffect.MapOutputLost lost:
                _done.Remove(lost.Attempt.Task);
                break;
            case JobEffect.CommitJob:
                Assert.False(CommitCalled, $"seed {seed}: the job is committed twice");
                CommitCalled = true;
                After(0, 100, () => Step(new JobInput.JobCommitted()));

                break;
            case JobEffect.AbortJob:
                After(0, 100, () => Step(new JobInput.JobAborted()));
                break;
            case JobEffect.JobEnded ended:
                Ended = ended.Outcome;
                Message = ended.Message;
                break;
        }
    }


    private void Count(JobEffect.AttemptEnded ended)
    {
        if (_granted.TryGetValue(ended.Attempt.Task, out var holder) && holder == ended.Attempt && ended.Outcome != Outcome.Succeeded)
        {
            _granted.Remove(ended.Attempt.Task);
        }

        if (ended.Outcome == Outcome.Failed)
        {
            var failures = _failures[ended.Attempt.Task] = _failures.GetValueOrDefault(ended.Attempt.Task) + 1;
            Assert.True(failures <= 4, $"seed {seed}: {ended.Attempt.Task} failed {failures} times and was tried again");
        }
    }

    private void StartWorker(string id)
    {
        if (_random.Chance(_trouble / 4))
        {
            After(0, 1000, () =>
            {
                if (_boxes.ContainsKey(id))
                {
                    Step(_random.Chance(0.5) ? new JobInput.ContainerNotStarted(id, "no disk") : new JobInput.NodeSilent(id, "refused"));
                    Assert.False(_boxes.ContainsKey(id), $"seed {seed}: {id} is kept");
                }
            });
        }
        else if (_random.Chance(_trouble / 4))
        {
            After(0, 1000, () => End(id, -100));
        }
        else
        {
            After(50, 2000, () => Poll(id));
        }
    }

    private void Poll(string id)
    {
        if (_boxes.TryGetValue(id, out var box))
        {
            box.Attempt = null;
            Step(new JobInput.WorkerIdle(id));
        }
    }

    private void RunAttempt(JobEffect.RunAttempt run)
    {
        var box = Assert.Contains(run.Container, _boxes as IReadOnlyDictionary<string, SimulatedBox>);
        Assert.Null(box.Attempt);
        box.Attempt = run.Attempt;
        var slow = _random.Chance(_trouble / 2) ? 20 : 1;
        After(100, 1000 * slow, () => Finish(run, box));
        After(
            100,
            1000 * slow,
            () => Live(run, () => Step(new JobInput.AttemptProgress(run.Attempt, (float)_random.NextDouble(), GoesOn: true))));
    }

    private void Finish(JobEffect.RunAttempt run, SimulatedBox box)
    {
        var chance = _random.NextDouble();
        if (chance < _trouble / 2)
        {
            Live(run, () =>
            {
                Step(new JobInput.AttemptFailed(run.Attempt, "bad record", IsFinal: false, HostIsUnfit: false));
                After(0, 10, () => Poll(run.Container));
            });
        }
        else if (chance < _trouble)
        {
            End(run.Container, _random.Chance(0.5) ? 137 : -100);
        }
        else if (run.Attempt.Task.Type == TaskType.Reduce && _random.Chance(_trouble) && _plan.Maps.Count > 0
            && _done.Values.FirstOrDefault(d => d.Attempt.Task.Type == TaskType.Map) is { } map)
        {
            Step(new JobInput.FetchFailed(run.Attempt, map.Attempt));
            After(100, 2000, () => Finish(run, box));
        }
        else if (run.Attempt.Task.Type == TaskType.Reduce && _done.Keys.Count(t => t.Type == TaskType.Map) < _plan.Maps.Count)
        {
            // It waits for outputs that are made again.
            Live(run, () =>
            {
                Step(new JobInput.AttemptProgress(run.Attempt, 0.1f, GoesOn: true));
                After(300, 1000, () => Finish(run, box));
            });
        }
        else
        {
            Live(run, () => Succeed(run));
        }
    }

    private void Succeed(JobEffect.RunAttempt run)
    {
        var commits = run.Attempt.Task.Type == TaskType.Reduce || _plan.Reduces == 0;
        if (commits)
        {
            Step(new JobInput.CommitAsked(run.Attempt));
            if (_granted.GetValueOrDefault(run.Attempt.Task) != run.Attempt)
            {
                After(200, 200, () => Live(run, () => Succeed(run)));
                return;
            }

            Assert.True(!_done.ContainsKey(run.Attempt.Task), $"seed {seed}: {run.Attempt} commits what is done");
            _committed.Add(run.Attempt.Task);
        }

        After(0, _random.Chance(0.2) ? 3000 : 50, () => Live(run, () =>
        {
            Step(new JobInput.AttemptSucceeded(run.Attempt));
            After(0, 10, () => Poll(run.Container));
        }));
    }

    private void Live(JobEffect.RunAttempt run, Action action)
    {
        if (_boxes.TryGetValue(run.Container, out var box) && box.Attempt == run.Attempt)
        {
            action();
        }
    }

    private void End(string id, int status)
    {
        if (Free(id))
        {
            Step(new JobInput.ContainerEnded(id, status, ""));
        }
    }
}
