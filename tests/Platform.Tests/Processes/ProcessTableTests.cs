using Hathi.Platform.Processes;

namespace Hathi.Platform.Tests.Processes;

public sealed class ProcessTableTests
{
    [Fact]
    public void A_tree_has_all_that_is_below_its_leader_and_all_of_its_session()
    {
        var table = ProcessTable.Of(
            [Entry(10, 1, 10), Entry(11, 10, 10), Entry(12, 11, 12), Entry(13, 1, 10), Entry(14, 13, 14), Entry(20, 1, 20)]);
        Assert.Equal([10, 11, 12, 13, 14], table.Tree(10, 1).Select(static e => e.Pid).Order());
    }

    [Fact]
    public void A_chain_of_processes_may_have_any_length()
    {
        const int Length = 1_000_000;
        var table = ProcessTable.Of(Enumerable.Range(1, Length).Select(static pid => Entry(pid, pid - 1, pid)));
        Assert.Equal(Length, table.Tree(1, 1).Count);
    }

    [Fact]
    public void A_circle_in_the_table_does_no_harm() =>
        Assert.Equal(2, ProcessTable.Of([Entry(1, 2, 1), Entry(2, 1, 1)]).Tree(1, 1).Count);

    // A table is read while processes end and their numbers are used again: it may show what never was at once.
    private static ProcessEntry Entry(int pid, int parent, int session) => new(pid, parent, session, session, 1, 0, 0, 0, "sh");
}
