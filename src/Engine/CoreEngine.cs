using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Log;

namespace Hathi.Engine;

/// <summary>
/// Owns a Core: one inbox, one thread at a time that steps it, one input after the other. There is no thread that does nothing
/// else: whoever brings an input when nobody steps becomes the owner for a batch, so that a call that only looks is answered on the thread that
/// read it. Edits go to the log, and each answer goes only when everything appended before it is on the disk; while one fsync runs, the next
/// inputs are stepped: one fsync serves them all.
/// Lifecycle: construct, <see cref="Run"/>, <see cref="StopAsync"/>. A log that fails stops the engine for good: nothing more is acknowledged. So does a
/// Core that throws in the middle of a change; one that throws before it has changed anything answers that call with an error, and goes on.
/// A subclass says how each effect is carried out. Why: docs/adr/0004.
/// </summary>
/// <typeparam name="TInput">What can happen to the Core.</typeparam>
/// <typeparam name="TEffect">What it can ask for.</typeparam>
public abstract partial class CoreEngine<TInput, TEffect> : IThreadPoolWorkItem
    where TInput : class
    where TEffect : struct
{
    /// <summary>Inputs stepped before their answers are let go, so that one waits for few others.</summary>
    private const int BatchLimit = 128;

    private readonly ICore<TInput, TEffect> _core;
    private readonly IClock _clock;
    private readonly INodeLog _log;
    private readonly string _area;
    private readonly GroupCommit _commit;

    // Its limit is that of the calls under way in the server that brings them (of RPC: RpcServerOptions.MaxCalls); beside them there are a tick and a few web pages.
    private readonly ConcurrentQueue<CoreCall<TInput>> _inbox = new();
    private readonly HeldAnswers _held;
    private readonly List<TEffect> _effects = []; // the owner's
    private readonly List<Held> _following = []; // the owner's
    private readonly HashSet<CoreCall<TInput>> _putOff = []; // the owner's; bounded as the inbox is
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CoreCall<TInput> _end;
    private readonly CoreTicks _ticks;
    private readonly ICallSource _site;
    private readonly RepeatedFaults _faults = new();
    private List<Held>? _spareBatch;
    private int _owned;
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
    protected CoreEngine(ICore<TInput, TEffect> core, DurableLog log, IClock clock, INodeLog nodeLog, string area, TInput tick, ICallSource site)
    {
        _core = core;
        _site = site;
        _held = new HeldAnswers(site);
        _area = area;
        _ticks = new CoreTicks(() =>
        {
            _inbox.Enqueue(Call(tick));
            StepWhatWaits();
        });
        _end = Call(tick);
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

    /// <summary>Hands an input to the Core, often by stepping it on this thread.</summary>
    /// <returns>The result, once everything it tells of is durable.</returns>
    /// <exception cref="Exception">The Core refused: what the subclass made of it.</exception>
    /// <exception cref="OperationCanceledException">The engine has stopped.</exception>
    public ValueTask<object?> AskAsync(TInput input)
    {
        if (_closed)
        {
            return ValueTask.FromException<object?>(Stops());
        }

        var call = Call(input);
        var answer = call.Answer;
        _inbox.Enqueue(call);
        StepWhatWaits();
        return answer;
    }

    /// <summary>Hands an input to the Core.</summary>
    public async ValueTask<T> AskAsync<T>(TInput input) => (T)(await AskAsync(input).ConfigureAwait(false))!;

    /// <summary>Hands an input to the Core that nobody waits for.</summary>
    public void Tell(TInput input)
    {
        if (!_closed)
        {
            _inbox.Enqueue(Call(input));
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

    /// <summary>Carries out one effect of a step, by the owner of the Core: <see cref="Append"/>, <see cref="CoreCall{TInput}.Reply"/>, …</summary>
    protected abstract void CarryOut(in TEffect effect, CoreCall<TInput> call);

    /// <summary>Whether somebody waits for the answer to an input; one that is not answered then is a fault of the Core.</summary>
    protected abstract bool IsWaitedFor(TInput input);

    /// <summary>Who an input comes from, for the log: "alice at 10.0.0.7"; empty when nobody in particular.</summary>
    protected abstract string CallerOf(TInput input);

    /// <summary>A batch has been stepped; called by the owner of the Core.</summary>
    protected virtual void AfterBatch()
    {
    }

    /// <summary>Appends an edit. For <see cref="CarryOut"/>.</summary>
    protected void Append(ReadOnlySpan<byte> record) => Volatile.Write(ref _appended, _commit.Append(record));

    /// <summary>Has something done once everything appended so far is durable. For <see cref="CarryOut"/>; it must be quick and not throw.</summary>
    protected void WhenDurable(Action action) => _following.Add(new Following(action));

    /// <summary>A call that the Core is not done with: a later step answers it. For <see cref="CarryOut"/>.</summary>
    protected void PutOff(CoreCall<TInput> call) => _putOff.Add(call);

    /// <summary>A call that was put off has its answer now, and waits for what was appended before it. For <see cref="CarryOut"/>.</summary>
    protected void TakeUp(CoreCall<TInput> call)
    {
        _putOff.Remove(call);
        _following.Add(call);
    }

    /// <summary>Steps an input after this batch. For <see cref="AfterBatch"/>.</summary>
    protected void StepLater(TInput input) => _inbox.Enqueue(Call(input));

    void IThreadPoolWorkItem.Execute() => StepWhatWaits();

    /// <summary>Steps one batch, unless another thread is at it: then that one, or a pool thread after it, finds the inbox not empty.</summary>
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
            _log.Error(_area, $"the {_area}'s core failed at {Describe(_stepping)} and it stops; nothing acknowledged is lost", e);
            Fail(e);
            AbandonOwned();
            _held.Complete(done); // decided and durable before
            return;
        }

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

        // What became durable while it was being held: the commit thread will not look again.
        _held.Release(_commit.DurableIndex, here: true);
        if (done.Count > 0)
        {
            _held.Complete(done);
            done.Clear();
        }

        _spareBatch = done;
    }

    private void StepBatch(List<Held> done)
    {
        for (var steps = 0; steps < BatchLimit && !_ended && _inbox.TryDequeue(out var call); steps++)
        {
            _stepping = call;
            StepOne(call);
            _stepping = null;
            if (call == _end)
            {
                End();
            }

            if (!_putOff.Contains(call))
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
        foreach (var call in _putOff)
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

        if (!call.IsAnswered && IsWaitedFor(call.Input) && !_putOff.Contains(call))
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
            _log.Error(_area, $"a fault of ours in {Describe(call)}: it was refused, nothing was changed, and the {_area} goes on{more}", e);
        }

        call.Refuse(_site.Unforeseen(kind, e));
    }

    private CoreCall<TInput> Call(TInput input) => new(input, _site.IsInvoking);

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
            _log.Error(_area, $"what follows from a decision failed and the {_area} stops; nothing acknowledged is lost", e);
            Fail(e);
        }
    }

    /// <summary>Changes how often there are ticks; from any thread.</summary>
    protected void TickEvery(TimeSpan interval) => _ticks.Every(interval);

    private sealed class Following(Action action) : Held
    {
        internal override void Complete() => action();

        internal override void Abandon(OperationCanceledException why)
        {
        }
    }
}
