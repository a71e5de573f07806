using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>
/// Something went wrong: Cassandra's code, a text, and for some codes more, which are records of their own. Source:
/// <c>native_protocol_v5.spec</c>, sections 4.2.1 and 8.
/// </summary>
/// <param name="Code">What it is.</param>
/// <param name="Message">For people, though drivers look into some.</param>
public record ErrorAnswer(ErrorCode Code, string Message)
{
    /// <summary>Writes the message, as a client of the version knows it.</summary>
    public void Write(WireBuffer buffer, ProtocolVersion version)
    {
        var known = KnownTo(version);
        buffer.PutInt((int)known.Code);
        buffer.PutText(known.Message);
        known.WriteRest(buffer, version);
    }

    /// <summary>Reads the message. A code that is not known is kept, and what follows it is not looked at.</summary>
    /// <exception cref="ProtocolException">It is none.</exception>
    public static ErrorAnswer Read(ReadOnlySpan<byte> message, ProtocolVersion version)
    {
        var reader = new WireReader(message);
        var code = (ErrorCode)reader.Int();
        var text = reader.String();
        return code switch
        {
            ErrorCode.Unavailable => UnavailableError.Read(ref reader, text),
            ErrorCode.WriteTimeout => WriteTimeoutError.Read(ref reader, text, version),
            ErrorCode.ReadTimeout => ReadTimeoutError.Read(ref reader, text),
            ErrorCode.ReadFailure => ReadFailureError.Read(ref reader, text, version),
            ErrorCode.WriteFailure => WriteFailureError.Read(ref reader, text, version),
            ErrorCode.FunctionFailure => FunctionFailureError.Read(ref reader, text),
            ErrorCode.CasWriteUnknown => CasWriteUnknownError.Read(ref reader, text),
            ErrorCode.AlreadyExists => AlreadyExistsError.Read(ref reader, text),
            ErrorCode.Unprepared => UnpreparedError.Read(ref reader, text),
            _ => new ErrorAnswer(code, text),
        };
    }

    /// <summary>The same in words of an older version.</summary>
    private protected virtual ErrorAnswer KnownTo(ProtocolVersion version) =>
        Code == ErrorCode.CdcWriteFailure && version < ProtocolVersion.V4 ? new ErrorAnswer(ErrorCode.Invalid, Message) : this;

    /// <summary>What follows the text.</summary>
    private protected virtual void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
    }
}
