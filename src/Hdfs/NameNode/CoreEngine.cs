using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Hathi.Base;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Platform.Log;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// Owns the NameNode's Core: one inbox, one thread at a time that steps it, one input after the other. There is no thread that does nothing
/// else: whoever brings an input when nobody steps becomes the owner for a batch, so that a call that only looks is answered on the thread that
/// read it. Edits go to the log, and each answer goes only when everything appended before it is on the disk; while one fsync runs, the next
/// inputs are stepped: one fsync serves them all.
/// Lifecycle: construct, <see cref="Run"/>, <see cref="StopAsync"/>. A log that fails stops the engine for good: nothing more is acknowledged.
/// </summary>
internal sealed class CoreEngine : IThreadPoolWorkItem
{
    /// <summary>Inputs stepped before their answers are let go, so that one waits for few others.</summary>
    private const int BatchLimit = 128;

    private readonly NameNodeCore _core;
    private readonly IClock _clock;
    private readonly INodeLog _log;
    private readonly GroupCommit _commit;

    // Its limit is that of the calls under way in the RPC server (RpcServerOptions.MaxCalls); beside them there are a tick and a few web pages.
    private readonly ConcurrentQueue<CoreCall> _inbox = new();
    private readonly HeldAnswers _held = new();
    private readonly List<NameNodeEffect> _effects = []; // the owner's
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outOfSafeMode = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CoreCall _end = new(new Tick { Ticket = 0 });
    private readonly CancellationTokenSource _stop = new();
    private List<CoreCall>? _spareBatch;
    private int _owned;
    private volatile bool _closed;
    private bool _ended; // the owner's; there is no other after it
    private long _appended;
    private Task _timer = Task.CompletedTask;

    public CoreEngine(NameNodeCore core, DurableLog log, IClock clock, INodeLog nodeLog)
    {
        _core = core;
        _clock = clock;
        _log = nodeLog;
        _appended = log.LastIndex;
        _commit = new GroupCommit(log, OnDurable, OnLogFailed);
    }

    /// <summary>Faults when the NameNode cannot go on (the log failed); never completes otherwise.</summary>
    public Task Failed => _failed.Task;

    /// <summary>Completes when safe mode is off for the first time.</summary>
    public Task OutOfSafeMode => _outOfSafeMode.Task;

    /// <summary>Whether changes are refused for now; a glance from another thread.</summary>
    public bool InSafeMode => _core.InSafeMode;

    /// <summary>Index of the last edit appended: the transaction id that clients see.</summary>
    public long LastIndex => Volatile.Read(ref _appended);

    /// <summary>Starts the ticks, one every <paramref name="tick"/>.</summary>
    public void Run(TimeSpan tick) => _timer = Task.Run(() => TickAsync(tick));

    /// <summary>Hands an input to the Core, often by stepping it on this thread.</summary>
    /// <returns>The result, once everything it tells of is durable.</returns>
    /// <exception cref="Hathi.Rpc.RpcFault">The Core refused.</exception>
    /// <exception cref="OperationCanceledException">The engine has stopped.</exception>
    public ValueTask<object?> AskAsync(NameNodeInput input)
    {
        if (_closed)
        {
            return ValueTask.FromException<object?>(new OperationCanceledException("the NameNode stops"));
        }

        var call = new CoreCall(input);
        var answer = call.Answer;
        _inbox.Enqueue(call);
        StepWhatWaits();
        return answer;
    }

    /// <summary>Hands an input to the Core.</summary>
    public async ValueTask<T> AskAsync<T>(NameNodeInput input) => (T)(await AskAsync(input).ConfigureAwait(false))!;

    /// <summary>Takes no more inputs and answers those taken; the log stays the caller's to close.</summary>
    public async Task StopAsync()
    {
        _closed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _timer.ConfigureAwait(false);
        var ended = _end.Answer.AsTask();
        _inbox.Enqueue(_end);
        StepWhatWaits();
        await Task.WhenAny(ended, _failed.Task).ConfigureAwait(false);
        _commit.Dispose();
        _stop.Dispose();
    }

    void IThreadPoolWorkItem.Execute() => StepWhatWaits();

    /// <summary>Steps one batch, unless another thread is at it: then that one, or a pool thread after it, finds the inbox not empty.</summary>
    private void StepWhatWaits()
    {
        if (_inbox.IsEmpty || Interlocked.CompareExchange(ref _owned, 1, 0) != 0)
        {
            return;
        }

        var done = Interlocked.Exchange(ref _spareBatch, null) ?? new List<CoreCall>(BatchLimit);
        try
        {
            StepBatch(done);
        }
        catch (Exception e)
        {
            // A Core that throws is wrong, and what it would answer next cannot be trusted: stop at once, and stay the owner.
            _log.Error("namenode", "the NameNode's core failed and the NameNode stops; nothing acknowledged is lost", e);
            Fail(e);
            return;
        }

        if (!_ended)
        {
            Interlocked.Exchange(ref _owned, 0);
            if (!_inbox.IsEmpty)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            }
        }

        // What became durable while it was being held: the commit thread will not look again.
        _held.Release(_commit.DurableIndex, here: true);
        if (done.Count > 0)
        {
            HeldAnswers.Complete(done);
            done.Clear();
        }

        _spareBatch = done;
    }

    private void StepBatch(List<CoreCall> done)
    {
        for (var steps = 0; steps < BatchLimit && !_ended && _inbox.TryDequeue(out var call); steps++)
        {
            StepOne(call);
            _ended = call == _end;
            if (_commit.DurableIndex >= _appended)
            {
                done.Add(call);
            }
            else
            {
                // It may tell of any edit appended before it, its own or another's.
                _held.Add(_appended, call);
            }
        }

        if (_appended > _commit.DurableIndex)
        {
            _commit.RequestCommit();
        }

        if (_core.HasBackgroundWork)
        {
            // The rest of a deleted tree, a piece between other inputs.
            _inbox.Enqueue(new CoreCall(new Tick { Ticket = 0 }));
        }

        if (!_outOfSafeMode.Task.IsCompleted && !_core.InSafeMode)
        {
            _outOfSafeMode.TrySetResult();
        }
    }

    private void StepOne(CoreCall call)
    {
        _effects.Clear();
        _core.Step(_clock.Read(), call.Input, _effects);
        foreach (ref readonly var effect in CollectionsMarshal.AsSpan(_effects))
        {
            switch (effect.Kind)
            {
                case NameNodeEffectKind.AppendEdit:
                    Volatile.Write(ref _appended, _commit.Append(effect.Record.Span));
                    break;
                case NameNodeEffectKind.Reply:
                    call.Reply(effect.Result);
                    break;
                case NameNodeEffectKind.Fail:
                    call.Refuse(FaultMapping.ToRpc(effect.Error, effect.Message!));
                    break;
                case NameNodeEffectKind.Note:
                    _log.Info("namenode", effect.Message!);
                    break;
                default:
                    throw new InvalidOperationException($"unknown effect {effect.Kind}");
            }
        }

        if (!call.IsAnswered && call.Input.Ticket != 0)
        {
            throw new InvalidOperationException($"{call.Input.GetType().Name} was not answered");
        }
    }

    // With another commit to follow, the thread that syncs goes on syncing and a pool thread answers.
    private void OnDurable(long index) => _held.Release(index, here: !_commit.IsRequested);

    private void OnLogFailed(LogFailedException e)
    {
        _log.Error("namenode", "the edit log cannot be written and the NameNode stops; nothing acknowledged is lost. Free or replace the disk, then start it again", e);
        Fail(e);
    }

    private void Fail(Exception e)
    {
        _closed = true;
        _held.Drop();
        _inbox.Clear();
        _failed.TrySetException(e);
    }

    private async Task TickAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                _inbox.Enqueue(new CoreCall(new Tick { Ticket = 0 }));
                StepWhatWaits();
            }
        }
        catch (OperationCanceledException)
        {
            // The engine stops.
        }
    }
}
