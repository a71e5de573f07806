namespace Hathi.MapReduce.Core;

/// <summary>The tasks of a job and their attempts: what waits, what is done, what is tried again.</summary>
internal sealed class JobTasks
{
    /// <summary>What is said of an attempt that somebody ended.</summary>
    internal const string EndedByRequest = "It was ended by request.";

    /// <summary>Numbers of attempts that each master has for itself.</summary>
    private const int AttemptsPerMaster = 1000;

    /// <summary>A reduce that has fetched everything has come so far (Apache's three phases).</summary>
    private const float CopyShare = 0.33f;

    private readonly JobPlan _plan;
    private readonly JobTask[][] _tasks;
    private readonly int[] _done = new int[2];
    private readonly int[] _active = new int[2];

    internal JobTasks(JobPlan plan)
    {
        _plan = plan;
        Waiting = new WaitingAttempts(Asks);
        Failures = new HostFailures(plan.Limits);
        Speculator = new Speculator(plan.Limits);
        _tasks =
        [
            [.. plan.Maps.Select((place, n) => new JobTask(new TaskRef(TaskType.Map, n), place))],
            [.. Enumerable.Range(0, plan.Reduces).Select(n => new JobTask(new TaskRef(TaskType.Reduce, n), null))],
        ];
    }

    internal AskTable Asks { get; } = new();

    internal WaitingAttempts Waiting { get; }

    internal HostFailures Failures { get; }

    internal Speculator Speculator { get; }

    internal bool AllDone => _done[1] == _plan.Reduces && (_plan.Reduces > 0 || _done[0] == _plan.Maps.Count);

    /// <summary>Why the job cannot succeed; null while it can.</summary>
    internal string? Broken { get; private set; }

    internal int Maps => _plan.Maps.Count;

    internal int Reduces => _plan.Reduces;

    internal int Done(TaskType type) => _done[(int)type];

    /// <summary>Attempts that have a container.</summary>
    internal int Active(TaskType type) => _active[(int)type];

    /// <summary>Reduces that still fetch: the others miss no output.</summary>
    internal int Fetching => _tasks[(int)TaskType.Reduce].Sum(static t => t.Live.Count(static a => a.IsRunning && a.Progress < CopyShare));

    internal IReadOnlyList<JobTask> Of(TaskType type) => _tasks[(int)type];

    /// <summary>Takes over what an earlier master saw succeed, and makes a first attempt of all else.</summary>
    internal void Begin(List<JobEffect> effects)
    {
        foreach (var recovered in _plan.Recovered)
        {
            var task = At(recovered.Attempt.Task);
            task.IsStarted = true;
            task.Winner = recovered.Attempt;
            task.WinnerHost = recovered.Host;
            _done[(int)task.Id.Type]++;
            if (task.Id.Type == TaskType.Map && Reduces > 0)
            {
                effects.Add(new JobEffect.MapOutputReady(recovered.Attempt));
            }
        }

        foreach (var task in _tasks[0].Concat(_tasks[1]))
        {
            task.NextNumber = (_plan.MasterAttempt - 1) * AttemptsPerMaster;
            if (task.Winner is null)
            {
                Queue(task, task.Id.Type == TaskType.Map ? JobCore.MapPriority : JobCore.ReducePriority);
            }
        }
    }

    internal Attempt? FindLive(AttemptRef id) => Exists(id.Task) ? At(id.Task).Live.Find(a => a.Id == id) : null;

    internal bool Exists(TaskRef id) => (uint)id.Number < (uint)_tasks[(int)id.Type].Length;

    internal JobTask At(TaskRef id) => _tasks[(int)id.Type][id.Number];

    /// <summary>A new attempt that waits for a container.</summary>
    internal void Queue(JobTask task, int priority)
    {
        var attempt = new Attempt(task, new AttemptRef(task.Id, task.NextNumber++), priority) { Avoids = HostsToAvoid(task) };
        task.Live.Add(attempt);
        Waiting.Add(attempt);
    }

    /// <summary>A container is meant for it.</summary>
    internal void Bind(Attempt attempt, Worker worker)
    {
        Waiting.Remove(attempt);
        attempt.Worker = worker;
        worker.Attempt = attempt;
        _active[(int)attempt.Id.Task.Type]++;
    }

    internal void Run(Attempt attempt, long time, List<JobEffect> effects)
    {
        var task = attempt.Task;
        if (!task.IsStarted)
        {
            task.IsStarted = true;
            effects.Add(new JobEffect.TaskStarted(task.Id));
        }

        attempt.IsRunning = true;
        attempt.StartedAt = attempt.HeardAt = time;
        effects.Add(new JobEffect.AttemptStarted(attempt.Id, attempt.Worker!.Container, LocalityOf(attempt)));
    }

    /// <summary>It succeeded. Its siblings are returned: they are of no use now.</summary>
    internal IReadOnlyList<Attempt> Succeed(Attempt attempt, long time, List<JobEffect> effects)
    {
        var task = attempt.Task;
        Leave(attempt);
        Speculator.Done(attempt, time);
        task.Winner = attempt.Id;
        task.WinnerHost = attempt.Worker?.Host ?? "";
        task.Committer = null;
        task.FetchReports = 0;
        _done[(int)task.Id.Type]++;
        effects.Add(new JobEffect.AttemptEnded(attempt.Id, Outcome.Succeeded, ""));
        effects.Add(new JobEffect.TaskEnded(task.Id, Outcome.Succeeded, attempt.Id, ""));
        if (task.Id.Type == TaskType.Map && Reduces > 0)
        {
            effects.Add(new JobEffect.MapOutputReady(attempt.Id));
        }

        return [.. task.Live];
    }

    /// <summary>It did not succeed; the task is tried again unless that is pointless or it has failed as often as it may.</summary>
    internal void End(Attempt attempt, Outcome outcome, string message, bool isFinal, List<JobEffect> effects)
    {
        var task = attempt.Task;
        Leave(attempt);
        if (attempt.IsRunning || outcome == Outcome.Failed)
        {
            effects.Add(new JobEffect.AttemptEnded(attempt.Id, outcome, message));
        }

        if (task.Winner is not null)
        {
            return;
        }

        if (outcome == Outcome.Failed)
        {
            Count(task, attempt.Worker?.Host, attempt.Id, message, isFinal, effects);
        }

        if (Broken is null && task.Live.Count == 0)
        {
            Queue(task, RetryPriorityOf(task, outcome));
        }
    }

    /// <summary>The output of a finished map is gone.</summary>
    internal void LoseOutput(JobTask map, Outcome outcome, string message, List<JobEffect> effects)
    {
        var winner = map.Winner!.Value;
        map.Winner = null;
        map.FetchReports = 0;
        _done[(int)TaskType.Map]--;
        effects.Add(new JobEffect.MapOutputLost(winner));
        effects.Add(new JobEffect.AttemptEnded(winner, outcome, message));
        if (outcome == Outcome.Failed)
        {
            Count(map, map.WinnerHost, winner, message, isFinal: false, effects);
        }

        if (Broken is null)
        {
            Queue(map, JobCore.RetryPriority);
        }
    }

    /// <summary>
    /// Somebody wants an attempt to end. One that waits is followed by another that waits; a map that is done does its work again while
    /// reduces need it. Source: TaskAttemptImpl.KilledAfterSuccessTransition.
    /// </summary>
    /// <returns>One that has a worker, which is to be stopped; null when there is nothing more to do.</returns>
    internal Attempt? Kill(JobInput.KillAttempt kill, bool active, List<JobEffect> effects)
    {
        var live = FindLive(kill.Attempt);
        if (live is { IsWaiting: true } && active)
        {
            End(live, kill.AsFailure ? Outcome.Failed : Outcome.Killed, EndedByRequest, isFinal: false, effects);
        }
        else if (live is null && active && !kill.AsFailure && kill.Attempt.Task.Type == TaskType.Map && Exists(kill.Attempt.Task)
            && At(kill.Attempt.Task) is { } map && map.Winner == kill.Attempt && Reduces > Done(TaskType.Reduce))
        {
            LoseOutput(map, Outcome.Killed, EndedByRequest, effects);
        }

        return live is { Worker: not null } ? live : null;
    }

    /// <summary>No container is wanted for it any more.</summary>
    internal void Forget(Attempt waiting, List<JobEffect> effects)
    {
        Waiting.Remove(waiting);
        waiting.Task.Live.Remove(waiting);
        if (waiting.IsRunning)
        {
            effects.Add(new JobEffect.AttemptEnded(waiting.Id, Outcome.Killed, ""));
        }
    }

    internal static Locality LocalityOf(Attempt attempt) => attempt.Task.Place switch
    {
        null or { Hosts.Count: 0 } => Locality.None,
        { } place when place.Hosts.Contains(attempt.Worker!.Host) => Locality.Node,
        { } place when place.Racks.Contains(attempt.Worker.Rack) => Locality.Rack,
        _ => Locality.Other,
    };

    /// <summary>
    /// Hosts where a container for some of those who wait would be of use to none of them: it would go back, and be granted again.
    /// </summary>
    /// <param name="moreReduces">Reduces may have a container now.</param>
    internal IReadOnlyList<string> UselessHosts(bool moreReduces)
    {
        var limits = _plan.Limits;
        return [.. Waiting.AvoidedHosts.Where(host =>
        {
            var (maps, reduces) = (Waiting.CountFor(TaskType.Map, host), moreReduces ? Waiting.CountFor(TaskType.Reduce, host) : 0);
            return (Waiting.Maps > 0 && maps == 0 && (reduces == 0 || limits.MapMemory < limits.ReduceMemory))
                || (Waiting.Reduces > 0 && moreReduces && reduces == 0 && (maps == 0 || limits.ReduceMemory < limits.MapMemory));
        })];
    }

    // Where it failed, and where another attempt runs; where that is everywhere, the last of them.
    private IReadOnlyList<string> HostsToAvoid(JobTask task)
    {
        if (task.FailedHosts.Count == 0 && task.Live.Count == 0)
        {
            return [];
        }

        List<string> hosts = [.. task.FailedHosts.Union(
            task.Live.Where(static a => a.Worker is not null).Select(static a => a.Worker!.Host), StringComparer.Ordinal)];
        if (hosts.Count > 0 && !Failures.LeavesOthers(hosts))
        {
            hosts.RemoveRange(0, hosts.Count - 1);
        }

        return Failures.LeavesOthers(hosts) ? hosts : [];
    }

    private static int RetryPriorityOf(JobTask task, Outcome outcome) => task.Id.Type == TaskType.Reduce
        ? JobCore.ReducePriority
        : outcome == Outcome.Failed ? JobCore.RetryPriority : JobCore.MapPriority;

    private void Count(JobTask task, string? host, AttemptRef attempt, string message, bool isFinal, List<JobEffect> effects)
    {
        task.Failures++;
        if (host is not null)
        {
            task.FailedHosts.Remove(host);
            task.FailedHosts.Add(host);
            Failures.Failed(host, effects);
        }

        var tries = task.Id.Type == TaskType.Map ? _plan.Limits.MapAttempts : _plan.Limits.ReduceAttempts;
        if (!isFinal && task.Failures < tries)
        {
            return;
        }

        effects.Add(new JobEffect.TaskEnded(task.Id, Outcome.Failed, attempt, message));
        var times = task.Failures == 1 ? "once" : $"{task.Failures} times";
        Broken ??= $"task_{_plan.Id}_{task.Id} failed {times}; the last time: {message}";
    }

    private void Leave(Attempt attempt)
    {
        attempt.Task.Live.Remove(attempt);
        if (attempt.Task.Committer == attempt)
        {
            attempt.Task.Committer = null;
        }

        if (attempt.IsWaiting)
        {
            Waiting.Remove(attempt);
        }
        else
        {
            _active[(int)attempt.Id.Task.Type]--;
        }
    }
}
