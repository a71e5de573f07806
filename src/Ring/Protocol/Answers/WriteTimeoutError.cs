using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Too few replicas acknowledged a write in time; it may have happened.</summary>
/// <param name="Message">For people.</param>
/// <param name="Consistency">The level that was asked for.</param>
/// <param name="Received">Replicas that acknowledged.</param>
/// <param name="BlockFor">Replicas that are needed.</param>
/// <param name="Kind">What was written.</param>
/// <param name="Contentions">How often others were in the way of a condition; told of <see cref="WriteKind.Cas"/> in version 5.</param>
public sealed record WriteTimeoutError(
    string Message, Consistency Consistency, int Received, int BlockFor, WriteKind Kind, ushort Contentions)
    : ErrorAnswer(ErrorCode.WriteTimeout, Message)
{
    internal static WriteTimeoutError Read(scoped ref WireReader reader, string message, ProtocolVersion version)
    {
        var (consistency, received, blockFor) = (reader.Consistency(), reader.Int(), reader.Int());
        var kind = WriteKinds.Read(ref reader);

        // Cassandra itself leaves it out where a condition timed out before it had a turn.
        var isTold = kind == WriteKind.Cas && version >= ProtocolVersion.V5 && !reader.Rest.IsEmpty;
        return new(message, consistency, received, blockFor, kind, isTold ? reader.Short() : (ushort)0);
    }

    private protected override void WriteRest(WireBuffer buffer, ProtocolVersion version)
    {
        buffer.PutConsistency(Consistency);
        buffer.PutInt(Received);
        buffer.PutInt(BlockFor);
        buffer.PutString(WriteKinds.NameOf(Kind));
        if (Kind == WriteKind.Cas && version >= ProtocolVersion.V5)
        {
            buffer.PutShort(Contentions);
        }
    }
}
