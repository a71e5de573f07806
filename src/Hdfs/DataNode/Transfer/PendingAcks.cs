using System.Globalization;
using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;

namespace Hathi.Hdfs.DataNode.Transfer;

/// <summary>A packet that was passed on and not acknowledged yet.</summary>
/// <param name="SequenceNumber">Of the packet.</param>
/// <param name="BlockEnd">Bytes of the block up to its end.</param>
/// <param name="Last">No packet follows.</param>
/// <param name="Since">When it was passed on, in milliseconds of the node's time.</param>
internal readonly record struct PendingAck(long SequenceNumber, long BlockEnd, bool Last, long Since);

/// <summary>Packets that the next node has and has not acknowledged, in their order.</summary>
internal sealed class PendingAcks(TimeProvider time)
{
    /// <summary>Far more than a writer sends ahead (dfs.client.write.max-packets-in-flight is 80).</summary>
    private const int MaxPending = 16_384;

    private readonly Queue<PendingAck> _queue = new();

    internal bool IsEmpty => _queue.Count == 0;

    /// <summary>Milliseconds that the oldest has been waiting; 0: none waits.</summary>
    internal long OldestAge => _queue.TryPeek(out var oldest) ? time.Milliseconds() - oldest.Since : 0;

    internal void Add(in ReceivedPacket packet)
    {
        if (_queue.Count == MaxPending)
        {
            throw new RefusedException(
                $"More than {MaxPending} packets are waiting for their acknowledgement: the writer does not wait for any.");
        }

        _queue.Enqueue(new PendingAck(packet.Header.SequenceNumber, packet.BlockEnd, packet.Header.LastInBlock, time.Milliseconds()));
    }

    /// <summary>Takes the oldest, which must have this number.</summary>
    /// <exception cref="IOException">The next node acknowledged another packet.</exception>
    internal PendingAck Take(long sequenceNumber) => _queue.TryDequeue(out var oldest) && oldest.SequenceNumber == sequenceNumber
        ? oldest
        : throw new RefusedException(
            $"seqno: expected={(oldest == default ? "none" : oldest.SequenceNumber.ToString(CultureInfo.InvariantCulture))}, "
            + $"received={sequenceNumber}");
}
