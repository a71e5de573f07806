using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Log;

namespace Hathi.Simulation.Tests.Kit.Runtime;

/// <summary>
/// The process of a Core as its shell makes it: one thread steps the Core, edits go to the durable log, and an answer waits until all
/// edits appended before it are flushed; one flush serves all that wait. A log that fails stops it until an operator starts it again.
/// </summary>
/// <param name="process">The process.</param>
/// <param name="world">Checks and counts.</param>
/// <param name="newId">Gives numbers to connections.</param>
/// <param name="area">Who it is, such as "NameNode".</param>
/// <param name="directory">Of the log.</param>
internal abstract class CoreActor<TCore, TInput>(SimProcess process, World world, Func<long> newId, string area, string directory)
    : AsyncActor(process, newId)
    where TCore : class, ICore<TInput, Effect>, IReplayable
    where TInput : class
{
    private readonly DurableLogOptions _logOptions = new()
    {
        SegmentBytes = 2_000 + (process.Random.Next(10) * 3_000),
        AllocationBytes = process.Random.Next(2) * 1_000,
        MaxRecordBytes = 1 << 16,
        MaxPendingBytes = 1 << 20,
    };

    private readonly List<Effect> _effects = [];
    private readonly List<(object? Of, CoreAnswer Answer)> _answers = [];
    private readonly Queue<(long Index, Action Go)> _held = new();
    private readonly Dictionary<object, Waiting> _putOff = new(ReferenceEqualityComparer.Instance);
    private DurableLog? _log;
    private bool _flushing;

    /// <summary>The serving Core; null when its disk has failed.</summary>
    public TCore? Core { get; private set; }

    /// <summary>Of the newest edit.</summary>
    public long LastIndex => _log?.LastIndex ?? 0;

    /// <summary>Milliseconds from the start to the first tick.</summary>
    protected abstract long FirstTick { get; }

    /// <summary>A mutant: what is told does not wait for the disk.</summary>
    protected abstract bool AnswersBeforeTheFlush { get; }

    public override void OnStart()
    {
        try
        {
            _log = DurableLog.Exists(Process.Disk, directory)
                ? DurableLog.Open(Process.Disk, directory, _logOptions)
                : DurableLog.Create(Process.Disk, directory, new Guid(1, 2, 3, new byte[8]), _logOptions);
            var core = EmptyCore();
            var index = CoreFiles.Load(_log, core, Reader);
            Recovered(core, index);
            _effects.Clear();
            Begin(core, _effects);
            Core = core;
            Started(core);
            world.Report.Add($"{area} starts", 1);
            FlushSoon();
            After(FirstTick, "tick", Tick);
            After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Fail(e);
        }
    }

    public override void Accept(Connection connection, object first)
    {
        connection.OnPayload = payload =>
        {
            var request = (CoreRequest<TInput>)payload;
            if (Core is not null)
            {
                Step(new Waiting(answer => connection.Send(answer with { Number = request.Number })), request.Input);
            }
        };
        connection.OnPayload(first);
    }

    protected abstract TCore EmptyCore();

    protected abstract IImageReader Reader(TCore core);

    protected abstract IImageWriter Writer(TCore core);

    /// <summary>Everything durable was read back.</summary>
    protected abstract void Recovered(TCore core, long index);

    /// <summary>Has the Core serve.</summary>
    protected abstract void Begin(TCore core, List<Effect> effects);

    /// <summary>It serves: what it asked for at its start is carried out.</summary>
    protected abstract void Started(TCore core);

    /// <summary>Time has passed; says when the next tick comes.</summary>
    protected abstract void Tick();

    /// <summary>A mutant: whether this edit is not appended.</summary>
    protected abstract bool LosesEdit();

    /// <summary>What the Core is given of a call; the same, but in a mutant.</summary>
    protected abstract TInput Hears(TInput input);

    /// <summary>The answer as it is sent.</summary>
    protected abstract CoreAnswer AnswerOf(CoreFault? fault, object? result, long index);

    /// <summary>What the Core wants done outside.</summary>
    protected virtual void Do(object what) => throw new InvalidOperationException($"nobody does {what}");

    /// <summary>The Core was stepped and its edits are appended.</summary>
    /// <param name="input">As it came.</param>
    /// <param name="taken">As the Core was given it.</param>
    /// <param name="answer">To that input.</param>
    /// <param name="effects">All that it asked for.</param>
    /// <param name="index">Of the newest edit.</param>
    protected abstract void Stepped(TInput input, TInput taken, CoreAnswer? answer, IReadOnlyList<Effect> effects, long index);

    /// <summary>Who called was answered.</summary>
    protected virtual void AfterStep()
    {
    }

    /// <summary>Edits up to here are on the disk.</summary>
    protected virtual void Durable(long index)
    {
    }

    /// <summary>A Core was read back for a checkpoint.</summary>
    protected virtual void CheckDurable(TCore second, long index)
    {
    }

    /// <summary>The serving Core's image was read into another one.</summary>
    /// <param name="third">That.</param>
    /// <param name="image">Of what is durable.</param>
    /// <param name="isAllDurable">Nothing was appended behind that.</param>
    protected abstract void CheckLive(TCore third, byte[] image, bool isAllDurable);

    protected void Step(Waiting? caller, TInput input)
    {
        var taken = Hears(input);
        _effects.Clear();
        Core!.Step(Now, taken, _effects);
        CarryOut(caller, input, taken);
        FlushSoon();
    }

    protected void CarryOut(Waiting? caller, TInput input, TInput taken)
    {
        _answers.Clear();
        foreach (var effect in _effects)
        {
            switch (effect.Kind)
            {
                case EffectKind.AppendEdit when LosesEdit():
                    break;
                case EffectKind.AppendEdit:
                    _log!.Append(effect.Record.Span);
                    break;
                case EffectKind.Reply or EffectKind.Refuse:
                    _answers.Add((effect.Of, AnswerOf(effect.Fault, effect.Result, _log!.LastIndex)));
                    break;
                case EffectKind.Note:
                    Process.Note("says", effect.Message);
                    break;
                case EffectKind.Do:
                    Do(effect.What);
                    break;
            }
        }

        var own = _answers.Find(static a => a.Of is null).Answer;
        Stepped(input, taken, own, _effects.ToArray(), _log!.LastIndex);
        Answer(caller, taken, own);
        AfterStep();
    }

    /// <summary>Has something happen once everything appended so far is durable.</summary>
    protected void Hold(Action go)
    {
        var index = _log!.LastIndex;
        if ((_log.DurableIndex >= index && _held.Count == 0) || AnswersBeforeTheFlush)
        {
            go();
        }
        else
        {
            _held.Enqueue((index, go));
        }
    }

    // The flush itself takes no time here; what it takes passes before it.
    protected void FlushSoon()
    {
        if (!_flushing && _log is not null && _log.LastIndex > _log.DurableIndex)
        {
            _flushing = true;
            AfterMicros(Random.Next(20) == 0 ? Random.Next(20_000) : Random.Next(50, 2_000), "flush", Flush);
        }
    }

    private void Answer(Waiting? caller, TInput taken, CoreAnswer? own)
    {
        foreach (var (earlier, answer) in _answers)
        {
            if (earlier is not null && _putOff.Remove(earlier, out var waits))
            {
                world.Report.Add("calls answered in a later step", 1);
                Send(waits, answer);
            }
        }

        if (_effects.Exists(static e => e.Kind == EffectKind.PutOff))
        {
            _putOff.Add(taken, caller!);
        }
        else if (caller is not null)
        {
            world.Check(own is not null, $"{taken.GetType().Name} was not answered");
            Send(caller, own!);
        }
    }

    private void Send(Waiting to, CoreAnswer answer) => Hold(() => to.Tell(answer));

    private void Flush()
    {
        _flushing = false;
        if (Core is null)
        {
            return;
        }

        try
        {
            var durable = _log!.Flush();
            Durable(durable);
            while (_held.TryPeek(out var next) && next.Index <= durable)
            {
                _held.Dequeue();
                next.Go();
            }

            FlushSoon();
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
    }

    private void Checkpoint()
    {
        if (Core is null)
        {
            return;
        }

        After(Random.Next(2_000, 20_000), "checkpoint", Checkpoint);
        try
        {
            var second = EmptyCore();
            var index = CoreFiles.Load(_log!, second, Reader);
            CheckDurable(second, index);
            var image = CoreFiles.Image(Writer(second));
            if (index > (_log!.LatestSnapshot?.Index ?? -1))
            {
                _log.WriteSnapshot(index, stream => stream.Write(image));
                world.Report.Add("checkpoints", 1);
            }

            var third = EmptyCore();
            CoreFiles.Read(CoreFiles.Image(Writer(Core)), Reader(third));
            CheckLive(third, image, _log.DurableIndex == _log.LastIndex);
        }
        catch (LogFailedException e)
        {
            Fail(e);
        }
        catch (IOException e) when (e is not LogRecordException)
        {
            Process.Note("no checkpoint", e.Message); // The log is whole, only a restart takes longer.
        }
    }

    private void Fail(IOException e)
    {
        Process.Note("disk failed", e.Message);
        world.Report.Add($"{area} stops for its disk", 1);
        Core = null;
        _held.Clear();
        _putOff.Clear();
        _log?.Dispose();
        _log = null;
    }

    /// <summary>Who waits for an answer, by how he is told.</summary>
    protected sealed record Waiting(Action<CoreAnswer> Tell);
}
