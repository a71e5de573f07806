using System.Net;
using Hathi.Ring.Protocol.Notation;

namespace Hathi.Ring.Protocol.Answers;

/// <summary>Why a replica failed.</summary>
/// <param name="Replica">Its address.</param>
/// <param name="Reason">Why.</param>
public readonly record struct ReplicaFailure(IPAddress Replica, FailureReason Reason)
{
    // An address of four bytes with its length, a reason.
    private const int LeastBytes = 7;

    /// <summary>Writes how many failed, and which and why: older versions have no place for that.</summary>
    internal static void WriteAll(WireBuffer buffer, IReadOnlyList<ReplicaFailure> failures, int failed, ProtocolVersion version)
    {
        if (version < ProtocolVersion.V5)
        {
            buffer.PutInt(failed);
            return;
        }

        buffer.PutInt(failures.Count);
        foreach (var failure in failures)
        {
            buffer.PutAddress(failure.Replica);
            buffer.PutShort((ushort)failure.Reason);
        }
    }

    /// <summary>Reads them.</summary>
    internal static ReplicaFailure[] ReadAll(scoped ref WireReader reader, ProtocolVersion version, out int failed)
    {
        failed = reader.Int();
        if (version < ProtocolVersion.V5)
        {
            return [];
        }

        var failures = new ReplicaFailure[reader.Count(failed, LeastBytes, "failures")];
        for (var i = 0; i < failures.Length; i++)
        {
            failures[i] = new ReplicaFailure(reader.Address(), (FailureReason)reader.Short());
        }

        return failures;
    }
}
