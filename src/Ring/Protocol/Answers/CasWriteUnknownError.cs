using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>
/// A conditional write that others competed with: whether it happened is not known. Before version 5 it is told as
/// <see cref="WriteTimeoutError"/>.
/// </summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Received">Replicas that acknowledged.</param>
/// <param name="BlockFor">Replicas that are needed.</param>
public sealed record CasWriteUnknownError(string Message, Consistency Consistency, int Received, int BlockFor)
    : ErrorAnswer(ErrorCode.CasWriteUnknown, Message)
{
    internal static CasWriteUnknownError Read(scoped ref WireReader reader, string message) =>
        new(message, reader.Consistency(), reader.Int(), reader.Int());

    private protected override ErrorAnswer KnownTo(ProtocolVersion version) =>
        version >= ProtocolVersion.V5 ? this : new WriteTimeoutError(Message, Consistency, Received, BlockFor, WriteKind.Cas, 0);

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Received);
        buffer.PutInt(BlockFor);
    }
}
