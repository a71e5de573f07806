using Hathi.Hdfs.Core.DataNode;
using Hathi.Hdfs.Core.DataNodes;

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
        // A letter a state (small: of an older generation), then the length.
        var candidates = holders.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((h, i) => new RecoveryCandidate(
            i,
            int.Parse(h[1..]),
            char.IsLower(h[0]) ? 1000 : 1001,
            char.ToUpperInvariant(h[0]) switch
            {
                'F' => ReplicaState.Finalized,
                'W' => ReplicaState.BeingWritten,
                'R' => ReplicaState.WaitingToBeRecovered,
                _ => ReplicaState.Temporary,
            })).ToList();
        Assert.Equal(expected, Decide(candidates, -1));
    }

    [Fact]
    public void A_truncate_says_the_length_itself() =>
        Assert.Equal("3: 0", Decide([new RecoveryCandidate(0, 8, 1001, ReplicaState.Finalized)], 3));

    private static string Decide(List<RecoveryCandidate> candidates, long truncateTo)
    {
        try
        {
            var agreement = RecoveryAgreement.Decide(1001, candidates, truncateTo);
            return agreement.DeleteBlock ? "delete" : $"{agreement.Length}: {string.Join(' ', agreement.Holders)}";
        }
        catch (ReplicaFault)
        {
            return "fault";
        }
    }
}
