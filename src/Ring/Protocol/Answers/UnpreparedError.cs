using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>A prepared statement that is not known here: the client prepares it again.</summary>
/// <param name="Message">For people.</param>
/// <param name="StatementId">The id that came.</param>
public sealed record UnpreparedError(string Message, ReadOnlyMemory<byte> StatementId) : ErrorAnswer(ErrorCode.Unprepared, Message)
{
    internal static UnpreparedError Read(scoped ref WireReader reader, string message) => new(message, reader.ShortBytes().ToArray());

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version) => buffer.PutShortBytes(StatementId.Span);
}
