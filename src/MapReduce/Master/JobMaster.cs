using System.Diagnostics;
using System.Threading.Channels;
using Hathi.Base;
using Hathi.Hadoop.Keys;
using Hathi.Hadoop.Rpc;
using Hathi.MapReduce.Client;
using Hathi.MapReduce.Core;
using Hathi.MapReduce.Output;
using Hathi.MapReduce.Protocol.Umbilical;
using Hathi.Yarn.Client;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Master;

/// <summary>
/// The shell around <see cref="JobCore"/>: one loop that steps it, carries out what it says, and answers workers and clients. Everything
/// that happens elsewhere comes to the loop through <see cref="Post"/>.
/// </summary>
internal sealed class JobMaster
{
    /// <summary>What waits for the loop; more makes those wait who bring it.</summary>
    private const int MaxInbox = 100_000;

    /// <summary>
    /// A worker without work, a reduce without news, a client without change is answered after so long, ms: shorter than their time-outs.
    /// </summary>
    private const long LongestPoll = 8_000;

    private const long TickInterval = 1_000;

    private readonly Channel<Action> _inbox = Channel.CreateBounded<Action>(new BoundedChannelOptions(MaxInbox) { SingleReader = true });
    private readonly List<JobEffect> _effects = [];
    private int _steps;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly TaskCompletionSource<(Outcome Outcome, string Message)> _ended = new(
        TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private readonly MasterPlan _plan;
    private readonly HistoryKeeper _history;
    private readonly long _bytesTotal;
    private long _tickedAt;
    private CounterSetsProto _counters = new();
    private JobCounters _summed = new();
    private long? _summedAt;
    private bool _halted;

    // Until it is known what an earlier master has done there is none.
    private JobCore? _core;
    private JobInput.KillJob? _earlyKill;
    private string _begun = "";

    internal JobMaster(MasterPlan plan, JobBoard board, OutputCommitter committer, CommitMarkers markers, HistoryKeeper history)
    {
        _plan = plan;
        Board = board;
        _history = history;
        _bytesTotal = plan.Splits.Sum(s => s.Length);
        var cancelTime = plan.Configuration.Get(MapReduceKeys.CancelTimeout);
        Output = new OutputSteps(committer, markers, cancelTime, InTouchAsync, input => Post(() => Step(input)));
        Workers = new WorkerDesk(plan, board, this);
        Outputs = new MapOutputDesk(board);
        Watchers = new WatchDesk(Watch, board.Failures);
    }

    internal JobBoard Board { get; }

    internal OutputSteps Output { get; }

    internal WorkerDesk Workers { get; }

    internal MapOutputDesk Outputs { get; }

    internal WatchDesk Watchers { get; }

    /// <summary>The ResourceManager; null when the tasks run in the master.</summary>
    internal ApplicationMasterClient? Manager { get; set; }

    internal Allocator? Allocator { get; set; }

    internal GrantedContainers? Containers { get; set; }

    /// <summary>How the job ended.</summary>
    internal Task<(Outcome Outcome, string Message)> Ended => _ended.Task;

    /// <summary>The job came to its end here, and not because this master was given up. To be asked after <see cref="Ended"/>.</summary>
    internal bool HasEndedItself { get; private set; }

    /// <summary>The job's counters, while it runs those of a second ago at the earliest: any number of clients ask for them.</summary>
    internal JobCounters Counters
    {
        get
        {
            if (_summedAt is not { } at || Time - at >= TickInterval || State != WatchResponseProto.Types.State.Running)
            {
                (_summed, _summedAt) = (Board.Counters(), Time);
            }

            return _summed;
        }
    }

    internal WatchResponseProto.Types.State State { get; private set; } = WatchResponseProto.Types.State.Running;

    internal string Message { get; private set; } = "";

    /// <summary>Milliseconds of the loop's clock.</summary>
    internal long Time => _clock.ElapsedMilliseconds;

    /// <summary>0 … 1 over all.</summary>
    internal float Progress { get; private set; }

    internal int Done(TaskType type) => Board.Done(type);

    /// <summary>Whether an attempt waits or runs. Asked by the loop.</summary>
    internal bool IsLive(AttemptRef attempt) => _core?.IsLive(attempt) ?? false;

    /// <summary>Has something done by the loop. From any thread.</summary>
    internal void Post(Action action)
    {
        if (!_inbox.Writer.TryWrite(action))
        {
            _ = _inbox.Writer.WriteAsync(action).AsTask();
        }
    }

    /// <summary>
    /// Has the loop ask and answer. From any thread. What goes wrong before the Core was stepped is the asker's to hear and changes
    /// nothing; after that the Core cannot be trusted any more, and the master ends: another one goes on from its history. Who asks when
    /// the loop is over is not answered.
    /// </summary>
    /// <exception cref="OperationCanceledException">The loop is over.</exception>
    internal Task<T> AskAsync<T>(Action<TaskCompletionSource<T>> ask)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            var steps = _steps;
            try
            {
                ask(answer);
            }
            catch (Exception e) when (e is RpcFault || steps == _steps)
            {
                answer.TrySetException(e);
            }
        });
        return answer.Task.WaitAsync(_over.Token);
    }

    /// <summary>The loop, until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new Timer(_ => Post(Tick), null, WatchDesk.Interval, WatchDesk.Interval);
        try
        {
            await foreach (var action in _inbox.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                action();
            }
        }
        finally
        {
            await _over.CancelAsync().ConfigureAwait(false);
        }
    }

    /// <summary>It is known what there is to do, and the job begins, or has ended already. In the loop.</summary>
    /// <param name="earlier">What the master before this one has done.</param>
    /// <param name="core">Decides from now on.</param>
    internal void Begin(EarlierMaster earlier, JobCore core)
    {
        if (_halted || _ended.Task.IsCompleted)
        {
            return;
        }

        earlier.Apply(Board, Outputs);
        _core = core;
        if (earlier.End is var (outcome, message))
        {
            HasEndedItself = true;
            EndAs(outcome, message);
            return;
        }

        Step(new JobInput.Start());
        if (_earlyKill is { } kill)
        {
            Step(kill);
        }
    }

    /// <summary>Something happened to the job: before it has begun only its end by request is. In the loop.</summary>
    internal void Step(JobInput input)
    {
        if (_halted)
        {
            return;
        }

        if (_core is null)
        {
            _earlyKill ??= input as JobInput.KillJob;
            return;
        }

        _steps++;
        _core.Step(new Now(Wall, Time), input, _effects);
        var effects = _effects.ToArray();
        _effects.Clear();
        foreach (var effect in effects)
        {
            Carry(effect);
        }

        if (effects.Length > 0)
        {
            Allocator?.Wake(Workers.Wanted > 0);
        }
    }

    /// <summary>What the ResourceManager said.</summary>
    internal void Heard(AllocateResponseProto reply, RackTable racks, ContainerClient nodes)
    {
        nodes.AddTokens(reply.NmTokens);
        foreach (var container in reply.AllocatedContainers)
        {
            Containers!.Add(container);
        }

        foreach (var input in Allocator.Inputs(reply, racks))
        {
            Step(input);
            if (input is JobInput.ContainerEnded ended)
            {
                Containers!.Remove(ended.Container);
            }
        }
    }

    /// <summary>This master is not to do any more: nothing that happens is decided on. In the loop.</summary>
    internal void Halt() => _halted = true;

    /// <summary>The job ends without its Core: an earlier master had decided, or the ResourceManager has ended the application.</summary>
    internal void EndAs(Outcome outcome, string message) => Finish(outcome, message);

    /// <summary>
    /// This master ends, and the job does not: another one may go on. Clients are not told an end, and look for that one. In the loop.
    /// </summary>
    internal void Abandon(string why)
    {
        if (_ended.TrySetResult((Outcome.Failed, why)))
        {
            Watchers.Abandon(why);
        }
    }

    /// <summary>Offers a worker; false when there is nothing for it to do. From any thread.</summary>
    internal Task<bool> OfferAsync(JobInput.ContainerGranted worker) => AskAsync<bool>(answer =>
    {
        _begun = "";
        Step(worker);
        answer.SetResult(_begun == worker.Container);
    });

    private static long Wall => DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private void Tick()
    {
        Workers.AnswerOld(Time - LongestPoll);
        Outputs.AnswerOld(Time - LongestPoll);
        Progress = (float)((0.5 * Board.Fraction(TaskType.Map)) + (0.5 * Board.Fraction(TaskType.Reduce)));
        Watchers.Answer(Board.Version, Time - LongestPoll, WatchDesk.AtOnce);
        if (Time - _tickedAt >= TickInterval)
        {
            _tickedAt = Time;
            _counters = Watchers.Any ? Board.Counters().ToMessage() : _counters;
            Step(new JobInput.Tick());
        }
    }

    private void Carry(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.SetUpJob:
                Output.SetUp();
                break;
            case JobEffect.Ask ask:
                Workers.Asked(ask);
                Manager?.Ask(ask.Priority, ask.Location, Capability(ask.Priority), ask.Count);
                break;
            case JobEffect.ReleaseContainer release:
                Manager?.Release(YarnIds.ParseContainer(release.Container));
                Containers?.Remove(release.Container);
                break;
            case JobEffect.StartWorker start:
                _begun = start.Container;
                Containers?.Start(start.Container);
                break;
            case JobEffect.RunAttempt run:
                Workers.Run(run);
                break;
            case JobEffect.DismissWorker dismiss:
                Workers.Dismiss(dismiss.Container);
                break;
            case JobEffect.StopContainer stop:
                Workers.Stop(stop.Container);
                Containers?.Stop(stop.Container);
                break;
            case JobEffect.PassOver pass:
                Manager?.Blacklist(pass.Host, pass.Yes);
                break;
            case JobEffect.MapOutputReady ready:
                Outputs.Ready(ready.Attempt, Containers);
                break;
            case JobEffect.MapOutputLost lost:
                Outputs.Lost(lost.Attempt);
                break;
            case JobEffect.AllowCommit or JobEffect.RefuseCommit or JobEffect.DeferCommit:
                Workers.AnswerCommit(effect);
                break;
            case JobEffect.CommitJob:
                Output.Commit();
                break;
            case JobEffect.CancelCommit:
                _ = Output.BreakOff();
                break;
            case JobEffect.AbortJob:
                Output.Abort();
                break;
            case JobEffect.JobEnded ended:
                HasEndedItself = !_ended.Task.IsCompleted;
                Finish(ended.Outcome, ended.Message);
                break;
            default:
                Keep(effect);
                break;
        }
    }

    private Task InTouchAsync(CancellationToken cancellation) => Allocator?.Contact.WithinAsync(
        TimeSpan.FromMilliseconds(_plan.Configuration.Get(MapReduceKeys.CommitWindowMilliseconds)), cancellation) ?? Task.CompletedTask;

    private void Keep(JobEffect effect)
    {
        switch (effect)
        {
            case JobEffect.TaskStarted started:
                _history.TaskStarted(started.Task, Wall);
                break;
            case JobEffect.AttemptStarted started:
                var granted = Containers?.Find(started.Container);
                var host = granted?.Container.NodeId.Host ?? ContainerEnvironment.Host;
                _history.AttemptStarted(Board.Started(started.Attempt, started.Container, host, started.Locality, Wall), granted);
                break;
            case JobEffect.AttemptEnded ended when Board.Find(ended.Attempt) is { } record:
                Board.Ended(record, ended.Outcome, ended.Message, Wall);
                _history.AttemptEnded(record, Containers?.Find(record.Container));
                break;
            case JobEffect.TaskEnded ended:
                _history.TaskEnded(ended, Board.Find(ended.Attempt), Wall);
                break;
        }
    }

    private void Finish(Outcome outcome, string message)
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        State = outcome switch
        {
            Outcome.Succeeded => WatchResponseProto.Types.State.Succeeded,
            Outcome.Failed => WatchResponseProto.Types.State.Failed,
            _ => WatchResponseProto.Types.State.Killed,
        };
        Message = message;
        Board.Changed();
        _history.JobEnded(outcome, message, Board, this, Wall);
        Watchers.Answer(Board.Version, long.MaxValue, int.MaxValue);
        _ended.TrySetResult((outcome, message));
    }

    private WatchResponseProto Watch()
    {
        var told = Board.Watch(State, _bytesTotal);
        told.Message = Message;
        told.Counters = State == WatchResponseProto.Types.State.Running ? _counters : Board.Counters().ToMessage();
        return told;
    }

    private ResourceProto Capability(int priority) => priority == JobCore.ReducePriority
        ? Client.Containers.Resource(_plan.ReduceMemory, _plan.Configuration.Get(MapReduceKeys.ReduceCores))
        : Client.Containers.Resource(_plan.MapMemory, _plan.Configuration.Get(MapReduceKeys.MapCores));
}
