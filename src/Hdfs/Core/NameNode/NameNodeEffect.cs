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
}

/// <summary>One effect, in order.</summary>
public readonly struct NameNodeEffect
{
    private NameNodeEffect(NameNodeEffectKind kind, long ticket, ReadOnlyMemory<byte> record, object? result, HdfsError error, string? message)
    {
        Kind = kind;
        Ticket = ticket;
        Record = record;
        Result = result;
        Error = error;
        Message = message;
    }

    public NameNodeEffectKind Kind { get; }

    public long Ticket { get; }

    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>The operation's result type; null for a call without a result or one whose answer is "nothing there".</summary>
    public object? Result { get; }

    public HdfsError Error { get; }

    public string? Message { get; }

    public static NameNodeEffect AppendEdit(ReadOnlyMemory<byte> record) => new(NameNodeEffectKind.AppendEdit, 0, record, null, default, null);

    public static NameNodeEffect Reply(long ticket, object? result) => new(NameNodeEffectKind.Reply, ticket, default, result, default, null);

    public static NameNodeEffect Fail(long ticket, HdfsError error, string message) => new(NameNodeEffectKind.Fail, ticket, default, null, error, message);

    public static NameNodeEffect Note(string message) => new(NameNodeEffectKind.Note, 0, default, null, default, message);
}
