using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Replicas failed in a read. Before version 4 it is told as <see cref="ReadTimeoutError"/>.</summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Received">Replicas that answered.</param>
/// <param name="BlockFor">Replicas that are needed.</param>
/// <param name="Failed">Replicas that failed: as many as are told, and in version 4 none is.</param>
/// <param name="Failures">Which, and why.</param>
/// <param name="IsDataPresent">The one that was asked for data has answered.</param>
public sealed record ReadFailureError(
    string Message,
    Consistency Consistency,
    int Received,
    int BlockFor,
    int Failed,
    IReadOnlyList<ReplicaFailure> Failures,
    bool IsDataPresent) : ErrorAnswer(ErrorCode.ReadFailure, Message)
{
    internal static ReadFailureError Read(scoped ref WireReader reader, string message, ProtocolVersion version)
    {
        var (consistency, received, blockFor) = (reader.Consistency(), reader.Int(), reader.Int());
        var failures = ReplicaFailure.ReadAll(ref reader, version, out var failed);
        return new(message, consistency, received, blockFor, failed, failures, reader.Byte() != 0);
    }

    private protected override ErrorAnswer KnownTo(ProtocolVersion version) =>
        version >= ProtocolVersion.V4 ? this : new ReadTimeoutError(Message, Consistency, Received, BlockFor, IsDataPresent);

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Received);
        buffer.PutInt(BlockFor);
        ReplicaFailure.WriteAll(buffer, Failures, Failed, version);
        buffer.PutByte(IsDataPresent ? (byte)1 : (byte)0);
    }
}
