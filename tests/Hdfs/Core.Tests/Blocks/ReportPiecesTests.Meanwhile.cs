using Hathi.Base.Cores;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Options;
using Hathi.Hdfs.Core.Tests.Blocks.Kit;

namespace Hathi.Hdfs.Core.Tests.Blocks;

public partial class ReportPiecesTests
{
    [Fact]
    public void What_comes_while_marks_are_set_again_after_a_report_that_was_given_up_is_not_lost()
    {
        var (lab, blocks) = Unreported();
        lab[1].Report(); // all are known
        Step(lab, ReportOf(lab[1], blocks));
        Step(lab, new RegisterDataNode { Registration = lab[1].Registration, Rack = null });
        while (lab.Manager.HasWork)
        {
            lab.Piece(); // gives the report up: marks are mixed
        }

        var report = ReportOf(lab[1], blocks);
        Step(lab, report); // the first piece of the marks
        var fresh = lab.NewBlock();
        lab.Manager.Add(fresh with { Length = 0 }, BlockState.UnderConstruction, 1, 1, [lab[1].Location()]);
        Step(lab, Told(lab[1], fresh, BlockChangeKind.Received));
        lab.Manager.Commit(fresh.Id, fresh.Length, fresh.GenerationStamp);
        while (Finish(lab, report) is null)
        {
        }

        lab.Settle();
        Assert.Equal([1], lab.Where(fresh));
        Assert.All(blocks, b => Assert.Equal([1], lab.Where(b)));
    }

    [Fact]
    public void Changes_that_wait_for_others_of_their_node_are_those_of_the_life_in_which_they_came()
    {
        var (lab, blocks) = Unreported();
        Step(lab, Told(lab[1], blocks, BlockChangeKind.Received)); // more than a piece
        Step(lab, Told(lab[1], blocks[99], BlockChangeKind.Received)); // waits
        Step(lab, new RegisterDataNode { Registration = lab[1].Registration, Rack = null });
        var fresh = ReportOf(lab[1], blocks[..10]); // the rest was lost with the process
        Step(lab, fresh);
        while (Finish(lab, fresh) is null)
        {
        }

        lab.Settle();
        Assert.Empty(lab.Where(blocks[99]));
        Assert.All(blocks[..10], b => Assert.Equal([1], lab.Where(b)));
    }

    [Fact]
    public void What_a_node_tells_meanwhile_is_kept_up_to_a_limit_and_then_its_reports_begin_anew()
    {
        var options = new BlockManagerOptions
        {
            SafeModeExtension = 0, RecheckInterval = 1000, HeartbeatInterval = 1000, BlocksPerPiece = 500_000,
        };
        var lab = new BlockLab(options);
        lab.StartNodes(1);
        var blocks = Enumerable.Range(0, 2_000_000).Select(_ => lab.NewBlock()).ToArray();
        var report = ReportOf(lab[1], blocks);
        Step(lab, report);
        var changes = Told(lab[1], blocks[..1_200_000], BlockChangeKind.Deleted);
        Effect? answer = null;
        for (Step(lab, changes); answer is null && lab.Manager.HasWork;)
        {
            answer = Finish(lab, report);
        }

        lab.Settle();
        Assert.IsType<ReRegister>(answer!.Value.Result);
        var block = lab.NewBlock();
        lab.Manager.Add(block, BlockState.Complete, 1, 1, []);
        lab[1].Put(block);
        lab[1].Start(); // as it was told
        Assert.Equal([1], lab.Where(block));
    }
}
