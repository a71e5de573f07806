using Hathi.Hdfs.Core.DataNodes;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.DataNode;

/// <summary>What one holder told in the first half of a recovery.</summary>
/// <param name="Holder">Its place in the list of the NameNode's command.</param>
/// <param name="Length">Bytes on its disk.</param>
/// <param name="SoundLength">Of those, the ones before what may be a gap that the power left, or rot; the same number: it is sound to its end.</param>
/// <param name="GenerationStamp">Of its replica.</param>
/// <param name="OriginalState">Before the recovery.</param>
public readonly record struct RecoveryCandidate(int Holder, long Length, long SoundLength, long GenerationStamp, ReplicaState OriginalState);

/// <summary>What the primary of a block recovery decides. Source: BlockRecoveryWorker.RecoveryTaskContiguous.</summary>
/// <param name="DeleteBlock">Nobody has a byte of it: the NameNode is to drop the block.</param>
/// <param name="Length">Bytes of the block from now on.</param>
/// <param name="Holders">Who takes part in the second half.</param>
public sealed record RecoveryAgreement(bool DeleteBlock, long Length, IReadOnlyList<int> Holders)
{
    /// <summary>Decides on length and holders.</summary>
    /// <param name="known">
    /// The block as the NameNode knows it. Older replicas are left out. So many bytes were acknowledged to the writer by every node: a replica that is
    /// shorter was damaged, and is left out too when another is not.
    /// </param>
    /// <param name="candidates">The answers that came.</param>
    /// <param name="silent">Holders that were asked and did not say what they have. One of them may have what the others lack.</param>
    /// <param name="truncateTo">The length asked for by a truncate; -1: none.</param>
    /// <exception cref="ReplicaFault">
    /// Mismatch: finalized replicas of different lengths, only replicas in states that cannot be used, or acknowledged bytes that only a silent holder
    /// can have.
    /// </exception>
    public static RecoveryAgreement Decide(Block known, IReadOnlyList<RecoveryCandidate> candidates, int silent, long truncateTo)
    {
        var usable = Usable(known, candidates);
        if (silent > 0 && !usable.Exists(c => c.SoundLength == c.Length && c.Length >= Math.Max(1, known.Length)))
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"No replica that was found has the {known.Length} bytes of blk_{known.Id}_{known.GenerationStamp}, and {silent} holder(s) did not say what they have: the recovery waits for them.");
        }

        if (usable.Count == 0)
        {
            return new RecoveryAgreement(true, 0, []);
        }

        var agreement = FinalizedLength(usable) is { } length ? OfFinalized(usable, length) : OfUnfinished(usable, known.Length);
        return truncateTo >= 0 ? agreement with { Length = truncateTo } : agreement;
    }

    private static List<RecoveryCandidate> Usable(Block known, IReadOnlyList<RecoveryCandidate> candidates)
    {
        var usable = new List<RecoveryCandidate>();
        var nonEmpty = 0;
        foreach (var c in candidates)
        {
            if (c.GenerationStamp >= known.GenerationStamp && c.Length > 0)
            {
                nonEmpty++;
                if (c.OriginalState <= ReplicaState.WaitingToBeRecovered)
                {
                    usable.Add(c);
                }
            }
        }

        if (nonEmpty > 0 && usable.Count == 0)
        {
            throw new ReplicaFault(ReplicaError.Mismatch, $"Found {nonEmpty} replica(s) but none is in RWR or better state.");
        }

        if (usable.Exists(c => c.SoundLength >= known.Length))
        {
            usable.RemoveAll(c => c.SoundLength < known.Length);
        }

        return usable;
    }

    private static long? FinalizedLength(List<RecoveryCandidate> usable)
    {
        long? length = null;
        foreach (var c in usable)
        {
            if (c.OriginalState == ReplicaState.Finalized)
            {
                length ??= c.Length;
                if (length != c.Length)
                {
                    throw new ReplicaFault(ReplicaError.Mismatch, $"Inconsistent size of finalized replicas: {c.Length} and {length} bytes.");
                }
            }
        }

        return length;
    }

    private static RecoveryAgreement OfFinalized(List<RecoveryCandidate> usable, long length)
    {
        var holders = new List<int>();
        foreach (var c in usable)
        {
            if (c.OriginalState == ReplicaState.Finalized || (c.OriginalState == ReplicaState.BeingWritten && c.Length == length))
            {
                holders.Add(c.Holder);
            }
        }

        return new RecoveryAgreement(false, length, holders);
    }

    // A replica with a gap has no say beside one without, and no part when the gap lies within what was agreed: what was taken for a gap may be rot, and the
    // others are not to be cut for it. When all have one, nobody has more than the one that is sound the furthest; but what was acknowledged is not cut off
    // where nobody else has more of it that is sound: a damaged chunk is reported, and the bytes behind it are there.
    private static RecoveryAgreement OfUnfinished(List<RecoveryCandidate> usable, long acknowledged)
    {
        var best = ReplicaState.WaitingToBeRecovered;
        foreach (var c in usable)
        {
            best = c.OriginalState < best ? c.OriginalState : best;
        }

        var (least, furthest) = (long.MaxValue, 0L);
        foreach (var c in usable)
        {
            if (c.OriginalState == best)
            {
                least = c.SoundLength == c.Length ? Math.Min(least, c.Length) : least;
                furthest = Math.Max(furthest, c.SoundLength);
            }
        }

        var length = Math.Min(least, furthest);
        var whole = usable.FindAll(c => c.OriginalState == best && c.Length >= acknowledged);
        var isDamaged = length < acknowledged && whole.Exists(c => c.SoundLength >= length);
        if (isDamaged)
        {
            length = whole.Min(static c => c.Length);
        }

        var holders = new List<int>();
        foreach (var c in usable)
        {
            if (c.OriginalState == best && (isDamaged ? c.Length : c.SoundLength) >= length)
            {
                holders.Add(c.Holder);
            }
        }

        return new RecoveryAgreement(false, length, holders);
    }
}
