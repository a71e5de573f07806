using Hathi.Base;

namespace Hathi.MapReduce.Core;

/// <summary>
/// Decides what a job does next: which containers it wants, what runs in them, what is tried again, who may commit, and when the job itself
/// is committed. One thread; see <see cref="ICore{TInput, TEffect}"/>. Source of the rules: Apache's JobImpl, TaskImpl
/// and RMContainerAllocator.
/// </summary>
public sealed class JobCore : ICore<JobInput, JobEffect>
{
    /// <summary>The location that any node is at.</summary>
    public const string Anywhere = "*";

    /// <summary>Of containers for maps that failed.</summary>
    public const int RetryPriority = 5;

    /// <summary>Of containers for reduces.</summary>
    public const int ReducePriority = 10;

    /// <summary>Of containers for maps.</summary>
    public const int MapPriority = 20;

    private readonly JobTasks _tasks;
    private readonly JobWorkers _workers;
    private readonly JobLimits _limits;
    private readonly RunningClock _clock;
    private State _state = State.New;

    // What others may have done meanwhile counts whether this process ran or not: both in the step's own time.
    private long _passed;
    private long _managerHeardAt = long.MinValue;
    private long _stopAt;
    private Outcome _outcome;
    private string _message = "";
    private string? _killedInCommit;

    public JobCore(JobPlan plan)
    {
        _limits = plan.Limits;
        _clock = new RunningClock(_limits.LongestGap);
        _tasks = new JobTasks(plan);
        _workers = new JobWorkers(plan.Limits, _tasks);
    }

    private enum State
    {
        New,
        SettingUp,
        Running,

        /// <summary>All tasks are done; the commit waits for the ResourceManager to be heard.</summary>
        BeforeCommit,
        Committing,

        /// <summary>Failed or killed; containers end.</summary>
        Stopping,
        Aborting,
        Ended,
    }

    /// <summary>Tasks that are done, of a type.</summary>
    public int Done(TaskType type) => _tasks.Done(type);

    /// <summary>Whether an attempt waits or runs.</summary>
    public bool IsLive(AttemptRef attempt) => _tasks.FindLive(attempt) is not null;

    /// <summary>
    /// A job's state hangs together too closely to say it: a master that failed is followed by another, which reads what happened.
    /// </summary>
    public bool IsUnchanged => false;

    public void Step(Now now, JobInput input, List<JobEffect> effects)
    {
        var time = _clock.Read(now).MonotonicMilliseconds;
        _passed = now.MonotonicMilliseconds;
        switch (input)
        {
            case JobInput.Start when _state == State.New:
                _state = State.SettingUp;
                _tasks.Begin(effects);
                effects.Add(new JobEffect.SetUpJob());
                break;
            case JobInput.JobSetUp when _state == State.SettingUp:
                _state = State.Running;
                _workers.MayRun = true;
                break;
            case JobInput.JobSetUpFailed failed when _state == State.SettingUp:
                Stop(time, Outcome.Failed, failed.Message, effects);
                break;
            case JobInput.JobCommitted when _state == State.Committing:
                End(Outcome.Succeeded, "", effects);
                break;
            case JobInput.JobCommitFailed failed when _state == State.Committing:
                _state = State.Aborting;
                (_outcome, _message) = _killedInCommit is { } why ? (Outcome.Killed, why) : (Outcome.Failed, failed.Message);
                effects.Add(new JobEffect.AbortJob(_outcome, _message));
                break;
            case JobInput.JobAborted when _state == State.Aborting:
                End(_outcome, _message, effects);
                break;
            case JobInput.KillJob kill when _state is State.New or State.SettingUp or State.Running or State.BeforeCommit:
                Stop(time, Outcome.Killed, kill.Message, effects);
                break;
            case JobInput.KillJob kill when _state is State.Committing && _killedInCommit is null:
                // Where it is through before it hears of this, the job has succeeded.
                _killedInCommit = kill.Message;
                effects.Add(new JobEffect.CancelCommit());
                break;
            case JobInput.ManagerHeard heard:
                _managerHeardAt = _passed;
                _workers.Heard(heard, effects);
                break;
            case JobInput.CommitAsked asked:
                effects.Add(AnswerCommit(asked.Attempt, time));
                break;
            default:
                _workers.Take(time, input, IsActive, effects);
                break;
        }

        Advance(time, effects);
    }

    private bool IsActive => _state is State.SettingUp or State.Running;

    private void Advance(long time, List<JobEffect> effects)
    {
        if (_state is State.Running or State.SettingUp && _tasks.Broken is { } broken)
        {
            Stop(time, Outcome.Failed, broken, effects);
        }

        if (_state == State.Running)
        {
            _workers.Match(time, effects);
            if (_tasks.AllDone)
            {
                _state = State.BeforeCommit;
                _workers.DismissIdle(effects);
            }
        }
        else if (_state == State.SettingUp)
        {
            _workers.TellAsks(effects);
        }

        if (_state == State.BeforeCommit && MayCommit)
        {
            _state = State.Committing;
            effects.Add(new JobEffect.CommitJob());
        }

        if (_state == State.Stopping && (_workers.Count == 0 || time >= _stopAt))
        {
            _state = State.Aborting;
            effects.Add(new JobEffect.AbortJob(_outcome, _message));
        }
    }

    // A master that the ResourceManager has given up may still run; it must not commit beside its successor.
    private bool MayCommit => _limits.Uber || _passed - _limits.CommitWindow <= _managerHeardAt;

    private JobEffect AnswerCommit(AttemptRef id, long time)
    {
        if (_state != State.Running
            || _tasks.FindLive(id) is not { IsStopped: false, IsRunning: true } attempt
            || attempt.Task.Winner is not null)
        {
            return new JobEffect.RefuseCommit(id);
        }

        attempt.HeardAt = time;
        if (!MayCommit || (attempt.Task.Committer is { } other && other != attempt))
        {
            return new JobEffect.DeferCommit(id);
        }

        attempt.Task.Committer = attempt;
        return new JobEffect.AllowCommit(id);
    }

    private void Stop(long time, Outcome outcome, string message, List<JobEffect> effects)
    {
        _state = State.Stopping;
        _outcome = outcome;
        _message = message;
        _stopAt = time + _limits.StopGrace;
        _workers.StopAll(effects);
    }

    private void End(Outcome outcome, string message, List<JobEffect> effects)
    {
        _state = State.Ended;
        _workers.EndRunning(effects);
        effects.Add(new JobEffect.JobEnded(outcome, message));
    }
}
