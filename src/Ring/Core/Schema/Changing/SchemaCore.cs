using System.Collections.Frozen;
using Hathi.Base;
using Hathi.Base.Cores;
using Hathi.Ring.Core.Schema.Edits;
using Hathi.Ring.Core.Schema.State;
using Hathi.Ring.Core.Schema.Steps;
using Hathi.Ring.Core.Syntax;

namespace Hathi.Ring.Core.Schema.Changing;

/// <summary>
/// What may be declared, and what is. One thread owns it; what it gives out (<see cref="RingSchema"/>) is for all. Lifecycle: construct,
/// read an image into it (<see cref="Image.SchemaImageReader"/>), <see cref="Replay"/> the log, <see cref="Start"/>, then
/// <see cref="Step"/> only. A second instance that is only replayed into writes checkpoints (<see cref="Image.SchemaImageWriter"/>). Each
/// change is also asked to be done outside (<see cref="EffectKind.Do"/> with its <see cref="SchemaOutcome"/>), once it is durable: whoever
/// answers has to do that first.
/// </summary>
public sealed class SchemaCore : ICore<SchemaInput, Effect>, IReplayable
{
    private static readonly FrozenDictionary<Type, Func<OperationContext, SchemaInput, object?>> s_operations =
        new OperationTable<OperationContext, SchemaInput>().Add<ChangeSchemaRequest, SchemaOutcome>(StatementTable.Run).Freeze();

    private readonly OperationContext _context;
    private readonly RunningClock _clock = new(RunningClock.DefaultLongestGap);

    /// <param name="system">The system's keyspaces.</param>
    /// <param name="random">Where ids of tables come from; another seed in each life.</param>
    public SchemaCore(RingSchema system, SeededRandom random)
    {
        ArgumentNullException.ThrowIfNull(system);
        System = system;
        State = new SchemaState(system);
        _context = new OperationContext(State, random);
    }

    /// <summary>What is declared now.</summary>
    public RingSchema Schema => State.Schema;

    /// <summary>How many changes there were.</summary>
    public long Epoch => State.Epoch;

    /// <inheritdoc/>
    public bool IsUnchanged => _context.IsUnchanged;

    internal RingSchema System { get; }

    internal SchemaState State { get; }

    /// <inheritdoc/>
    public void Replay(ReadOnlySpan<byte> record)
    {
        State.Follow("A ring's schema");
        Replayer.Replay(State, record);
    }

    /// <summary>Everything was loaded: from here on it decides.</summary>
    public void Start() => State.Lead();

    /// <inheritdoc/>
    public void Step(Now now, SchemaInput input, List<Effect> effects)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(effects);
        var first = effects.Count;
        _context.Begin(_clock.Read(now));
        if (input is SchemaTick)
        {
            return;
        }

        try
        {
            var answer = s_operations[input.GetType()](_context, input);
            if (answer is SchemaOutcome { Change: not null })
            {
                effects.Add(Effect.Do(answer));
            }

            effects.Add(Effect.Reply(answer));
        }
        catch (CqlException refusal) when (_context.IsUnchanged)
        {
            effects.Add(Effect.Refuse(new SchemaFault(refusal)));
        }

        _context.Flush(effects, first);
    }
}
