namespace Hathi.Hdfs.DataNode.Tests.Recovery;

/// <summary>
/// Every three holders that there can be, with stores over disks and the primary that ships: the recovery ends, nothing is dropped on
/// account of silence, and no byte goes that somebody has and that may have been acknowledged.
/// </summary>
public sealed class RecoveryTableTests
{
    private static readonly HolderKind[] Kinds = Enum.GetValues<HolderKind>();

    /// <summary>The first of three by its kind, and what the NameNode knows of: the first flush, or nearly all.</summary>
    public static TheoryData<HolderKind, int> Firsts()
    {
        var rows = new TheoryData<HolderKind, int>();
        foreach (var kind in Kinds)
        {
            rows.Add(kind, 1_000);
            rows.Add(kind, 9_000);
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Firsts))]
    public async Task A_recovery_ends_and_loses_nothing_that_somebody_has(HolderKind first, int known)
    {
        var broken = new List<string>();
        foreach (var second in Kinds.Where(k => k >= first))
        {
            foreach (var third in Kinds.Where(k => k >= second))
            {
                Holder[] holders = [new(first), new(second), new(third)];
                try
                {
                    if (Broken(holders, known, await new Rounds(holders, known).RunAsync(Rounds.Patience + 2)) is { } what)
                    {
                        broken.Add($"{first}, {second}, {third}: {what}");
                    }
                }
                finally
                {
                    Array.ForEach(holders, static h => h.Dispose());
                }
            }
        }

        Assert.True(broken.Count == 0, $"{broken.Count} broken:\n{string.Join('\n', broken)}");
    }

    private static string? Broken(Holder[] holders, int known, Ended? ended)
    {
        var answering = Array.FindAll(holders, static h => h.Told > 0);
        var mayHaveMore = Array.Exists(holders, static h => h.IsSilent || h.Kind == HolderKind.Late);
        if (answering.Length == 0)
        {
            return (ended is null) == mayHaveMore && ended is null or { IsDropped: true, Round: 1 }
                ? null
                : $"{ended} of a block that nobody tells of";
        }

        if (ended is null || ended.IsDropped)
        {
            return $"{(ended is null ? "no end" : "dropped")}";
        }

        return WrongRound(holders, known, ended.Round) ?? Lost(answering, known, ended) ?? Untold(ended) ?? Cut(answering, ended);
    }

    // Who says nothing is waited for, unless another is whole; and no longer than ten rounds.
    private static string? WrongRound(Holder[] holders, int known, int round)
    {
        var late = Array.Exists(holders, static h => h.Kind == HolderKind.Late) ? Holder.LateRound : 1;
        var isDecided = Array.Exists(holders, h => h.IsWhole && h.Kind != HolderKind.Late && h.Told >= known);
        var expected = isDecided ? 1
            : late > 1 || !Array.Exists(holders, static h => h.IsSilent) ? late
            : Rounds.Patience + 1;
        return round == expected ? null : $"ended in round {round}, not {expected}";
    }

    private static string? Lost(Holder[] answering, int known, Ended ended)
    {
        // Those that are whole and have all that was acknowledged agree on the shortest of them: nothing behind that was acknowledged.
        var whole = Array.FindAll(answering, h => (h.IsWhole || h.Kind == HolderKind.Rot) && h.Told >= known);
        var bound = Array.Exists(answering, static h => h.Kind is HolderKind.Finished or HolderKind.BadEnd) ? Holder.Length
            : whole.Length > 0 ? whole.Min(static h => h.Told)
            : answering.Max(static h => h.SoundPrefix);
        if (ended.Length < Math.Min(bound, Holder.Length))
        {
            return $"{ended.Length} bytes, not {bound}";
        }

        var contents = ended.Took.ConvertAll(static h => h.Content());
        for (var at = 0; at < bound; at++)
        {
            if (Array.Exists(answering, h => h.HasSound(at)) && !contents.Exists(c => c.Length > at && c[at] == Holder.Data[at]))
            {
                return $"the byte at {at} is lost";
            }
        }

        return contents.Exists(c => c.Length != ended.Length) ? "a replica has another length" : null;
    }

    private static string? Untold(Ended ended)
    {
        var generation = Rounds.Generation(ended.Round);
        foreach (var holder in ended.Took)
        {
            var isBad = holder.Kind is HolderKind.TornFirst or HolderKind.NoChecksums or HolderKind.FinishedNoChecksums
                or HolderKind.DamagedHeader or HolderKind.Unreadable
                || (holder.Kind == HolderKind.BadEnd && ended.Length > Holder.BadEndAt)
                || (holder.Kind == HolderKind.Gap && ended.Length > Holder.GapAt)
                || (holder.Kind == HolderKind.Rot && ended.Length > Holder.RotAt);
            if (isBad != holder.IsReported(generation))
            {
                return $"{holder.Kind} is {(isBad ? "not " : "")}reported";
            }
        }

        return null;
    }

    // Where nothing can be vouched for nothing is cut off.
    private static string? Cut(Holder[] answering, Ended ended) =>
        Array.TrueForAll(answering, static h => h.SoundPrefix == 0) && ended.Length != Holder.Length ? $"cut to {ended.Length}" : null;
}
