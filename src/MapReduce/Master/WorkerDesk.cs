using Hathi.Hadoop.Keys;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Master.Mapping;
using Hathi.MapReduce.Protocol.Umbilical;

namespace Hathi.MapReduce.Master;

/// <summary>Talks with the workers: takes their questions and reports to the Core, and its decisions back to them.</summary>
internal sealed class WorkerDesk(MasterPlan plan, JobBoard board, JobMaster master) : IMasterLink
{
    private readonly Dictionary<string, (TaskCompletionSource<NextTaskResponseProto> Answer, long Since)> _polls = new(
        StringComparer.Ordinal);
    private readonly Dictionary<string, NextTaskResponseProto> _decided = new(StringComparer.Ordinal);
    private readonly RequestIds _requests = new(plan.Id, plan.Splits.Count, plan.Reduces);

    /// <summary>What a worker was told to run and has said nothing of yet.</summary>
    private readonly Dictionary<string, NextTaskResponseProto> _given = new(StringComparer.Ordinal);

    private readonly HashSet<string> _stopped = new(StringComparer.Ordinal);
    private readonly Dictionary<(int, string), int> _asks = [];
    private TaskCompletionSource<MayCommitResponseProto>? _commitAnswer;

    /// <summary>Containers asked for and not granted.</summary>
    internal int Wanted { get; private set; }

    public Task<HelloResponseProto> HelloAsync(HelloRequestProto request, CancellationToken cancellation)
    {
        var container = RequestTexts.Container(request.Container);
        var configuration = plan.Configuration;
        var hello = new HelloResponseProto
        {
            Assembly = configuration.Get(MapReduceKeys.Assembly),
            Program = configuration.Get(MapReduceKeys.Program),
            JobCluster = plan.Id.Cluster,
            JobNumber = plan.Id.Number,
            MasterAttempt = plan.Attempt.AttemptId,
        };
        hello.Arguments.AddRange(plan.Job.Origin!.Arguments);
        hello.Configuration.AddRange(
            configuration.All().Where(p => p.Key != JobKeys.Resources).Select(p => new PropertyProto { Name = p.Key, Value = p.Value }));
        master.Post(() => _given.Remove(container));
        return Task.FromResult(hello);
    }

    public Task<NextTaskResponseProto> NextTaskAsync(NextTaskRequestProto request, CancellationToken cancellation) =>
        master.AskAsync<NextTaskResponseProto>(answer =>
        {
            var container = RequestTexts.Container(request.Container);
            if (_given.TryGetValue(container, out var given)
                && !_stopped.Contains(container)
                && board.Find(_requests.Attempt(given.Attempt)) is { Outcome: null })
            {
                // The answer was lost: of what it was to run nothing was heard.
                Answer(container, new NextTaskResponseProto { What = NextTaskResponseProto.Types.What.Wait });
                _decided.Remove(container);
                answer.SetResult(given);
                return;
            }

            if (_decided.Remove(container, out var decided))
            {
                answer.SetResult(decided);
                return;
            }

            Answer(container, new NextTaskResponseProto { What = NextTaskResponseProto.Types.What.Wait });
            _polls[container] = (answer, master.Time);
            master.Step(new JobInput.WorkerIdle(container));
        });

    public Task<AttemptReportResponseProto> ReportAsync(AttemptReportProto request, CancellationToken cancellation) =>
        master.AskAsync<AttemptReportResponseProto>(answer =>
        {
            var id = _requests.Attempt(request.Attempt);
            var record = board.Find(id);
            if (record is { Outcome: null })
            {
                _given.Remove(record.Container);
                board.Report(record, request);
                master.Step(new JobInput.AttemptProgress(id, record.Progress, request.Progressed));
            }

            answer.SetResult(
                new AttemptReportResponseProto { Stop = record is null or { Outcome: not null } || _stopped.Contains(record.Container) });
        });

    public Task DoneAsync(TaskDoneRequestProto request, CancellationToken cancellation) => master.AskAsync<bool>(answer =>
    {
        var id = _requests.Attempt(request.Report.Attempt);
        if (board.Find(id) is { Outcome: null } record)
        {
            _given.Remove(record.Container);
            board.Report(record, request.Report);
            master.Step(new JobInput.AttemptSucceeded(id));
        }

        answer.SetResult(true);
    });

    public Task FailedAsync(TaskFailedRequestProto request, CancellationToken cancellation) => master.AskAsync<bool>(answer =>
    {
        var id = _requests.Attempt(request.Attempt);
        if (board.Find(id) is { Outcome: null } record)
        {
            _given.Remove(record.Container);
            record.Counters = RequestCounters.Of(request.Counters);
            var message = RequestTexts.Message(request.Message);
            master.Step(
                new JobInput.AttemptFailed(id, message, request.IsFinal, request.HostIsUnfit) { HostIsCutOff = request.HostIsCutOff });
        }

        answer.SetResult(true);
    });

    public Task<MapOutputsResponseProto> MapOutputsAsync(MapOutputsRequestProto request, CancellationToken cancellation) =>
        master.AskAsync<MapOutputsResponseProto>(answer => master.Outputs.Ask(RequestNumbers.Count(request.From), master.Time, answer));

    public Task FetchFailedAsync(FetchFailedRequestProto request, CancellationToken cancellation) => master.AskAsync<bool>(answer =>
    {
        var reduce = _requests.Attempt(request.Reduce);
        foreach (var map in _requests.Attempts(request.Maps))
        {
            master.Step(new JobInput.FetchFailed(reduce, map));
        }

        answer.SetResult(true);
    });

    public Task<MayCommitResponseProto> MayCommitAsync(MayCommitRequestProto request, CancellationToken cancellation) =>
        master.AskAsync<MayCommitResponseProto>(answer =>
        {
            var attempt = _requests.Attempt(request.Attempt);
            _commitAnswer = answer;
            master.Step(new JobInput.CommitAsked(attempt));
        });

    internal void Asked(JobEffect.Ask ask)
    {
        if (ask.Location == JobCore.Anywhere)
        {
            _asks[(ask.Priority, ask.Location)] = ask.Count;
            Wanted = _asks.Values.Sum();
        }
    }

    internal void AnswerCommit(JobEffect effect)
    {
        var answer = effect switch
        {
            JobEffect.AllowCommit => MayCommitResponseProto.Types.Answer.Yes,
            JobEffect.RefuseCommit => MayCommitResponseProto.Types.Answer.No,
            _ => MayCommitResponseProto.Types.Answer.Later,
        };
        _commitAnswer?.SetResult(new MayCommitResponseProto { Answer = answer });
        _commitAnswer = null;
    }

    internal void Run(JobEffect.RunAttempt run)
    {
        var next = new NextTaskResponseProto
        {
            What = NextTaskResponseProto.Types.What.Run, Attempt = JobBoard.ToMessage(run.Attempt), Maps = plan.Splits.Count,
        };
        if (run.Attempt.Task.Type == TaskType.Map)
        {
            next.Split = plan.Splits[run.Attempt.Task.Number].ToMessage();
        }

        _given[run.Container] = next;
        Decide(run.Container, next);
    }

    internal void Dismiss(string container) => Decide(container, new NextTaskResponseProto { What = NextTaskResponseProto.Types.What.End });

    /// <summary>Whatever it runs is to end.</summary>
    internal void Stop(string container)
    {
        _stopped.Add(container);
        Dismiss(container);
    }

    internal void AnswerOld(long before)
    {
        foreach (var container in _polls.Where(p => p.Value.Since < before).Select(p => p.Key).ToList())
        {
            Answer(container, new NextTaskResponseProto { What = NextTaskResponseProto.Types.What.Wait });
        }
    }

    private void Decide(string container, NextTaskResponseProto next)
    {
        if (!Answer(container, next))
        {
            _decided[container] = next;
        }
    }

    private bool Answer(string container, NextTaskResponseProto next)
    {
        if (!_polls.Remove(container, out var poll))
        {
            return false;
        }

        poll.Answer.SetResult(next);
        return true;
    }
}
