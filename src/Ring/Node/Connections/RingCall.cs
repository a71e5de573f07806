using Hathi.Ring.Node.Memory;
using Hathi.Ring.Protocol;
using Hathi.Ring.Protocol.Answers;
using Hathi.Ring.Protocol.Envelopes;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Node.Connections;

/// <summary>A request under way, which is to be answered once; a value, so that none is made for a request.</summary>
internal readonly struct RingCall
{
    internal RingCall(RingConnection connection, in EnvelopeHeader header, long bytes)
    {
        Connection = connection;
        Stream = header.Stream;
        Version = (ProtocolVersion)header.Version;
        IsTraced = (header.Flags & EnvelopeFlags.Tracing) != 0;
        Bytes = bytes;
    }

    /// <summary>Who asks.</summary>
    public RingConnection Connection { get; }

    /// <summary>In whose words.</summary>
    public ProtocolVersion Version { get; }

    /// <summary>The client wants to know how it went.</summary>
    public bool IsTraced { get; }

    /// <summary>By which the client knows the answer.</summary>
    internal short Stream { get; }

    /// <summary>What it counts of the room for requests.</summary>
    internal long Bytes { get; }

    /// <summary>
    /// Begins the answer: it is written without waiting, and without doing anything else meanwhile, for the buffer is this thread's.
    /// </summary>
    public AnswerWriter Begin(Opcode opcode) => new(this, opcode);

    /// <summary>Answers with an error.</summary>
    public void Refuse(ErrorAnswer error)
    {
        var answer = Begin(Opcode.Error);
        error.Write(answer.Buffer, Version);
        answer.Complete(default);
    }

    /// <summary>Answers with what an exception says.</summary>
    public void Fail(Exception fault, Opcode opcode) => Refuse(Connection.ErrorOf(fault, opcode));
}

/// <summary>An answer that is being written.</summary>
internal readonly struct AnswerWriter
{
    private readonly RingCall _call;
    private readonly OpenEnvelope _envelope;
    private readonly int _start;
    private readonly bool _isInBatch;

    internal AnswerWriter(in RingCall call, Opcode opcode)
    {
        _call = call;
        var batch = call.Connection.BatchOfThisThread;
        _isInBatch = batch is not null;
        Buffer = batch ?? AnswerBuffers.Take();
        _start = Buffer.Length;
        _envelope = OpenEnvelope.Begin(Buffer, call.Version, call.Stream, opcode);
    }

    /// <summary>Where the message goes.</summary>
    public WireBuffer Buffer { get; }

    /// <summary>Ends the answer and has it sent.</summary>
    public void Complete(in AnswerExtras extras)
    {
        _envelope.Complete(extras);
        if (_call.Connection.RefusalOfAnswer(Buffer.Length - _start) is { } refusal)
        {
            Buffer.Truncate(_start);
            var instead = OpenEnvelope.Begin(Buffer, _call.Version, _call.Stream, Opcode.Error);
            refusal.Write(Buffer, _call.Version);
            instead.Complete();
        }

        if (!_isInBatch)
        {
            _call.Connection.Answers.Put(Buffer.Written);
            AnswerBuffers.Return(Buffer);
        }

        _call.Connection.End(_call);
    }

    /// <summary>Takes it back: something failed in its middle. Another is to be begun.</summary>
    public void Abandon()
    {
        _envelope.Abandon();
        if (!_isInBatch)
        {
            AnswerBuffers.Return(Buffer);
        }
    }
}
