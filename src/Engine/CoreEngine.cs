using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Log;
using Microsoft.Extensions.Logging;

namespace Hathi.Engine;

/// <summary>
/// Owns a Core: one inbox, one thread at a time that steps it, one input after the other. There is no thread that does nothing
/// else: whoever brings an input when nobody steps becomes the owner for a batch, so that a call that only looks is answered on the thread
/// that read it. Edits go to the log, and each answer goes only when everything appended before it is on the disk; while one fsync runs,
/// the next inputs are stepped: one fsync serves them all. Lifecycle: construct, <see cref="Run"/>, <see cref="StopAsync"/>. A log that
/// fails stops the engine for good: nothing more is acknowledged. So does a Core that throws in the middle of a change; one that throws
/// before it has changed anything answers that call with an error, and goes on. A subclass says what only it can know: how callers are told
/// of refusals, what is done outside. Why: docs/adr/0004.
/// </summary>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
public abstract partial class CoreEngine<TInput> : IThreadPoolWorkItem, ICallTarget
    where TInput : class
{
    /// <summary>Inputs stepped before their answers are let go, so that one waits for few others.</summary>
    private const int BatchLimit = 128;

    private readonly ICore<TInput, Effect> _core;
    private readonly IClock _clock;
    private readonly ILogger _log;
    private readonly string _area;
    private readonly GroupCommit _commit;

    // Its limit is that of the calls under way in the server that brings them (of RPC: RpcServerOptions.MaxCalls); beside them there are
    // one tick and a few web pages.
    private readonly ConcurrentQueue<CoreCall<TInput>> _inbox = new();
    private readonly HeldAnswers _held;
    private readonly List<Effect> _effects = []; // the owner's
    private readonly List<Held> _following = []; // the owner's
    private readonly Dictionary<object, CoreCall<TInput>> _putOff = new(ReferenceEqualityComparer.Instance); // by input; bounded as _inbox
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly AwaitedCall<TInput, Done> _end;
    private readonly CoreTicks _ticks;
    private readonly TInput _tick;
    private readonly ICallSource _site;
    private readonly RepeatedFaults _faults = new();
    private List<Held>? _spareBatch;
    private int _owned;
    private int _tickWaits;
    private volatile bool _closed;
    private bool _ended; // the owner's; there is no other after it
    private volatile bool _over; // nobody steps any more: what is in the inbox is abandoned
    private CoreCall<TInput>? _stepping; // the owner's
    private long _appended;

    /// <summary>Makes an engine for a Core that has the state after the newest record of <paramref name="log"/>.</summary>
    /// <param name="core">The Core; the engine's alone from here on.</param>
    /// <param name="log">Where its edits go; stays the caller's to close.</param>
    /// <param name="clock">The time of each step.</param>
    /// <param name="nodeLog">Where failures are told.</param>
    /// <param name="area">Who it is there, such as "namenode".</param>
    /// <param name="tick">The input that says that time has passed; nobody waits for its answer.</param>
    /// <param name="site">Who brings calls.</param>
    protected CoreEngine(
        ICore<TInput, Effect> core, DurableLog log, IClock clock, ILogger nodeLog, string area, TInput tick, ICallSource site)
    {
        _core = core;
        _site = site;
        _held = new HeldAnswers(site);
        _area = area;
        _tick = tick;
        _ticks = new CoreTicks(() =>
        {
            // One waits at most: where steps last longer than the interval they would be more and more. What a Core does so often a tick
            // (leases that it ends, replicas put off) is done less often then.
            if (Interlocked.Exchange(ref _tickWaits, 1) == 0)
            {
                _inbox.Enqueue(new CoreCall<TInput>(tick));
            }

            StepWhatWaits();
        });
        _end = new AwaitedCall<TInput, Done>(tick, isInvoked: false);
        _clock = clock;
        _log = nodeLog;
        _appended = log.LastIndex;
        _commit = new GroupCommit(log, OnDurable, OnLogFailed);
    }

    /// <summary>Faults when the engine cannot go on (the log failed); never completes otherwise.</summary>
    public Task Failed => _failed.Task;

    /// <summary>How checkpoints of the Core go, for whoever shows figures; set by who writes them.</summary>
    public Func<CheckpointFigures> Checkpoints { get; set; } = static () => CheckpointFigures.None;

    /// <summary>Index of the last edit appended: what HDFS calls the transaction id.</summary>
    public long LastIndex => Volatile.Read(ref _appended);

    /// <summary>Starts the ticks, one every <paramref name="tick"/>.</summary>
    public void Run(TimeSpan tick) => _ticks.Start(tick);

    /// <summary>Hands a call to the Core, often by stepping it on this thread.</summary>
    /// <inheritdoc/>
    public ValueTask<TAnswer> AskAsync<TAnswer>(IAsk<TAnswer> ask)
    {
        if (_closed)
        {
            return ValueTask.FromException<TAnswer>(Stops());
        }

        var call = new AwaitedCall<TInput, TAnswer>((TInput)ask, _site.IsInvoking);
        var answer = call.Answer;
        _inbox.Enqueue(call);
        StepWhatWaits();
        return answer;
    }

    /// <summary>Hands an input to the Core that nobody waits for.</summary>
    public void Tell(TInput input)
    {
        if (!_closed)
        {
            _inbox.Enqueue(new CoreCall<TInput>(input));
            StepWhatWaits();
        }
    }

    /// <summary>Takes no more inputs and answers those taken; the log stays the caller's to close.</summary>
    public async Task StopAsync()
    {
        _closed = true;
        await _ticks.StopAsync().ConfigureAwait(false);
        var ended = _end.Answer.AsTask();
        _inbox.Enqueue(_end);
        StepWhatWaits();
        await Task.WhenAny(ended, _failed.Task).ConfigureAwait(false);
        _commit.Dispose();
    }

    /// <summary>What a caller is told of a refusal.</summary>
    protected abstract Exception Refusal(CoreFault fault);

    /// <summary>Does what the Core wants done outside; everything appended before is durable. It must be quick and not throw.</summary>
    protected virtual void Do(object what) => throw new InvalidOperationException($"nobody does {what}");

    /// <summary>Who an input comes from, for the log: "alice at 10.0.0.7"; empty when nobody in particular.</summary>
    protected abstract string CallerOf(TInput input);

    /// <summary>A batch has been stepped; called by the owner of the Core.</summary>
    protected virtual void AfterBatch()
    {
    }

    /// <summary>Steps an input after this batch. For <see cref="AfterBatch"/>.</summary>
    protected void StepLater(TInput input) => _inbox.Enqueue(new CoreCall<TInput>(input));

    void IThreadPoolWorkItem.Execute() => StepWhatWaits();

    /// <summary>
    /// Steps one batch, unless another thread is at it: then that one, or a pool thread after it, finds the inbox not empty.
    /// </summary>
    private void StepWhatWaits()
    {
        if (_over)
        {
            AbandonInbox();
            return;
        }

        if (_inbox.IsEmpty)
        {
            return;
        }

        if (_commit.IsThisThread)
        {
            // Stepping may wait for room in the log, and it is this thread that makes it.
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        if (Interlocked.CompareExchange(ref _owned, 1, 0) != 0)
        {
            if (_over)
            {
                AbandonInbox();
            }

            return;
        }

        var done = Interlocked.Exchange(ref _spareBatch, null) ?? new List<Held>(BatchLimit);
        try
        {
            StepBatch(done);
        }
        catch (Exception e)
        {
            // A Core that throws is wrong, and what it would answer next cannot be trusted: stop at once, and stay the owner.
            _log.CoreFailed(e, _area, Describe(_stepping));
            Fail(e);
            AbandonOwned();
            _held.Complete(done); // decided and durable before
            return;
        }

        GiveBack();

        // What became durable while it was being held: the commit thread will not look again.
        _held.Release(_commit.DurableIndex, here: true);
        if (done.Count > 0)
        {
            _held.Complete(done);
            done.Clear();
        }

        _spareBatch = done;
    }

    /// <summary>A batch is stepped: whoever comes next may own the Core, unless it is over.</summary>
    private void GiveBack()
    {
        if (_ended)
        {
            _over = true;
            Interlocked.MemoryBarrier(); // whoever enqueues from here on sees it; whoever has enqueued before is seen here
            AbandonInbox();
        }
        else if (_over)
        {
            AbandonOwned(); // the log failed meanwhile; there is no other owner after this
        }
        else
        {
            Interlocked.Exchange(ref _owned, 0);
            if (_over)
            {
                AbandonWhenFree();
            }
            else if (!_inbox.IsEmpty)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }
    }

    private void StepBatch(List<Held> done)
    {
        for (var steps = 0; steps < BatchLimit && !_ended && _inbox.TryDequeue(out var call); steps++)
        {
            _stepping = call;
            if (call.Input == _tick)
            {
                Volatile.Write(ref _tickWaits, 0);
            }

            StepOne(call);
            _stepping = null;
            if (call == _end)
            {
                End();
            }

            if (!call.IsPutOff)
            {
                HoldOrLetGo(call, done);
            }

            foreach (var following in _following)
            {
                HoldOrLetGo(following, done);
            }

            _following.Clear();
        }

        if (_appended > _commit.DurableIndex)
        {
            _commit.RequestCommit();
        }

        AfterBatch();
    }

    // What was put off has nobody to go on with it.
    private void End()
    {
        _ended = true;
        foreach (var call in _putOff.Values)
        {
            call.Cancel($"the {_area} stops");
            _following.Add(call);
        }

        _putOff.Clear();
    }

    private void HoldOrLetGo(Held what, List<Held> done)
    {
        if (_commit.DurableIndex >= _appended)
        {
            done.Add(what);
        }
        else if (!_held.TryAdd(_appended, what)) // it may tell of any edit appended before it, its own or another's
        {
            Abandon([what]);
        }
    }

    private void StepOne(CoreCall<TInput> call)
    {
        _effects.Clear();
        var now = _clock.Read();
        try
        {
            _core.Step(now, call.Input, _effects);
        }
        catch (Exception e) when (_core.IsUnchanged)
        {
            Refuse(call, e, now.MonotonicMilliseconds);
            return;
        }

        foreach (ref readonly var effect in CollectionsMarshal.AsSpan(_effects))
        {
            CarryOut(in effect, call);
        }

        if (call is { IsAnswered: false, IsAwaited: true, IsPutOff: false } && call != _end)
        {
            throw new InvalidOperationException($"{call.Input.GetType().Name} was not answered");
        }
    }

    /// <summary>Answers a call that nobody foresaw the failure of; nothing of it was applied.</summary>
    private void Refuse(CoreCall<TInput> call, Exception e, long now)
    {
        var kind = NameOf(call.Input);
        if (_faults.ShouldTell(kind, e.GetType(), now, out var unheard))
        {
            var more = unheard > 0 ? $"; {unheard} more like it were not logged since the last" : "";
            _log.InputRefused(e, Describe(call), _area, more);
        }

        call.Refuse(_site.Unforeseen(kind, e));
    }

    private string Describe(CoreCall<TInput>? call)
    {
        if (call is null)
        {
            return "the end of a batch";
        }

        var caller = CallerOf(call.Input);
        return caller.Length > 0 ? $"{NameOf(call.Input)} by {caller}" : NameOf(call.Input);
    }

    private static string NameOf(TInput input)
    {
        const string Suffix = "Request";
        var name = input.GetType().Name;
        return name.EndsWith(Suffix, StringComparison.Ordinal) ? name[..^Suffix.Length] : name;
    }

    // With another commit to follow, the thread that syncs goes on syncing and a pool thread answers.
    private void OnDurable(long index)
    {
        try
        {
            _held.Release(index, here: !_commit.IsRequested);
        }
        catch (Exception e)
        {
            // What follows from a decision was not done: nobody can say where things stand.
            _log.FollowingFailed(e, _area);
            Fail(e);
        }
    }

    /// <summary>Changes how often there are ticks; from any thread.</summary>
    protected void TickEvery(TimeSpan interval) => _ticks.Every(interval);
}
