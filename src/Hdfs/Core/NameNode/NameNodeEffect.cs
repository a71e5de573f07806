using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.NameNode;

/// <summary>What a NameNode step asks the shell to do.</summary>
public enum NameNodeEffectKind : byte
{
    /// <summary>Append <see cref="NameNodeEffect.Record"/> to the durable log.</summary>
    AppendEdit = 1,

    /// <summary>Answer <see cref="NameNodeEffect.Ticket"/> with <see cref="NameNodeEffect.Result"/>, once everything appended before is durable.</summary>
    Reply = 2,

    /// <summary>Refuse <see cref="NameNodeEffect.Ticket"/> with <see cref="NameNodeEffect.Error"/> and <see cref="NameNodeEffect.Message"/>.</summary>
    Fail = 3,

    /// <summary>Write <see cref="NameNodeEffect.Message"/> to the node's log (a node died, a replica is corrupt, safe mode ended).</summary>
    Note = 4,

    /// <summary>The call takes more than this step: a later one has its <see cref="Reply"/> or <see cref="Fail"/>, with <see cref="NameNodeEffect.Of"/>.</summary>
    PutOff = 5,
}

/// <summary>One effect, in order.</summary>
public readonly struct NameNodeEffect
{
    private NameNodeEffect(NameNodeEffectKind kind, long ticket, ReadOnlyMemory<byte> record, object? result, HdfsError error, string? message, NameNodeInput? of)
    {
        Kind = kind;
        Ticket = ticket;
        Record = record;
        Result = result;
        Error = error;
        Message = message;
        Of = of;
    }

    public NameNodeEffectKind Kind { get; }

    public long Ticket { get; }

    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>The operation's result type; null for a call without a result or one whose answer is "nothing there".</summary>
    public object? Result { get; }

    public HdfsError Error { get; }

    public string? Message { get; }

    /// <summary>The input of an earlier step that this answers; null: that of this step.</summary>
    public NameNodeInput? Of { get; }

    public static NameNodeEffect AppendEdit(ReadOnlyMemory<byte> record) => new(NameNodeEffectKind.AppendEdit, 0, record, null, default, null, null);

    public static NameNodeEffect Reply(long ticket, object? result) => new(NameNodeEffectKind.Reply, ticket, default, result, default, null, null);

    public static NameNodeEffect Fail(long ticket, HdfsError error, string message) =>
        new(NameNodeEffectKind.Fail, ticket, default, null, error, message, null);

    public static NameNodeEffect Note(string message) => new(NameNodeEffectKind.Note, 0, default, null, default, message, null);

    public static NameNodeEffect PutOff(long ticket) => new(NameNodeEffectKind.PutOff, ticket, default, null, default, null, null);

    /// <summary>The answer to an input that an earlier step put off.</summary>
    public static NameNodeEffect ReplyTo(NameNodeInput earlier, object? result) =>
        new(NameNodeEffectKind.Reply, earlier.Ticket, default, result, default, null, earlier);

    /// <summary>The refusal of an input that an earlier step put off.</summary>
    public static NameNodeEffect FailOf(NameNodeInput earlier, HdfsFault fault) =>
        new(NameNodeEffectKind.Fail, earlier.Ticket, default, null, fault.Error, fault.Message, earlier);
}
