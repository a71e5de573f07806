using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;

namespace Hathi.Hdfs.DataNode.Tests.Core;

public sealed class RecoveryAgreementTests
{
    [Theory]
    [InlineData("", "delete")]
    [InlineData("W0 R0", "delete")]
    [InlineData("W5 W9 W7", "5: 0 1 2")]
    [InlineData("W5 R9", "5: 0")]
    [InlineData("R9 R4", "4: 0 1")]
    [InlineData("F8 W8 W9 R8 F8", "8: 0 1 4")]
    [InlineData("F8 F9", "fault")]
    [InlineData("T8", "fault")]
    [InlineData("T8 W5", "5: 1")]
    [InlineData("w5 W9", "9: 1")]
    public void The_best_state_decides_and_among_its_holders_the_shortest_length(string holders, string expected)
    {
        Assert.Equal(expected, Decide(Candidates(holders), 0, 0, -1));
    }

    [Fact]
    public void A_truncate_says_the_length_itself() => Assert.Equal("3: 0", Decide(Candidates("F8"), 0, 0, 3));

    [Theory]
    [InlineData("W5 R9", 7, "9: 1")]
    [InlineData("W5 W9 W7", 7, "7: 1 2")]
    [InlineData("W5 W6", 7, "5: 0 1")]
    public void A_replica_that_lacks_acknowledged_bytes_has_no_say_beside_one_that_has_them(string holders, long known, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), known, 0, -1));

    [Theory]
    [InlineData("", 0, "fault")]
    [InlineData("W0", 0, "fault")]
    [InlineData("W5", 7, "fault")]
    [InlineData("W5", 0, "5: 0")]
    [InlineData("W7", 7, "7: 0")]
    public void Bytes_that_only_a_silent_holder_can_have_are_waited_for(string holders, long known, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), known, 1, -1));

    /// <summary>
    /// What looks like a gap may be rot: nobody is cut for it as long as somebody has what lies there, and it takes part
    /// only in what is sound.
    /// </summary>
    [Theory]
    [InlineData("R9/4", 0, "4: 0")]
    [InlineData("R9/4 R9 R9", 0, "9: 1 2")]
    [InlineData("R9/4 R9 R7", 0, "7: 1 2")]
    [InlineData("R9/8 R9 R7", 0, "7: 0 1 2")]
    [InlineData("R9/4 R8/6 R7/5", 0, "6: 1")]
    [InlineData("R9/4 R3", 0, "3: 0 1")]
    [InlineData("R9/4 R3", 4, "4: 0")]
    [InlineData("R9/4 R5", 6, "5: 1")] // sound bytes before those that may be damaged
    [InlineData("R9/4", 6, "9: 0")] // what was acknowledged is not cut off
    [InlineData("R9/4 R8/5", 6, "8: 0 1")]
    [InlineData("R9/5 R7/1", 6, "9: 0")] // who is sound the furthest is not cut to another's damage
    [InlineData("R9/0 R9/4 R9/4", 2, "4: 1 2")] // nothing of it can be vouched for: others decide
    [InlineData("R9/0 R4", 6, "4: 1")]
    [InlineData("W9/0 R4", 0, "4: 1")]
    [InlineData("R9/0 R7/0 R9/0", 2, "9: 0 2")] // of nobody: the longest is kept as it lies
    [InlineData("R5/0 R4/0", 6, "5: 0")]
    [InlineData("R9/0", 0, "9: 0")]
    [InlineData("R9/4", 4, "4: 0")]
    [InlineData("R0 R0", 6, "delete")] // nobody has a byte of it
    [InlineData("R9/4 W5", 0, "5: 1")]
    public void A_gap_cuts_nobody_who_has_what_lies_there(string holders, long known, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), known, 0, -1));

    /// <summary>A chunk that rotted says nothing of the length, and no sound copy of it is left out for the state it is in.</summary>
    [Theory]
    [InlineData("R9!3 R9", 2, "9: 0 1")]
    [InlineData("W9!3 R9", 2, "9: 0 1")]
    [InlineData("W9!3 R8", 2, "9: 0")]
    [InlineData("W9!3 W9 R9", 2, "9: 0 1")]
    [InlineData("R9!3 R9/4", 2, "9: 0 1")]
    [InlineData("R9!8 R5", 2, "5: 0 1")]
    [InlineData("F9!3 R9", 2, "9: 0 1")]
    public void Rot_cuts_nobody_and_leaves_no_sound_copy_out(string holders, long known, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), known, 0, -1));

    /// <summary>Recoveries got half through: nothing was written after the first, and the longest has all of it.</summary>
    [Theory]
    [InlineData("F8+1 F9+2", "9: 1")]
    [InlineData("F8+1 F7+1 F9+2 W9", "9: 2 3")]
    [InlineData("F9+1 F8+2 R9", "9: 0")]
    [InlineData("F9 F6+1 F8+2", "9: 0")]
    [InlineData("F9+2 F9+1", "9: 0 1")]
    [InlineData("F9+2 F8+2", "fault")]
    public void Of_finished_replicas_of_several_generations_the_longest_counts(string holders, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), 0, 0, -1));

    [Fact]
    public void Acknowledged_bytes_behind_a_gap_are_waited_for() => Assert.Equal("fault", Decide(Candidates("R9/4"), 5, 1, -1));

    /// <summary>What the NameNode knows is the first flush; who is still read may have all of it, or the chunk that rotted here.</summary>
    [Theory]
    [InlineData("R9/4")]
    [InlineData("R9!3")]
    [InlineData("R9/0")]
    public void A_gap_or_rot_decides_nothing_while_somebody_is_silent(string holders) =>
        Assert.Equal("fault", Decide(Candidates(holders), 2, 1, -1));

    /// <summary>The wait ends, and what is there is the block; acknowledged bytes are not dropped where nobody else has one.</summary>
    [Theory]
    [InlineData("R9/4", 2, "4: 0")]
    [InlineData("R9/4", 6, "9: 0")]
    [InlineData("R9!3", 2, "9: 0")]
    [InlineData("R9/0", 2, "9: 0")]
    [InlineData("W5", 7, "5: 0")]
    [InlineData("", 0, "fault")]
    [InlineData("W0", 0, "fault")]
    [InlineData("", 1, "fault")]
    [InlineData("W0", 1, "fault")]
    public void Holders_that_were_asked_often_enough_are_not_waited_for(string holders, long known, string expected) =>
        Assert.Equal(expected, Decide(Candidates(holders), known, 1, -1, withoutSilent: true));

    // A letter a state (small: of an older generation), then the length; /, what is before a gap; !, where a chunk
    // rotted; +, generations newer.
    private static List<RecoveryCandidate> Candidates(string holders) =>
        holders.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((h, i) => new RecoveryCandidate(
            i,
            Number(h, h[0]) ?? 0,
            Number(h, '/') ?? Number(h, h[0]) ?? 0,
            Number(h, '!') ?? Number(h, '/') ?? -1,
            (char.IsLower(h[0]) ? 1000 : 1001) + (Number(h, '+') ?? 0),
            char.ToUpperInvariant(h[0]) switch
            {
                'F' => ReplicaState.Finalized,
                'W' => ReplicaState.BeingWritten,
                'R' => ReplicaState.WaitingToBeRecovered,
                _ => ReplicaState.Temporary,
            })).ToList();

    private static int? Number(string holder, char sign) =>
        holder.IndexOf(sign, StringComparison.Ordinal) is var at and >= 0 ? int.Parse(holder[(at + 1)..].Split('/', '!', '+')[0]) : null;

    private static string Decide(List<RecoveryCandidate> candidates, long known, int silent, long truncateTo, bool withoutSilent = false)
    {
        try
        {
            var agreement = RecoveryAgreement.Decide(new Block(1, known, 1001), candidates, silent, withoutSilent, truncateTo);
            return agreement.DeleteBlock ? "delete" : $"{agreement.Length}: {string.Join(' ', agreement.Holders)}";
        }
        catch (ReplicaFault)
        {
            return "fault";
        }
    }
}
