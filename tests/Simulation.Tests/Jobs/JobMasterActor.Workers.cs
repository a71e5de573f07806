using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Kit.Runtime;
using Hathi.Simulation.Tests.Yarn;
using Locality = Hathi.Simulation.Tests.Yarn.Checks.Locality;

namespace Hathi.Simulation.Tests.Jobs;

/// <summary>Its talk with its workers.</summary>
internal sealed partial class JobMasterActor
{
    private const int LongestPoll = 2_000;
    private const int MostFailures = 4;

    private readonly Dictionary<string, Connection> _polls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MasterAnswer> _decided = new(StringComparer.Ordinal);
    private readonly Dictionary<AttemptRef, string> _hosts = [];
    private readonly Dictionary<TaskRef, RecoveredTask> _outputs = [];
    private readonly Dictionary<TaskRef, int> _failures = [];
    private readonly HashSet<AttemptRef> _lost = [];
    private readonly Dictionary<TaskRef, int> _falseLosses = [];
    private MasterAnswer.Commit? _commitAnswer;

    public override void Accept(Connection connection, object first)
    {
        connection.OnPayload = payload => Hear(connection, (WorkerCall)payload);
        Hear(connection, (WorkerCall)first);
    }

    private void Hear(Connection connection, WorkerCall call)
    {
        switch (call)
        {
            case WorkerCall.Next next:
                Poll(connection, next.Container);
                return;
            case WorkerCall.MayCommit may:
                connection.Send(AnswerCommit(may.Attempt));
                return;
            case WorkerCall.WhereAreOutputs:
                connection.Send(new MasterAnswer.Outputs([.. _outputs.Values]));
                return;
            case WorkerCall.Progress progress:
                Step(new JobInput.AttemptProgress(progress.Attempt, progress.Share, GoesOn: true));
                break;
            case WorkerCall.Done done:
                Step(new JobInput.AttemptSucceeded(done.Attempt));
                break;
            case WorkerCall.Failed failed:
                Step(new JobInput.AttemptFailed(failed.Attempt, "a record is bad", IsFinal: false, failed.HostIsUnfit)
                {
                    HostIsCutOff = failed.HostIsCutOff,
                });
                break;
            case WorkerCall.FetchFailed fetch:
                Step(new JobInput.FetchFailed(fetch.Reduce, fetch.Map));
                break;
        }

        connection.Send(new MasterAnswer.Heard());
    }

    private void Poll(Connection connection, string container)
    {
        if (_decided.Remove(container, out var decided))
        {
            connection.Send(decided);
            return;
        }

        _polls[container] = connection;
        After(LongestPoll, "long poll", () =>
        {
            if (_polls.GetValueOrDefault(container) == connection)
            {
                _polls.Remove(container);
                connection.Send(_end is null ? new MasterAnswer.Wait() : new MasterAnswer.End());
            }
        });
        Step(new JobInput.WorkerIdle(container));
    }

    private MasterAnswer AnswerCommit(AttemptRef attempt)
    {
        if (Cluster.Mutant == YarnMutant.AllowsEveryCommit && _core is not null)
        {
            _job.Allow(Number, attempt);
            return new MasterAnswer.Commit(true);
        }

        _commitAnswer = null;
        Step(new JobInput.CommitAsked(attempt));
        return _commitAnswer ?? new MasterAnswer.Commit(false);
    }

    private void CarryToWorkers(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.RunAttempt run:
                Tell(run.Container, new MasterAnswer.Run(run.Attempt));
                break;
            case JobEffect.DismissWorker dismiss:
                Tell(dismiss.Container, new MasterAnswer.End());
                break;
            case JobEffect.AllowCommit allow:
                _job.Allow(Number, allow.Attempt);
                _commitAnswer = new MasterAnswer.Commit(true);
                break;
            case JobEffect.RefuseCommit:
                _commitAnswer = new MasterAnswer.Commit(false);
                break;
            case JobEffect.DeferCommit:
                _commitAnswer = new MasterAnswer.Commit(null);
                break;
            case JobEffect.AttemptStarted started:
                _hosts[started.Attempt] = _containers[started.Container].Node.Host;
                Locality.Started(Cluster, _job, started.Attempt, _hosts[started.Attempt]);
                break;
            case JobEffect.AttemptEnded ended:
                Count(ended);
                break;
            case JobEffect.TaskEnded { Outcome: Outcome.Succeeded } done:
                _job.Keep(Number, new RecoveredTask(done.Attempt, _hosts[done.Attempt]));
                break;
            case JobEffect.MapOutputReady ready:
                _outputs[ready.Attempt.Task] = new RecoveredTask(ready.Attempt, _hosts[ready.Attempt]);
                break;
            case JobEffect.MapOutputLost lost:
                _lost.Add(lost.Attempt);
                _outputs.Remove(lost.Attempt.Task);
                _job.Lose(Number, lost.Attempt.Task);
                break;
        }
    }

    private void Tell(string container, MasterAnswer answer)
    {
        if (_polls.Remove(container, out var connection))
        {
            connection.Send(answer);
        }
        else
        {
            _decided[container] = answer;
        }
    }

    private void Count(JobEffect.AttemptEnded ended)
    {
        if (ended.Outcome != Outcome.Succeeded)
        {
            _job.Ended(Number, ended.Attempt);
        }

        if (ended.Outcome == Outcome.Failed)
        {
            var failures = _failures[ended.Attempt.Task] = _failures.GetValueOrDefault(ended.Attempt.Task) + 1;
            Cluster.World.Check(failures <= MostFailures, $"{_job.Id}: {ended.Attempt.Task} failed {failures} times and was tried again");
            CountFalseLoss(ended.Attempt);
        }
    }

    // A map that is done again because a reduce could not fetch what others could.
    private void CountFalseLoss(AttemptRef attempt)
    {
        if (_lost.Contains(attempt) && Cluster.Machines.Exists(m => m.Id.Host == _hosts[attempt]
            && m.ServesMapOutputs
            && m.MapOutputs.Contains((_job.Id, attempt))))
        {
            var losses = _falseLosses[attempt.Task] = _falseLosses.GetValueOrDefault(attempt.Task) + 1;
            Cluster.World.Report.Add("maps done again for nothing", 1);
            Cluster.World.Check(
                losses < MostFailures, $"{_job.Id}: {attempt.Task} was done {losses} times, and its output was there each time");
        }
    }
}
