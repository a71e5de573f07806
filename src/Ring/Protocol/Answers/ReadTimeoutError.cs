using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Too few replicas answered a read in time.</summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Received">Replicas that answered.</param>
/// <param name="BlockFor">Replicas that are needed.</param>
/// <param name="IsDataPresent">The one that was asked for data has answered.</param>
public sealed record ReadTimeoutError(string Message, Consistency Consistency, int Received, int BlockFor, bool IsDataPresent)
    : ErrorAnswer(ErrorCode.ReadTimeout, Message)
{
    internal static ReadTimeoutError Read(scoped ref WireReader reader, string message) =>
        new(message, reader.Consistency(), reader.Int(), reader.Int(), reader.Byte() != 0);

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Received);
        buffer.PutInt(BlockFor);
        buffer.PutByte(IsDataPresent ? (byte)1 : (byte)0);
    }
}
