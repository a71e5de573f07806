using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Too few replicas are alive: nothing was tried.</summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Required">Replicas that it needs.</param>
/// <param name="Alive">Replicas that are.</param>
public sealed record UnavailableError(string Message, Consistency Consistency, int Required, int Alive)
    : ErrorAnswer(ErrorCode.Unavailable, Message)
{
    internal static UnavailableError Read(scoped ref WireReader reader, string message) =>
        new(message, reader.Consistency(), reader.Int(), reader.Int());

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Required);
        buffer.PutInt(Alive);
    }
}
