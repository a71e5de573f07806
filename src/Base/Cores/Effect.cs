namespace Hathi.Base.Cores;

/// <summary>What a step asks the shell to do.</summary>
public enum EffectKind : byte
{
    /// <summary>Append <see cref="Effect.Record"/> to the durable log.</summary>
    AppendEdit = 1,

    /// <summary>Answer a call with <see cref="Effect.Result"/>, once everything appended before is durable.</summary>
    Reply = 2,

    /// <summary>Refuse a call with <see cref="Effect.Fault"/>.</summary>
    Refuse = 3,

    /// <summary>Write <see cref="Effect.Message"/> to the node's log (a node died, an application failed, safe mode ended).</summary>
    Note = 4,

    /// <summary>
    /// The call takes more than this step: a later one has its <see cref="Reply"/> or <see cref="Refuse"/>, with <see cref="Effect.Of"/>.
    /// </summary>
    PutOff = 5,

    /// <summary>Have <see cref="Effect.What"/> done outside (a master launched), once everything appended before is durable.</summary>
    Do = 6,
}

/// <summary>One effect of a Core whose changes are kept in a log and whose calls are answered. They are carried out in order.</summary>
public readonly struct Effect
{
    private readonly object? _value;

    private Effect(EffectKind kind, ReadOnlyMemory<byte> record, object? value, string? message, object? of)
    {
        Kind = kind;
        Record = record;
        _value = value;
        Message = message;
        Of = of;
    }

    /// <summary>What is to be done.</summary>
    public EffectKind Kind { get; }

    /// <summary>All edits of the step, of <see cref="EffectKind.AppendEdit"/>.</summary>
    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>
    /// The answer, of the type that the call asks for (<see cref="IAsk{TAnswer}"/>); null for a call without one, or when it is "nothing
    /// there".
    /// </summary>
    public object? Result => Kind == EffectKind.Reply ? _value : null;

    /// <summary>Why a call is refused.</summary>
    public CoreFault? Fault => _value as CoreFault;

    /// <summary>What is to be done outside, of <see cref="EffectKind.Do"/>.</summary>
    public object What => _value!;

    /// <summary>What is said, of a note or a refusal.</summary>
    public string? Message { get; }

    /// <summary>The input of an earlier step that this answers; null: that of this step.</summary>
    public object? Of { get; }

    /// <summary>Has a step's edits appended.</summary>
    public static Effect AppendEdit(ReadOnlyMemory<byte> record) => new(EffectKind.AppendEdit, record, null, null, null);

    /// <summary>Answers the input of this step.</summary>
    public static Effect Reply(object? result) => new(EffectKind.Reply, default, result, null, null);

    /// <summary>Answers an input that an earlier step put off.</summary>
    public static Effect ReplyTo(object earlier, object? result) => new(EffectKind.Reply, default, result, null, earlier);

    /// <summary>Refuses the input of this step.</summary>
    public static Effect Refuse(CoreFault fault) => new(EffectKind.Refuse, default, fault, fault.Message, null);

    /// <summary>Refuses an input that an earlier step put off.</summary>
    public static Effect Refuse(object earlier, CoreFault fault) => new(EffectKind.Refuse, default, fault, fault.Message, earlier);

    /// <summary>Says something in the node's log.</summary>
    public static Effect Note(string message) => new(EffectKind.Note, default, null, message, null);

    /// <summary>The input of this step is answered by a later one.</summary>
    public static Effect PutOff() => new(EffectKind.PutOff, default, null, null, null);

    /// <summary>Has something done outside.</summary>
    public static Effect Do(object what) => new(EffectKind.Do, default, what, null, null);
}
