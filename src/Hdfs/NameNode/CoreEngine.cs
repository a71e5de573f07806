using System.Threading.Channels;
using Hathi.Base;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.NameNode.Mapping;
using Hathi.Platform.Log;

namespace Hathi.Hdfs.NameNode;

/// <summary>
/// Owns the NameNode's Core: takes inputs from one bounded inbox, steps the Core one input at a time, appends its edits to the log, and lets each
/// answer go only when everything appended before it is on the disk. While one fsync runs, the next inputs are stepped: one fsync serves them all.
/// Lifecycle: construct, <see cref="Run"/>, <see cref="StopAsync"/>. A log that fails stops the engine for good: nothing more is acknowledged.
/// </summary>
internal sealed class CoreEngine
{
    /// <summary>Inputs that may wait; above it callers wait, and their connections stop being read.</summary>
    private const int InboxLimit = 16_384;

    /// <summary>Inputs stepped before answers are let go, so that one waits for few others.</summary>
    private const int BatchLimit = 128;

    private readonly NameNodeCore _core;
    private readonly IClock _clock;
    private readonly INodeLog _log;
    private readonly GroupCommit _commit;
    private readonly Channel<Call> _inbox = Channel.CreateBounded<Call>(
        new BoundedChannelOptions(InboxLimit) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly List<NameNodeEffect> _effects = [];
    private readonly Queue<(long Index, Call Call)> _waiting = new();
    private readonly Lock _waitingLock = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _outOfSafeMode = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private long _appended;
    private Task _loop = Task.CompletedTask;
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

    /// <summary>Starts stepping, with a tick every <paramref name="tick"/>.</summary>
    public void Run(TimeSpan tick)
    {
        _loop = Task.Run(LoopAsync);
        _timer = Task.Run(() => TickAsync(tick));
    }

    /// <summary>Hands an input to the Core.</summary>
    /// <returns>The result, once everything it tells of is durable.</returns>
    /// <exception cref="Hathi.Rpc.RpcFault">The Core refused.</exception>
    public async ValueTask<object?> AskAsync(NameNodeInput input)
    {
        var call = new Call(input);
        if (!_inbox.Writer.TryWrite(call))
        {
            await _inbox.Writer.WriteAsync(call, _stop.Token).ConfigureAwait(false);
        }

        return await call.Completion.Task.ConfigureAwait(false);
    }

    /// <summary>Hands an input to the Core.</summary>
    public async ValueTask<T> AskAsync<T>(NameNodeInput input) => (T)(await AskAsync(input).ConfigureAwait(false))!;

    /// <summary>Takes no more inputs, answers those taken, and closes the log.</summary>
    public async Task StopAsync()
    {
        _inbox.Writer.TryComplete();
        await _loop.ConfigureAwait(false);
        await _stop.CancelAsync().ConfigureAwait(false);
        await _timer.ConfigureAwait(false);
        if (!_failed.Task.IsCompleted)
        {
            await _commit.CommitAsync(LastIndex).ConfigureAwait(false);
        }

        _commit.Dispose();
        _stop.Dispose();
    }

    private async Task LoopAsync()
    {
        var done = new List<Call>(BatchLimit);
        try
        {
            while (await _inbox.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                var steps = 0;
                while (steps < BatchLimit && _inbox.Reader.TryRead(out var call))
                {
                    StepOne(call, done);
                    steps++;
                }

                if (_appended > _commit.DurableIndex)
                {
                    _commit.RequestCommit();
                }

                foreach (var call in done)
                {
                    call.Complete();
                }

                done.Clear();
                if (_core.HasBackgroundWork)
                {
                    // The rest of a deleted tree, a piece between other inputs.
                    _inbox.Writer.TryWrite(new Call(new Tick { Ticket = 0 }));
                }

                if (!_outOfSafeMode.Task.IsCompleted && !_core.InSafeMode)
                {
                    _outOfSafeMode.SetResult();
                }
            }
        }
        catch (Exception e)
        {
            // A Core that throws is wrong, and what it would answer next cannot be trusted: stop at once.
            _log.Error("namenode", "the NameNode's core failed and the NameNode stops; nothing acknowledged is lost", e);
            Fail(e);
        }
    }

    private void StepOne(Call call, List<Call> done)
    {
        _effects.Clear();
        _core.Step(_clock.Read(), call.Input, _effects);
        foreach (ref readonly var effect in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_effects))
        {
            switch (effect.Kind)
            {
                case NameNodeEffectKind.AppendEdit:
                    Volatile.Write(ref _appended, _commit.Append(effect.Record.Span));
                    break;
                case NameNodeEffectKind.Reply:
                    call.Result = effect.Result;
                    call.Answered = true;
                    break;
                case NameNodeEffectKind.Fail:
                    call.Fault = FaultMapping.ToRpc(effect.Error, effect.Message!);
                    call.Answered = true;
                    break;
                case NameNodeEffectKind.Note:
                    _log.Info("namenode", effect.Message!);
                    break;
                default:
                    throw new InvalidOperationException($"unknown effect {effect.Kind}");
            }
        }

        if (!call.Answered && call.Input.Ticket != 0)
        {
            throw new InvalidOperationException($"{call.Input.GetType().Name} was not answered");
        }

        Hold(call, done);
    }

    // An answer may tell of any edit appended before it, its own or another's.
    private void Hold(Call call, List<Call> done)
    {
        if (_commit.DurableIndex >= _appended)
        {
            done.Add(call);
            return;
        }

        lock (_waitingLock)
        {
            _waiting.Enqueue((_appended, call));
        }

        // The log may have become durable in between, and would not look at the queue again.
        if (_commit.DurableIndex >= _appended)
        {
            OnDurable(_commit.DurableIndex);
        }
    }

    private void OnDurable(long index)
    {
        while (true)
        {
            Call call;
            lock (_waitingLock)
            {
                if (!_waiting.TryPeek(out var head) || head.Index > index)
                {
                    return;
                }

                call = head.Call;
                _waiting.Dequeue();
            }

            call.Complete();
        }
    }

    private void OnLogFailed(LogFailedException e)
    {
        _log.Error("namenode", "the edit log cannot be written and the NameNode stops; nothing acknowledged is lost. Free or replace the disk, then start it again", e);
        Fail(e);
    }

    private void Fail(Exception e)
    {
        _inbox.Writer.TryComplete(e);
        lock (_waitingLock)
        {
            // Those who wait get no answer: whether their change will be there after a restart is not known.
            _waiting.Clear();
        }

        _failed.TrySetException(e);
    }

    private async Task TickAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                await _inbox.Writer.WriteAsync(new Call(new Tick { Ticket = 0 }), _stop.Token).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            // The engine stops.
        }
    }

    private sealed class Call(NameNodeInput input)
    {
        public NameNodeInput Input { get; } = input;

        // Continuations run where the answer is let go: they serialise it and queue it to its connection, which is short.
        public TaskCompletionSource<object?> Completion { get; } = new();

        public object? Result { get; set; }

        public Hathi.Rpc.RpcFault? Fault { get; set; }

        public bool Answered { get; set; }

        public void Complete()
        {
            if (Fault is { } fault)
            {
                Completion.SetException(fault);
            }
            else
            {
                Completion.SetResult(Result);
            }
        }
    }
}
