using Hathi.Yarn.Core.Model;

namespace Hathi.Yarn.Core.ResourceManager;

/// <summary>What a step asks the shell to do.</summary>
public enum RmEffectKind : byte
{
    /// <summary>Append <see cref="RmEffect.Record"/> to the durable log.</summary>
    AppendEdit = 1,

    /// <summary>Answer <see cref="RmEffect.Ticket"/> with <see cref="RmEffect.Result"/>, once everything appended before is durable.</summary>
    Reply = 2,

    /// <summary>Refuse <see cref="RmEffect.Ticket"/> with <see cref="RmEffect.Error"/> and <see cref="RmEffect.Message"/>.</summary>
    Fail = 3,

    /// <summary>Write <see cref="RmEffect.Message"/> to the node's log (an application failed, a node was lost).</summary>
    Note = 4,

    /// <summary>
    /// Launch the master in <see cref="RmEffect.Launch"/>, once everything appended before is durable. The outcome comes back as an
    /// <see cref="Operations.AmLaunched"/> or <see cref="Operations.AmLaunchFailed"/>.
    /// </summary>
    LaunchMaster = 5,
}

/// <summary>One effect, in order.</summary>
public readonly struct RmEffect
{
    private RmEffect(RmEffectKind kind, long ticket, ReadOnlyMemory<byte> record, object? result, RmError error, string? message)
    {
        Kind = kind;
        Ticket = ticket;
        Record = record;
        Result = result;
        Error = error;
        Message = message;
    }

    public RmEffectKind Kind { get; }

    public long Ticket { get; }

    public ReadOnlyMemory<byte> Record { get; }

    /// <summary>The operation's result type; null for a call without a result.</summary>
    public object? Result { get; }

    public RmError Error { get; }

    public string? Message { get; }

    /// <summary>What to launch, of <see cref="RmEffectKind.LaunchMaster"/>.</summary>
    public AmLaunch Launch => (AmLaunch)Result!;

    public static RmEffect AppendEdit(ReadOnlyMemory<byte> record) => new(RmEffectKind.AppendEdit, 0, record, null, default, null);

    public static RmEffect Reply(long ticket, object? result) => new(RmEffectKind.Reply, ticket, default, result, default, null);

    public static RmEffect Fail(long ticket, RmError error, string message) => new(RmEffectKind.Fail, ticket, default, null, error, message);

    public static RmEffect Note(string message) => new(RmEffectKind.Note, 0, default, null, default, message);

    public static RmEffect LaunchMaster(AmLaunch launch) => new(RmEffectKind.LaunchMaster, 0, default, launch, default, null);
}
