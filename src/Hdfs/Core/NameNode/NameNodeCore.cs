using Hathi.Base;
using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Edits;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Namespace;
using Hathi.Hdfs.Core.Operations;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Steps;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>
/// The NameNode's decisions: name space, leases, retry cache, and the block side behind <see cref="BlockSide"/>. One thread owns it.
/// Lifecycle: construct (an empty name space, as after format), read an image into it (<see cref="Image.ImageReader"/>),
/// <see cref="Replay"/> the log, <see cref="Start"/>, then <see cref="Step"/> only. A second instance that is only replayed into writes
/// checkpoints (<see cref="Image.ImageWriter"/>) while the first one serves.
/// </summary>
public sealed class NameNodeCore : ICore<NameNodeInput, Effect>, IReplayable, IBlockOwner
{
    private readonly OperationContext _context;
    private readonly RecordWriter _scratch = new();
    private readonly RunningClock _clock;
    private int _turn;

    /// <param name="options">Settings of the name space.</param>
    /// <param name="blocks">Makes the block half for this name space; called once, here.</param>
    /// <exception cref="ArgumentException">A setting is out of range.</exception>
    public NameNodeCore(NameNodeOptions options, Func<IBlockOwner, BlockSide> blocks)
    {
        options.Validate();
        Space = new NameSpace(options);
        var side = blocks(this);
        Space.Blocks = side.Manager;
        _context = new OperationContext(options, Space, side);
        _clock = new RunningClock(options.LongestGap);
    }

    /// <summary>Counts and memory, for metrics and the console.</summary>
    public NameSpaceFigures Figures => NameSpaceFigures.Of(Space);

    /// <summary>There is work that takes more than one step: a <see cref="NextPiece"/> does some of it.</summary>
    public bool HasBackgroundWork =>
        Space.HasPurge || Space.HasReplication || _context.Progress.HasCalls || _context.Blocks.DataNodes.HasWork;

    /// <summary>
    /// One number over the state that a restart must give back: equal for equal states. Walks everything: for tests and simulations.
    /// </summary>
    public ulong Digest() => StateDigest.Of(Space);

    /// <summary>Changes are refused for now.</summary>
    public bool InSafeMode => _context.Blocks.Manager.InSafeMode;

    /// <inheritdoc/>
    public long NewestGenerationStamp => Space.LastGenerationStamp;

    /// <inheritdoc/>
    public long NewestBlockId => Space.LastBlockId;

    internal NameSpace Space { get; }

    /// <inheritdoc/>
    public void Replay(ReadOnlySpan<byte> record)
    {
        Space.Follow("A NameNode");
        Replayer.Replay(Space, record);
    }

    /// <summary>Everything was loaded: safe mode counts blocks from here, leases run from here.</summary>
    public void Start(Now now)
    {
        Space.Lead();
        now = _clock.Read(now);
        Space.Leases.RenewAll(now.MonotonicMilliseconds);
        Space.RetryCache.Start(now.MonotonicMilliseconds);
        _context.Blocks.Manager.StartupComplete(now);
    }

    /// <inheritdoc/>
    public bool IsUnchanged => _context.IsUnchanged;

    /// <inheritdoc/>
    public void Step(Now now, NameNodeInput input, List<Effect> effects)
    {
        var first = effects.Count;
        _context.Begin(_clock.Read(now));
        if (_clock.Stopped > 0)
        {
            _context.Note($"The NameNode did not run for {_clock.Stopped} ms; no node and no writer is given up for that.");
        }

        try
        {
            Dispatch(input, effects);
        }
        catch (HdfsFault fault)
        {
            effects.Add(Effect.Refuse(fault));
        }

        if (input is not NextPiece && Space.HasPurge)
        {
            _context.Changing();
            Space.Purge(_context.Options.PurgePerCall);
        }

        _context.Flush(effects, first);
    }

    /// <inheritdoc/>
    public string? PathOf(long inodeId)
    {
        var handle = Space.Tree.Find(inodeId);
        return handle != 0 && Space.Tree.IsReachable(handle) ? Space.Tree.PathOf(handle) : null;
    }

    /// <inheritdoc/>
    public void BlockCompleted(Now now, long blockId, long inodeId)
    {
        // A file that was taken from its writer waits for nothing else: it is closed at once; in safe mode nothing
        // changes, its turn comes after.
        if (Space.IsLeading && !InSafeMode && Space.Leases.Find(inodeId) is { Lease.IsNameNode: true })
        {
            LeaseMonitor.CloseIfComplete(_context, inodeId);
        }
    }

    private void Dispatch(NameNodeInput input, List<Effect> effects)
    {
        if (Operation.All.TryGetValue(input.GetType(), out var operation))
        {
            Begin(operation, input, effects);
            return;
        }

        switch (input)
        {
            case DataNodeRequest request:
                _context.Changing(); // a report that is taken in by half would have replicas removed that are needed
                _context.Blocks.DataNodes.Handle(_context.Now, request, effects);
                break;
            case Tick:
                _context.Changing(); // nobody is to be answered, and a NameNode for which no time passes recovers nothing
                LeaseMonitor.Run(_context);
                _context.Blocks.DataNodes.Tick(_context.Now, effects);
                break;
            case NextPiece:
                RunPiece(effects);
                break;
            default:
                throw new ArgumentException($"A NameNode takes no {input.GetType().Name}.", nameof(input));
        }
    }

    private void Begin(Func<OperationContext, NameNodeInput, object?> operation, NameNodeInput input, List<Effect> effects)
    {
        var progress = _context.Progress;
        progress.Newcomer = (input as ClientRequest)?.Caller;
        try
        {
            var answer = Run(operation, input);
            if (answer != Unfinished.Yet)
            {
                effects.Add(Effect.Reply(answer));
                return;
            }

            var request = (ClientRequest)input;
            var calls = progress.Of(request);
            GiveWay(calls.MakeRoom(request.Caller), calls, effects);
            calls.Add(new LongCall(request, operation, progress.Cursor));
            progress.Cursor = null;
            effects.Add(Effect.PutOff());
        }
        finally
        {
            progress.End();
        }
    }

    private static void GiveWay(LongCall? call, LongCalls calls, List<Effect> effects)
    {
        if (call is not null)
        {
            (call.Cursor as IDisposable)?.Dispose();
            effects.Add(Effect.Refuse(call.Request, calls.Refusal(call.Request.Caller)));
        }
    }

    // Kinds of work take turns, a piece of one of them a step.
    private void RunPiece(List<Effect> effects)
    {
        const int Kinds = 5;
        for (var tried = 0; tried < Kinds; tried++)
        {
            _turn = (_turn + 1) % Kinds;
            switch (_turn)
            {
                case 0 when _context.Progress.Walking.Count > 0:
                    GoOn(_context.Progress.Walking.Next(), effects);
                    return;
                case 4 when _context.Progress.Locating.Count > 0:
                    GoOn(_context.Progress.Locating.Next(), effects);
                    return;
                case 1 when Space.HasPurge:
                    _context.Changing();
                    Space.Purge(_context.Options.PurgePerPiece);
                    return;
                case 2 when Space.HasReplication:
                    _context.Changing();
                    var budget = _context.Options.PurgePerPiece;
                    Space.RunReplication(ref budget);
                    return;
                case 3 when _context.Blocks.DataNodes.HasWork:
                    _context.Changing();
                    _context.Blocks.DataNodes.RunPiece(_context.Now, effects);
                    return;
            }
        }
    }

    private void GoOn(LongCall call, List<Effect> effects)
    {
        var progress = _context.Progress;
        progress.Cursor = call.Cursor;
        progress.Newcomer = null;
        try
        {
            var answer = Run(call.Operation, call.Request);
            if (answer == Unfinished.Yet)
            {
                call.Cursor = progress.Cursor;
                progress.Cursor = null;
                progress.Of(call.Request).Add(call);
            }
            else
            {
                effects.Add(Effect.ReplyTo(call.Request, answer));
            }
        }
        catch (HdfsFault fault)
        {
            effects.Add(Effect.Refuse(call.Request, fault));
        }
        catch (Exception e) when (_context.IsUnchanged)
        {
            // As a call that fails so in its first step; the step itself is nobody's.
            var what = $"{call.Request.GetType().Name} failed in the server: {e.GetType().Name}: {e.Message}";
            _context.Note(what);
            effects.Add(Effect.Refuse(call.Request, new HdfsFault(HdfsError.Io, what)));
        }
        finally
        {
            progress.End();
        }
    }

    private object? Run(Func<OperationContext, NameNodeInput, object?> operation, NameNodeInput input)
    {
        if (input is HolderRequest holder)
        {
            WriterRules.RefuseOwnName(holder);
        }

        if (input is not IAtMostOnce { Key: { CallId: >= 0 } key })
        {
            return operation(_context, input);
        }

        if (Space.RetryCache.TryGet(key, _context.Now.MonotonicMilliseconds, out var first))
        {
            return AnswerAgain(first, ((ClientRequest)input).Caller);
        }

        // As Apache: what was refused, or answered with "no", is tried again when it comes again.
        var answer = operation(_context, input);
        if (answer is not false && answer != Unfinished.Yet)
        {
            var expires = _context.Now.WallMilliseconds + _context.Options.RetryCacheExpiry;
            _context.Commit(new CallAnswered(key, expires, AnswerCodec.Encode(_scratch, answer)));
        }

        return answer;
    }

    private object? AnswerAgain(byte[] first, Caller caller)
    {
        var answer = AnswerCodec.Decode(first, Space.Tree.Names);
        var manager = _context.Blocks.Manager;
        if (answer is AppendResult { LastBlock: { } last } append && manager.TryGet(last.Block.Id, out _))
        {
            var locations = manager.Locate(_context.Now, last.Block.Id, last.Offset, caller.Address).Locations;
            return append with { LastBlock = last with { Locations = locations } };
        }

        return answer;
    }
}
