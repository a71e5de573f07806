using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Replicas;

/// <summary>What one holder told in the first half of a recovery.</summary>
/// <param name="Holder">Its place in the list of the NameNode's command.</param>
/// <param name="Length">Bytes on its disk.</param>
/// <param name="SoundLength">
/// Of those, the ones before what may be a gap that the power left; 0: it is there and nothing of it can be vouched for; the same number:
/// it is sound to its end, but for chunks that rotted.
/// </param>
/// <param name="DamagedAt">Start of the first chunk that is known not to fit its checksum, or that cannot be read; -1: none.</param>
/// <param name="GenerationStamp">Of its replica.</param>
/// <param name="OriginalState">Before the recovery.</param>
public readonly record struct RecoveryCandidate(
    int Holder,
    long Length,
    long SoundLength,
    long DamagedAt,
    long GenerationStamp,
    ReplicaState OriginalState)
{
    /// <summary>Whether some of its first <paramref name="length"/> bytes are known to be damaged.</summary>
    public bool IsDamagedWithin(long length) => DamagedAt >= 0 && DamagedAt < length;
}

/// <summary>What the primary of a block recovery decides. Source: BlockRecoveryWorker.RecoveryTaskContiguous.</summary>
/// <param name="DeleteBlock">Nobody has a byte of it: the NameNode is to drop the block.</param>
/// <param name="Length">Bytes of the block from now on.</param>
/// <param name="Holders">Who takes part in the second half.</param>
public sealed record RecoveryAgreement(bool DeleteBlock, long Length, IReadOnlyList<int> Holders)
{
    /// <summary>Decides on length and holders.</summary>
    /// <param name="known">
    /// The block as the NameNode knows it. Older replicas are left out. So many bytes were acknowledged to the writer by every node: a
    /// replica that is shorter was damaged, and is left out too when another is not.
    /// </param>
    /// <param name="candidates">The answers that came.</param>
    /// <param name="silent">Holders that were asked and did not say what they have. One of them may have what the others lack.</param>
    /// <param name="withoutSilent">They were asked often enough: what the others have is the block.</param>
    /// <param name="truncateTo">The length asked for by a truncate; -1: none.</param>
    /// <exception cref="ReplicaFault">
    /// Mismatch: finalized replicas of one generation and different lengths, only replicas in states that cannot be used, or bytes that
    /// only a silent holder can have.
    /// </exception>
    public static RecoveryAgreement Decide(
        Block known, IReadOnlyList<RecoveryCandidate> candidates, int silent, bool withoutSilent, long truncateTo)
    {
        var present = Present(known, candidates);
        var usable = Usable(known, present);
        if (silent > 0 && IsWaitedFor(known, usable, withoutSilent))
        {
            throw new ReplicaFault(
                ReplicaError.Mismatch,
                $"No replica that was found has the {known.Length} bytes of blk_{known.Id}_{known.GenerationStamp} undamaged, "
                + $"and {silent} holder(s) did not say what they have: the recovery waits for them.");
        }

        if (usable.Count == 0)
        {
            return new RecoveryAgreement(true, 0, []);
        }

        var agreement = FinalizedLength(usable) is { } length ? OfFinalized(usable, length) : OfUnfinished(usable, known.Length);
        agreement = WithDamaged(agreement, present);
        return truncateTo >= 0 ? agreement with { Length = truncateTo } : agreement;
    }

    // A gap or rot decides nothing beside somebody who may have what lies there. The wait has an end, but a block of which nobody else has
    // a byte is not dropped for it, whatever length is known: an hflush of Apache's client tells none. As with a dead node, only its holder
    // can say that it is gone.
    private static bool IsWaitedFor(Block known, List<RecoveryCandidate> usable, bool withoutSilent) => withoutSilent
        ? usable.Count == 0
        : !usable.Exists(c => c.DamagedAt < 0 && c.SoundLength == c.Length && c.Length >= Math.Max(1, known.Length));

    private static List<RecoveryCandidate> Present(Block known, IReadOnlyList<RecoveryCandidate> candidates)
    {
        var present = new List<RecoveryCandidate>();
        var nonEmpty = 0;
        foreach (var c in candidates)
        {
            if (c.GenerationStamp >= known.GenerationStamp && c.Length > 0)
            {
                nonEmpty++;
                if (c.OriginalState <= ReplicaState.WaitingToBeRecovered)
                {
                    present.Add(c);
                }
            }
        }

        return nonEmpty == 0 || present.Count > 0
            ? present
            : throw new ReplicaFault(ReplicaError.Mismatch, $"Found {nonEmpty} replica(s) but none is in RWR or better state.");
    }

    // Of which nothing can be vouched for decides nothing beside others, nor does what lacks acknowledged bytes beside what has them.
    private static List<RecoveryCandidate> Usable(Block known, List<RecoveryCandidate> present)
    {
        var least = present.Exists(c => c.SoundLength >= Math.Max(1, known.Length)) ? Math.Max(1, known.Length)
            : present.Exists(static c => c.SoundLength > 0) ? 1
            : 0;
        return present.FindAll(c => c.SoundLength >= least);
    }

    // Recoveries that got half through may have left replicas of several lengths, each of a generation of its own. Nothing was written
    // after the first of them: the longest has all that was ever acknowledged.
    private static long? FinalizedLength(List<RecoveryCandidate> usable)
    {
        var finalized = usable.FindAll(static c => c.OriginalState == ReplicaState.Finalized);
        if (finalized.Count == 0)
        {
            return null;
        }

        var (shortest, longest) = (finalized.Min(static c => c.Length), finalized.Max(static c => c.Length));
        return shortest == longest || finalized.Exists(c => c.GenerationStamp != finalized[0].GenerationStamp)
            ? longest
            : throw new ReplicaFault(ReplicaError.Mismatch, $"Inconsistent size of finalized replicas: {shortest} and {longest} bytes.");
    }

    private static RecoveryAgreement OfFinalized(List<RecoveryCandidate> usable, long length)
    {
        var holders = new List<int>();
        foreach (var c in usable)
        {
            if (c.OriginalState is ReplicaState.Finalized or ReplicaState.BeingWritten && c.Length == length)
            {
                holders.Add(c.Holder);
            }
        }

        return new RecoveryAgreement(false, length, holders);
    }

    // A replica with a gap has no say beside one without, and no part when the gap lies within what was agreed: what was taken for a gap
    // may be rot, and the others are not to be cut for it. When all have one, nobody has more than the one that is sound the furthest; but
    // what was acknowledged is not cut off where nobody else has more of it that is sound: a damaged chunk is reported, and the
    // bytes behind it are there.
    private static RecoveryAgreement OfUnfinished(List<RecoveryCandidate> usable, long acknowledged)
    {
        var best = usable.Min(static c => c.OriginalState);
        var deciding = usable.FindAll(c => c.OriginalState == best);
        var (least, furthest) = (long.MaxValue, 0L);
        foreach (var c in deciding)
        {
            least = c.SoundLength == c.Length ? Math.Min(least, c.Length) : least;
            furthest = Math.Max(furthest, c.SoundLength);
        }

        var length = Math.Min(least, furthest);
        return LengthOfDamaged(deciding, acknowledged, length) is { } damaged
            ? new RecoveryAgreement(false, damaged, Those(deciding, c => c.Length >= damaged))
            : new RecoveryAgreement(false, length, Those(deciding, c => c.SoundLength >= length));
    }

    // What those have on the disk that are sound the furthest, where their damage lies within what was acknowledged and nobody has more
    // that is sound. Null: it does not.
    private static long? LengthOfDamaged(List<RecoveryCandidate> deciding, long acknowledged, long sound)
    {
        if (sound >= acknowledged && sound > 0)
        {
            return null;
        }

        var whole = deciding.FindAll(c => sound == 0 || c.Length >= acknowledged);
        var furthest = whole.Count == 0 ? -1 : whole.Max(static c => c.SoundLength);
        return furthest >= sound ? whole.FindAll(c => c.SoundLength == furthest).Max(static c => c.Length) : null;
    }

    // Where nobody who takes part is undamaged, one may have the chunks that another lacks: whoever has as many bytes takes part.
    private static RecoveryAgreement WithDamaged(RecoveryAgreement agreement, List<RecoveryCandidate> present)
    {
        return present.TrueForAll(c => c.IsDamagedWithin(agreement.Length) || !agreement.Holders.Contains(c.Holder))
            ? agreement with { Holders = Those(present, c => c.Length >= agreement.Length || agreement.Holders.Contains(c.Holder)) }
            : agreement;
    }

    private static List<int> Those(List<RecoveryCandidate> candidates, Predicate<RecoveryCandidate> takesPart) =>
        candidates.FindAll(takesPart).ConvertAll(static c => c.Holder);
}
