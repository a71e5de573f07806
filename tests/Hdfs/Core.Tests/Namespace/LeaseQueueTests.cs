using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>Recoveries that were asked for and go on by themselves: who waits, for whom, and what is told of it.</summary>
public class LeaseQueueTests
{
    private const long Soft = 60_000;
    private const long Hard = 20 * 60_000;

    /// <summary>More than one tick looks at.</summary>
    private const int Many = 3_000;

    private readonly Cluster _cluster = new();

    [Theory]
    [InlineData("deleted")]
    [InlineData("deleted with its directory")]
    [InlineData("overwritten")]
    [InlineData("closed by its recovery")]
    [InlineData("closed because its block is given up")]
    public void A_file_that_is_open_no_more_keeps_nobody_waiting(string how)
    {
        for (var i = 0; i < Many; i++)
        {
            _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
            var block = Abandon("/d/f", "writer");
            Assert.False(_cluster.RecoverLease("/d/f"));
            End(how, block);
        }

        _cluster.Settle();
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var honest = Abandon("/honest", "another");
        Assert.False(_cluster.RecoverLease("/honest"));
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        _cluster.Pass(3_000);
        _cluster.Tick();
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(honest.Id));
    }

    [Fact]
    public void Each_of_many_recoveries_that_cannot_begin_yet_has_its_turn()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var blocks = new List<Block>();
        for (var i = 0; i < Many; i++)
        {
            blocks.Add(Abandon($"/d/{i}", "writer"));
            Assert.False(_cluster.RecoverLease($"/d/{i}"));
        }

        TickFor(seconds: 7);
        _cluster.Delete("/d/1");
        _cluster.Settle();
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        TickFor(seconds: 5);
        Assert.All(blocks.Where((_, i) => i != 1), b => Assert.NotEqual(0, _cluster.Blocks.RecoveryId(b.Id)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_cannot_be_released_is_told_once_an_hour(bool isAskedFor)
    {
        _cluster.Blocks.ReportAtCommit = 0;
        var first = Abandon("/f", "gone") with { Length = 1024 };
        var second = _cluster.AddBlock("/f", first, "gone").Block;
        if (isAskedFor)
        {
            Assert.False(_cluster.RecoverLease("/f"));
        }
        else
        {
            _cluster.Pass(Hard + 1);
            _cluster.Tick();
        }

        Recover(second); // the first has no replica still
        Assert.False(_cluster.IsClosed("/f"));
        for (var hour = 0; hour < 3; hour++)
        {
            var before = _cluster.Notes.Count;
            TickFor(seconds: 3_600);
            var lines = _cluster.Notes.Skip(before).ToList();
            Assert.True(lines.Count is >= 1 and <= 2, string.Join('\n', lines.Take(10)));
            Assert.Contains(lines, l => l.Contains("/f", StringComparison.Ordinal)
                && l.Contains("Committed blocks are waiting", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void A_recovery_that_waited_is_not_begun_once_its_writer_is_heard_of_again()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var first = Abandon("/f", "writer");
        _cluster.Pass(Soft + 1);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other"));
        Renew("writer");
        Assert.Contains(
            "currently owned by writer", Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Append("/f", "other")),
            StringComparison.Ordinal);
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        TickFor(seconds: 10);
        Assert.Equal(0, _cluster.Blocks.RecoveryId(first.Id));
        var second = _cluster.AddBlock("/f", first with { Length = 1024 }, "writer").Block;
        Assert.True(_cluster.Complete("/f", second with { Length = 5 }, "writer"));
    }

    [Fact]
    public void Another_file_of_the_same_silent_writer_is_no_sign_of_life()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var one = Abandon("/f", "writer");
        var two = Abandon("/g", "writer");
        _cluster.Pass(Soft + 1);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other"));
        TickFor(seconds: 61);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/g", "other"));
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        TickFor(seconds: 5);
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(one.Id));
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(two.Id));
    }

    [Fact]
    public void What_was_asked_for_whoever_writes_goes_on_although_the_writer_comes_back()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var asked = Abandon("/f", "writer");
        var expired = Abandon("/g", "writer");
        Assert.False(_cluster.RecoverLease("/f"));
        _cluster.Pass(Soft + 1);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/g", "other"));
        Assert.False(_cluster.RecoverLease("/g")); // now by order
        Renew("writer");
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        TickFor(seconds: 5);
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(asked.Id));
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(expired.Id));
    }

    private void End(string how, Block block)
    {
        switch (how)
        {
            case "deleted":
                _cluster.Delete("/d/f");
                break;
            case "deleted with its directory":
                _cluster.Delete("/d");
                break;
            case "overwritten":
                _cluster.Create("/d/f", flags: CreateFlags.Create | CreateFlags.Overwrite, client: "writer");
                _cluster.Delete("/d/f");
                break;
            case "closed by its recovery":
                _cluster.Blocks.Recovery = RecoveryStart.Begun;
                Assert.False(_cluster.RecoverLease("/d/f"));
                Recover(block);
                Assert.True(_cluster.IsClosed("/d/f"));
                _cluster.Rename2("/d/f", "/d/old", overwrite: true);
                break;
            default:
                _cluster.Blocks.Recovery = RecoveryStart.NobodyHasIt;
                Assert.True(_cluster.RecoverLease("/d/f"));
                _cluster.Rename2("/d/f", "/d/old", overwrite: true);
                break;
        }
    }

    // A file with a block that was never finished.
    private Block Abandon(string path, string client)
    {
        _cluster.Create(path, client: client);
        return _cluster.AddBlock(path, client: client).Block;
    }

    private void Recover(Block block) => _cluster.Ask(new CommitBlockSynchronizationRequest
    {
        Block = block, NewGenerationStamp = _cluster.Blocks.RecoveryId(block.Id), NewLength = 5, CloseFile = true, DeleteBlock = false,
        NewReplicas = [("uuid-1", "DS-uuid-1")],
    });

    private void Renew(string client) =>
        _cluster.Ask(new RenewLeaseRequest { Caller = Cluster.Root, ClientName = client });

    private void TickFor(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _cluster.Pass(1000);
            _cluster.Tick();
        }
    }
}
