using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>A keyspace or table that is to be made is there.</summary>
/// <param name="Message">For people.</param>
/// <param name="Keyspace">It, or the table's.</param>
/// <param name="Table">Empty: it is the keyspace.</param>
public sealed record AlreadyExistsError(string Message, string Keyspace, string Table) : ErrorAnswer(ErrorCode.AlreadyExists, Message)
{
    internal static AlreadyExistsError Read(scoped ref WireReader reader, string message) => new(message, reader.String(), reader.String());

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutString(Keyspace);
        buffer.PutString(Table);
    }
}
