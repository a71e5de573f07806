namespace Hathi.MapReduce.Core;

/// <summary>
/// The containers of a job and what runs in them: each is used for one task after the other as long as there are any that fit.
/// </summary>
internal sealed class JobWorkers(JobLimits limits, JobTasks tasks)
{
    private readonly Dictionary<string, Worker> _workers = new(StringComparer.Ordinal);
    private readonly List<Worker> _idle = [];
    private readonly ReduceRamp _ramp = new(limits, tasks);

    /// <summary>Containers that were granted and have not ended.</summary>
    internal int Count => _workers.Count;

    /// <summary>The output is prepared: tasks may run.</summary>
    internal bool MayRun { get; set; }

    internal void Heard(JobInput.ManagerHeard heard, List<JobEffect> effects)
    {
        _ramp.Headroom = heard.Headroom;
        tasks.Failures.SetHosts(heard.Hosts, effects);
    }

    /// <param name="time">Now.</param>
    /// <param name="input">What happened.</param>
    /// <param name="active">The job still wants its tasks done.</param>
    /// <param name="effects">Receives what follows.</param>
    internal void Take(long time, JobInput input, bool active, List<JobEffect> effects)
    {
        switch (input)
        {
            case JobInput.ContainerGranted granted:
                Grant(time, granted, active, effects);
                break;
            case JobInput.ContainerNotStarted not:
                // Else it would be kept for the job until the ResourceManager loses patience; and it may have started after all.
                effects.Add(new JobEffect.ReleaseContainer(not.Container));
                Ended(not.Container, Outcome.Failed, not.Message, effects);
                break;
            case JobInput.NodeSilent silent:
                effects.Add(new JobEffect.ReleaseContainer(silent.Container));
                if (_workers.TryGetValue(silent.Container, out var worker))
                {
                    tasks.Failures.SetSilent(worker.Host, time, effects);
                }

                Ended(silent.Container, Outcome.Killed, silent.Message, effects);
                break;
            case JobInput.ContainerEnded ended:
                Ended(
                    ended.Container,
                    ExitStatus.Blames(ended.ExitStatus) ? Outcome.Failed : Outcome.Killed,
                    ExitStatus.Describe(ended),
                    effects);
                break;
            case JobInput.WorkerIdle idle:
                Idle(time, idle.Container, active, effects);
                break;
            case JobInput.AttemptProgress progress when tasks.FindLive(progress.Attempt) is { } attempt:
                attempt.HeardAt = progress.GoesOn ? time : attempt.HeardAt;
                attempt.Progress = progress.Progress;
                break;
            case JobInput.AttemptSucceeded succeeded when tasks.FindLive(succeeded.Attempt) is { IsRunning: true } attempt:
                Succeeded(time, attempt, active, effects);
                break;
            case JobInput.AttemptFailed failed when tasks.FindLive(failed.Attempt) is { IsRunning: true } attempt:
                if (failed.HostIsUnfit && !limits.Uber)
                {
                    // In the master there is but one host: the attempts are what ends that.
                    tasks.Failures.SetUnfit(attempt.Worker!.Host, effects);
                }

                if (failed.HostIsCutOff && !limits.Uber)
                {
                    tasks.Failures.SetSilent(attempt.Worker!.Host, time, effects);
                }

                attempt.Detach();
                tasks.End(attempt, attempt.IsStopped ? attempt.StopOutcome : Outcome.Failed, failed.Message, failed.IsFinal, effects);
                break;
            case JobInput.KillAttempt kill when tasks.Kill(kill, active, effects) is { } attempt:
                Stop(attempt, kill.AsFailure ? Outcome.Failed : Outcome.Killed, JobTasks.EndedByRequest, effects);
                break;
            case JobInput.FetchFailed report when active:
                FetchFailed(report, effects);
                break;
            case JobInput.HostUnusable unusable when active:
                LoseHost(unusable.Host, effects);
                break;
            case JobInput.Tick when active:
                Tick(time, effects);
                break;
        }
    }

    /// <summary>The job is over, and what still runs (an attempt that was doubled and came second) with it.</summary>
    internal void EndRunning(List<JobEffect> effects)
    {
        foreach (var worker in _workers.Values)
        {
            if (worker.Attempt is { IsRunning: true } attempt)
            {
                worker.Attempt = null;
                effects.Add(
                    new JobEffect.AttemptEnded(attempt.Id, attempt.IsStopped ? attempt.StopOutcome : Outcome.Killed, attempt.StopMessage));
            }
        }
    }

    /// <summary>Gives work to those who wait for it, and tells what else is wanted.</summary>
    internal void Match(long time, List<JobEffect> effects)
    {
        for (var i = _idle.Count - 1; i >= 0; i--)
        {
            var worker = _idle[i];
            if (worker.Attempt is not null)
            {
                _idle.RemoveAt(i);
                Run(worker, time, effects);
            }
            else if (!tasks.Failures.IsPassedOver(worker.Host) && Pick(worker) is { } attempt)
            {
                _idle.RemoveAt(i);
                tasks.Bind(attempt, worker);
                Run(worker, time, effects);
            }
            else if (!IsWorthKeeping(worker, i))
            {
                _idle.RemoveAt(i);
                worker.Dismiss(effects);
            }
        }

        TellAsks(effects);
    }

    internal void TellAsks(List<JobEffect> effects)
    {
        if (limits.Uber)
        {
            return;
        }

        if (!tasks.Failures.Avoid(tasks.Waiting.AnyAvoids ? tasks.UselessHosts(MoreReduces) : [], effects))
        {
            tasks.Waiting.AvoidNothing();
        }

        tasks.Asks.Set(JobCore.ReducePriority, JobCore.Anywhere, Math.Max(0, ReducesWanted()));
        tasks.Asks.Flush(effects);
    }

    internal void DismissIdle(List<JobEffect> effects)
    {
        foreach (var worker in _idle)
        {
            worker.Dismiss(effects);
        }

        _idle.Clear();
    }

    /// <summary>The job has failed or is killed: everything ends.</summary>
    internal void StopAll(List<JobEffect> effects)
    {
        DismissIdle(effects);
        foreach (var worker in _workers.Values)
        {
            if (worker.State != WorkerState.Ending)
            {
                worker.State = WorkerState.Ending;
                if (worker.Attempt is { } attempt)
                {
                    attempt.IsStopped = true;
                }

                effects.Add(new JobEffect.StopContainer(worker.Container));
            }
        }
    }

    private void Grant(long time, JobInput.ContainerGranted granted, bool active, List<JobEffect> effects)
    {
        if (_workers.ContainsKey(granted.Container))
        {
            return;
        }

        tasks.Asks.Granted(granted.Priority, granted.Host, granted.Rack);
        var worker = new Worker(granted.Container, granted.Host, granted.Rack, granted.Memory, granted.Priority) { Since = time };
        if (!active || tasks.Failures.IsPassedOver(granted.Host) || Pick(worker) is not { } attempt)
        {
            effects.Add(new JobEffect.ReleaseContainer(granted.Container));
            return;
        }

        _workers.Add(worker.Container, worker);
        tasks.Bind(attempt, worker);
        effects.Add(new JobEffect.StartWorker(worker.Container));
    }

    private void Idle(long time, string container, bool active, List<JobEffect> effects)
    {
        if (!_workers.TryGetValue(container, out var worker))
        {
            effects.Add(new JobEffect.DismissWorker(container));
            return;
        }

        if (worker.Attempt is { IsRunning: true } unfinished)
        {
            // It comes back without having told how that ended: its process may be another one.
            unfinished.Detach();
            tasks.End(
                unfinished, unfinished.IsStopped ? unfinished.StopOutcome : Outcome.Failed, "Its process gave it up.", isFinal: false,
                effects);
        }

        if (!active || worker.State == WorkerState.Ending || tasks.Failures.IsPassedOver(worker.Host))
        {
            Unbind(worker, effects);
            worker.Dismiss(effects);
            return;
        }

        if (!_idle.Contains(worker))
        {
            worker.State = WorkerState.Idle;
            worker.Since = time;
            _idle.Add(worker);
        }
    }

    private void Run(Worker worker, long time, List<JobEffect> effects)
    {
        worker.State = WorkerState.Busy;
        worker.Since = time;
        tasks.Run(worker.Attempt!, time, effects);
        effects.Add(new JobEffect.RunAttempt(worker.Container, worker.Attempt!.Id));
    }

    private void Succeeded(long time, Attempt attempt, bool active, List<JobEffect> effects)
    {
        if (attempt.Task.Winner is not null || !active)
        {
            attempt.Detach();
            tasks.End(attempt, Outcome.Killed, "Another attempt was first.", isFinal: false, effects);
            return;
        }

        var worker = attempt.Worker!;
        worker.Attempt = null;
        foreach (var sibling in tasks.Succeed(attempt, time, effects))
        {
            if (sibling.IsWaiting)
            {
                tasks.Forget(sibling, effects);
            }
            else
            {
                Stop(sibling, Outcome.Killed, "Another attempt was first.", effects);
            }
        }
    }

    private void Ended(string container, Outcome outcome, string message, List<JobEffect> effects)
    {
        if (!_workers.Remove(container, out var worker))
        {
            return;
        }

        _idle.Remove(worker);
        if (worker.Attempt is not { } attempt)
        {
            return;
        }

        worker.Attempt = null;
        tasks.End(
            attempt,
            attempt.IsStopped ? attempt.StopOutcome : outcome,
            attempt.StopMessage.Length > 0 ? attempt.StopMessage : message,
            isFinal: false,
            effects);
    }

    private void FetchFailed(JobInput.FetchFailed report, List<JobEffect> effects)
    {
        if (!tasks.Exists(report.Map.Task) || tasks.At(report.Map.Task) is not { } map || map.Winner != report.Map)
        {
            return;
        }

        map.FetchReports++;
        if (map.FetchReports >= limits.FetchFailures && map.FetchReports * 2 >= tasks.Fetching)
        {
            tasks.LoseOutput(
                map,
                Outcome.Failed,
                $"Its output at {map.WinnerHost} could not be fetched; {map.FetchReports} reports of reduces.",
                effects);
        }
    }

    private void LoseHost(string host, List<JobEffect> effects)
    {
        if (tasks.Reduces > 0 && tasks.Done(TaskType.Reduce) < tasks.Reduces)
        {
            foreach (var map in tasks.Of(TaskType.Map))
            {
                if (map.Winner is not null && map.WinnerHost == host)
                {
                    tasks.LoseOutput(map, Outcome.Killed, $"Its output was at {host}, which can no longer be used.", effects);
                }
            }
        }

        foreach (var worker in _workers.Values.Where(w => w.Host == host && w.State != WorkerState.Ending).ToList())
        {
            worker.Stop(Outcome.Killed, $"The node {host} can no longer be used.", effects);
        }
    }

    private void Tick(long time, List<JobEffect> effects)
    {
        tasks.Failures.Forgive(time, effects);
        tasks.Waiting.Tick(time, limits.RetryElsewhereFor);
        SilentWorkers.End(_workers.Values, limits.TaskTimeout, time, effects);
        _ramp.MakeRoomForMaps(_workers.Values, time, effects);
        Double(TaskType.Map, time);
        Double(TaskType.Reduce, time);
    }

    private void Double(TaskType type, long time)
    {
        var waiting = type == TaskType.Map ? tasks.Waiting.Maps : tasks.Waiting.Reduces;
        if (waiting == 0 && !limits.Uber && tasks.Speculator.Find(type, tasks.Of(type), time) is { } task)
        {
            tasks.Queue(task, type == TaskType.Map ? JobCore.MapPriority : JobCore.ReducePriority);
        }
    }

    // What a worker should do next.
    private Attempt? Pick(Worker worker)
    {
        var reduce = worker.Memory >= limits.ReduceMemory && MoreReduces ? tasks.Waiting.FindReduce(worker.Host) : null;
        var map = worker.Memory >= limits.MapMemory ? tasks.Waiting.FindMap(worker.Host, worker.Rack) : null;
        return worker.Priority == JobCore.ReducePriority ? reduce ?? map : map ?? reduce;
    }

    // One that could take a reduce soon is not sent away for it, unless a map waits that needs more than it has: what it holds
    // may be the very place.
    private bool IsWorthKeeping(Worker worker, int place) =>
        worker.Memory >= limits.ReduceMemory
        && tasks.Waiting.CountFor(TaskType.Reduce, worker.Host) > place
        && !tasks.Failures.IsPassedOver(worker.Host)
        && (tasks.Waiting.Maps == 0 || worker.Memory >= limits.MapMemory);

    private bool MoreReduces => _ramp.Allowed(Memory) > tasks.Active(TaskType.Reduce);

    private int ReducesWanted() =>
        Math.Min(tasks.Waiting.Reduces, _ramp.Allowed(Memory) - tasks.Active(TaskType.Reduce)) - _idle.Count(
            w => w.Memory >= limits.ReduceMemory);

    // MiB of all containers. What each has the ResourceManager says: together it may be more than whole numbers hold.
    private double Memory => _workers.Values.Sum(static w => (double)w.Memory);

    private void Stop(Attempt attempt, Outcome outcome, string message, List<JobEffect> effects)
    {
        if (attempt.IsStopped)
        {
            return;
        }

        if (!attempt.IsRunning && attempt.Worker is { } starting)
        {
            // Its worker has not begun: that may do something else.
            starting.Attempt = null;
            tasks.End(attempt, outcome, message, isFinal: false, effects);
            return;
        }

        attempt.Worker!.Stop(outcome, message, effects);
    }

    // What was meant for it and has not begun waits again.
    private void Unbind(Worker worker, List<JobEffect> effects)
    {
        if (worker.Attempt is { } attempt)
        {
            worker.Attempt = null;
            tasks.End(attempt, Outcome.Killed, "", isFinal: false, effects);
        }
    }
}
