using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>A function failed. Before version 4 it is told as <see cref="ErrorCode.Invalid"/>.</summary>
/// <param name="Message">For people.</param>
/// <param name="Keyspace">Of the function.</param>
/// <param name="Function">Its name.</param>
/// <param name="ArgumentTypes">Its arguments', as CQL writes them.</param>
public sealed record FunctionFailureError(string Message, string Keyspace, string Function, IReadOnlyList<string> ArgumentTypes)
    : ErrorAnswer(ErrorCode.FunctionFailure, Message)
{
    internal static FunctionFailureError Read(scoped ref WireReader reader, string message) =>
        new(message, reader.String(), reader.String(), reader.StringList());

    private protected override ErrorAnswer KnownTo(ProtocolVersion version) =>
        version >= ProtocolVersion.V4 ? this : new ErrorAnswer(ErrorCode.Invalid, Message);

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutString(Keyspace);
        buffer.PutString(Function);
        buffer.PutStringList(ArgumentTypes);
    }
}
