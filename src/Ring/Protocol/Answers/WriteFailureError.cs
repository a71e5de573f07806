using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Replicas failed in a write. Before version 4 it is told as <see cref="WriteTimeoutError"/>.</summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Received">Replicas that acknowledged.</param>
/// <param name="BlockFor">Replicas that are needed.</param>
/// <param name="Failed">Replicas that failed: as many as are told, and in version 4 none is.</param>
/// <param name="Failures">Which, and why.</param>
/// <param name="Kind">What was written.</param>
public sealed record WriteFailureError(
    string Message,
    Consistency Consistency,
    int Received,
    int BlockFor,
    int Failed,
    IReadOnlyList<ReplicaFailure> Failures,
    WriteKind Kind) : ErrorAnswer(ErrorCode.WriteFailure, Message)
{
    internal static WriteFailureError Read(scoped ref WireReader reader, string message, ProtocolVersion version)
    {
        var (consistency, received, blockFor) = (reader.Consistency(), reader.Int(), reader.Int());
        var failures = ReplicaFailure.ReadAll(ref reader, version, out var failed);
        return new(message, consistency, received, blockFor, failed, failures, WriteKinds.Read(ref reader));
    }

    private protected override ErrorAnswer KnownTo(ProtocolVersion version) =>
        version >= ProtocolVersion.V4 ? this : new WriteTimeoutError(Message, Consistency, Received, BlockFor, Kind, 0);

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Received);
        buffer.PutInt(BlockFor);
        ReplicaFailure.WriteAll(buffer, Failures, Failed, version);
        buffer.PutString(WriteKinds.NameOf(Kind));
    }
}
