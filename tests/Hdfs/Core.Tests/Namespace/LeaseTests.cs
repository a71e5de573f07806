using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class LeaseTests
{
    private const long Soft = 60_000;
    private const long Hard = 20 * 60_000;
    private readonly Cluster _cluster = new();

    [Fact]
    public void A_fresh_lease_is_kept()
    {
        _cluster.Chmod("/", 0x1FF);
        _cluster.Create("/f", Cluster.Ada, client: "writer");
        Assert.Equal(
            "Failed to CREATE_FILE /f for other on 127.77.14.1 because this file lease is currently owned by writer on 127.77.14.2",
            Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Create("/f", client: "other")));
        Assert.Equal(
            "Failed to APPEND_FILE /f for other on 127.77.14.1 because this file lease is currently owned by writer on 127.77.14.2",
            Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Append("/f", "other")));
        Assert.Equal(
            "Failed to APPEND_FILE /f for writer on 127.77.14.2 because writer is already the current lease holder.",
            Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Append("/f", "writer", caller: Cluster.Ada)));
    }

    [Fact]
    public void Behind_the_soft_limit_another_client_gets_an_idle_file()
    {
        _cluster.Write("/f", null, 1024);
        _cluster.Append("/f", "writer");
        _cluster.Pass(Soft + 1);
        Assert.Null(_cluster.Append("/f", "other").LastBlock);
        Cluster.Refused(HdfsError.LeaseExpired, () => _cluster.Complete("/f", client: "writer"));
    }

    [Fact]
    public void Renewing_keeps_all_files_of_a_client()
    {
        _cluster.Create("/f", client: "writer");
        _cluster.Create("/g", client: "writer");
        for (var i = 0; i < 40; i++)
        {
            _cluster.Pass(Soft - 1000);
            _cluster.Ask(new RenewLeaseRequest { Caller = Cluster.Root, ClientName = "writer" });
            _cluster.Tick();
        }

        Cluster.Refused(HdfsError.AlreadyBeingCreated, () => _cluster.Append("/f", "other"));
        Assert.False(_cluster.IsClosed("/g"));
    }

    [Fact]
    public void An_unfinished_block_is_recovered_before_another_client_gets_the_file()
    {
        _cluster.Create("/f", client: "writer");
        var block = _cluster.AddBlock("/f", client: "writer").Block;
        _cluster.Pass(Soft + 1);
        Assert.Equal(
            "Failed to APPEND_FILE /f for other on 127.77.14.1 because lease recovery is in progress. Try again later.",
            Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other")));
        Assert.Equal(1002, _cluster.Blocks.RecoveryId(block.Id));
        Assert.Equal(
            "Failed to APPEND_FILE /f for other on 127.77.14.1 because another recovery is in progress by writer on 127.77.14.1",
            Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other")));
        EndRecovery(block, 1002, 77);
        Assert.True(_cluster.IsClosed("/f"));
        Assert.Equal((77L, 77L * 3), (_cluster.Stat("/f")!.Length, _cluster.Summary("/").SpaceConsumed));
        Assert.Equal(new Block(block.Id, 77, 1002), _cluster.Append("/f", "other").LastBlock!.Block);
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void RecoverLease_does_not_wait_for_any_limit()
    {
        _cluster.Create("/f", client: "writer");
        Assert.True(_cluster.RecoverLease("/f"));
        Assert.True(_cluster.IsClosed("/f"));
        Assert.True(_cluster.RecoverLease("/f"));

        _cluster.Create("/g", client: "writer");
        var block = _cluster.AddBlock("/g", client: "writer").Block;
        Assert.False(_cluster.RecoverLease("/g"));
        Cluster.Refused(HdfsError.LeaseExpired, () => _cluster.AddBlock("/g", block with { Length = 5 }, "writer"));
        Assert.False(_cluster.RecoverLease("/g"));
        Assert.Equal(1002, _cluster.Blocks.RecoveryId(block.Id));
        EndRecovery(block, 1002, 5);
        Assert.True(_cluster.RecoverLease("/g"));
        Assert.Equal("File does not exist: /none", Cluster.Refused(HdfsError.FileNotFound, () => _cluster.RecoverLease("/none")));
    }

    [Fact]
    public void A_recovery_that_nobody_ends_is_begun_again()
    {
        _cluster.Create("/f", client: "writer");
        var block = _cluster.AddBlock("/f", client: "writer").Block;
        Assert.False(_cluster.RecoverLease("/f"));
        _cluster.Pass(_cluster.Options.BlockRecoveryTimeout);
        Assert.False(_cluster.RecoverLease("/f"));
        Assert.Equal(1003, _cluster.Blocks.RecoveryId(block.Id));
        Assert.Equal(
            "The recovery id 1002 does not match current recovery id 1003 for block blk_1073741825_1001",
            Cluster.Refused(HdfsError.Io, () => EndRecovery(block, 1002, 5)));
    }

    [Fact]
    public void A_block_that_nobody_ever_held_is_dropped()
    {
        _cluster.Blocks.Recovery = RecoveryStart.NobodyHasIt;
        _cluster.Create("/f", client: "writer");
        var first = _cluster.AddBlock("/f", client: "writer").Block with { Length = 1024 };
        var second = _cluster.AddBlock("/f", first, "writer").Block;
        Assert.True(_cluster.RecoverLease("/f"));
        Assert.Equal([second.Id], _cluster.Blocks.Removed);
        Assert.Equal(1024, _cluster.Stat("/f")!.Length);
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void Behind_the_hard_limit_the_NameNode_takes_the_file()
    {
        _cluster.Create("/idle", client: "gone");
        _cluster.Create("/f", client: "gone");
        var block = _cluster.AddBlock("/f", client: "gone").Block;
        _cluster.Pass(Hard);
        _cluster.Tick();
        Assert.False(_cluster.IsClosed("/idle"));
        _cluster.Pass(1);
        _cluster.Tick();
        Assert.True(_cluster.IsClosed("/idle"));
        Assert.False(_cluster.IsClosed("/f"));
        Assert.Equal("HDFS_NameNode", Assert.Single(OpenFiles().Entries).ClientName);
        Assert.Contains(_cluster.Notes, n => n.Contains("has expired hard limit", StringComparison.Ordinal));
        _cluster.Pass(_cluster.Options.BlockRecoveryTimeout);
        _cluster.Tick();
        Assert.Equal(1003, _cluster.Blocks.RecoveryId(block.Id));
        EndRecovery(block, 1003, 9);
        Assert.True(_cluster.IsClosed("/f"));
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void Committed_blocks_that_wait_for_replicas_are_waited_for()
    {
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/f", client: "gone");
        var block = _cluster.AddBlock("/f", client: "gone").Block with { Length = 7 };
        Assert.False(_cluster.Complete("/f", block, "gone"));
        _cluster.Pass(Hard + 1);
        _cluster.Tick();
        Assert.Contains(
            _cluster.Notes, n => n.Contains("Committed blocks are waiting to be minimally replicated", StringComparison.Ordinal));
        Assert.False(_cluster.IsClosed("/f"));
        EndRecovery(block, 1002, 7);
        Assert.True(_cluster.IsClosed("/f"));
    }

    [Fact]
    public void A_file_that_was_taken_is_closed_when_its_block_is_reported()
    {
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/f", client: "gone");
        var first = _cluster.AddBlock("/f", client: "gone").Block with { Length = 1024 };
        _cluster.AddBlock("/f", first, "gone");
        _cluster.Blocks.Recovery = RecoveryStart.NobodyHasIt;
        _cluster.Pass(Hard + 1);
        _cluster.Tick();
        Assert.False(_cluster.IsClosed("/f")); // the first block is not complete, the second has no replicas
        _cluster.Blocks.Report(_cluster.Now, first.Id);
        _cluster.Tick();
        Assert.True(_cluster.IsClosed("/f"));
    }

    [Fact]
    public void A_recovery_is_tried_again_whatever_else_the_NameNode_takes()
    {
        var block = Abandon("/f", "gone");
        for (var i = 0; i < 12; i++)
        {
            _cluster.Pass(10_000);
            Abandon($"/g{i}", $"gone{i}");
        }

        _cluster.Pass(Hard + 1 - 120_000);
        _cluster.Tick();
        var begun = _cluster.Blocks.RecoveryId(block.Id);
        Assert.NotEqual(0, begun);
        for (var second = 0; second < 110; second++)
        {
            _cluster.Pass(1000);
            _cluster.Tick();
        }

        Assert.Equal(12, OpenFiles().Entries.Count(e => e.ClientName == "HDFS_NameNode"));
        var again = _cluster.Blocks.RecoveryId(block.Id);
        Assert.NotEqual(begun, again);
        EndRecovery(block, again, 9);
        Assert.True(_cluster.IsClosed("/f"));
    }

    [Fact]
    public void Another_client_may_ask_for_a_file_that_the_NameNode_holds_in_that_files_own_time()
    {
        var block = Abandon("/f", "gone");
        _cluster.Pass(Soft - 1);
        Abandon("/g", "gone too");
        _cluster.Pass(Hard - Soft + 2);
        _cluster.Tick();
        _cluster.Pass(Soft - 1);
        _cluster.Tick();
        Assert.Equal(2, OpenFiles().Entries.Count(e => e.ClientName == "HDFS_NameNode"));
        _cluster.Pass(2);
        Assert.EndsWith(
            "because lease recovery is in progress. Try again later.",
            Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "third")), StringComparison.Ordinal);
        Assert.NotEqual(0, _cluster.Blocks.RecoveryId(block.Id));
    }

    [Fact]
    public void A_block_that_may_still_be_reported_is_waited_for()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var block = Abandon("/f", "writer");
        Assert.False(_cluster.RecoverLease("/f"));
        Assert.False(_cluster.RecoverLease("/f"));
        Assert.Empty(_cluster.Blocks.Removed);
        Assert.Contains(_cluster.Notes, n => n.EndsWith("waits for DataNodes that may hold it to report.", StringComparison.Ordinal));
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        Assert.False(_cluster.RecoverLease("/f")); // at once, not after the time that a recovery is given
        Assert.Equal(1002, _cluster.Blocks.RecoveryId(block.Id));
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Theory]
    [InlineData(RecoveryStart.WaitsForReports)]
    [InlineData(RecoveryStart.Begun)]
    public void A_recovery_that_is_asked_for_once_goes_on_by_itself(RecoveryStart first)
    {
        _cluster.Blocks.Recovery = first;
        var block = Abandon("/f", "writer");
        Assert.False(_cluster.RecoverLease("/f"));
        var notes = _cluster.Notes.Count;
        TickFor(seconds: 60);
        Assert.Equal(notes, _cluster.Notes.Count);

        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        var begun = _cluster.Blocks.RecoveryId(block.Id);
        TickFor(seconds: first == RecoveryStart.Begun ? (int)(_cluster.Options.BlockRecoveryTimeout / 1000) : 3);
        var again = _cluster.Blocks.RecoveryId(block.Id);
        Assert.True(again > begun);
        Assert.Equal("other", Assert.Single(OpenFiles().Entries).ClientName);
        EndRecovery(block, again, 9);
        Assert.True(_cluster.IsClosed("/f"));
        TickFor(seconds: 3);
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void An_append_that_has_to_wait_for_a_recovery_is_told_so_until_it_has_ended()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var block = Abandon("/f", "writer");
        _cluster.Pass(Soft + 1);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other"));
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other"));
        _cluster.Blocks.Recovery = RecoveryStart.NobodyHasIt;
        TickFor(seconds: 3);
        Assert.True(_cluster.IsClosed("/f"));
        Assert.Equal([block.Id], _cluster.Blocks.Removed);
        _cluster.Append("/f", "other");
    }

    [Fact]
    public void A_writer_who_comes_back_before_the_recovery_could_begin_goes_on()
    {
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        var first = Abandon("/f", "writer");
        Abandon("/g", "another");
        _cluster.Pass(Soft + 1);
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/f", "other"));
        Cluster.Refused(HdfsError.RecoveryInProgress, () => _cluster.Append("/g", "other"));
        var second = _cluster.AddBlock("/f", first with { Length = 1024 }, "writer").Block;
        _cluster.Delete("/g");
        _cluster.Blocks.Recovery = RecoveryStart.Begun;
        TickFor(seconds: 10);
        Assert.Equal(0, _cluster.Blocks.RecoveryId(second.Id));
        Assert.True(_cluster.Complete("/f", second with { Length = 5 }, "writer"));
    }

    [Fact]
    public void After_a_restart_nobody_is_late()
    {
        _cluster.Create("/f", client: "writer");
        _cluster.Pass(Hard * 2);
        var restarted = _cluster.Restarted();
        restarted.Tick();
        Assert.False(restarted.IsClosed("/f"));
        Assert.True(restarted.Complete("/f", client: "writer"));
    }

    [Fact]
    public void In_safe_mode_leases_do_not_expire()
    {
        _cluster.Create("/f", client: "gone");
        _cluster.Blocks.InSafeMode = true;
        _cluster.Pass(Hard * 2);
        _cluster.Tick();
        Assert.False(_cluster.IsClosed("/f"));
        _cluster.Blocks.InSafeMode = false;
        _cluster.Tick();
        Assert.True(_cluster.IsClosed("/f"));
    }

    [Fact]
    public void A_recovery_of_a_deleted_or_closed_file_changes_nothing()
    {
        _cluster.Create("/f", client: "writer");
        var block = _cluster.AddBlock("/f", client: "writer").Block;
        _cluster.RecoverLease("/f");
        _cluster.Delete("/f");
        Assert.Contains("not found", Cluster.Refused(HdfsError.Io, () => EndRecovery(block, 1002, 5)), StringComparison.Ordinal);
        _cluster.Write("/g", null, 10);
        var digest = _cluster.Core.Digest();
        EndRecovery(_cluster.Locations("/g").LastBlock!.Block, 2000, 5);
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Fact]
    public void Open_files_are_listed_in_pages()
    {
        for (var i = 0; i < 1500; i++)
        {
            _cluster.Create($"/d{i % 2}/f{i}", client: "writer");
        }

        var first = OpenFiles();
        Assert.Equal((1000, true), (first.Entries.Count, first.HasMore));
        var second = OpenFiles(first.Entries[^1].InodeId);
        Assert.Equal((500, false), (second.Entries.Count, second.HasMore));
        Assert.Equal(750, OpenFiles(0, "/d1").Entries.Count);
    }

    // A file with a block that was never finished.
    private Block Abandon(string path, string client)
    {
        _cluster.Create(path, client: client);
        return _cluster.AddBlock(path, client: client).Block;
    }

    private void TickFor(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _cluster.Pass(1000);
            _cluster.Tick();
        }
    }

    private OpenFilesPage OpenFiles(long after = 0, string prefix = "/") => (OpenFilesPage)_cluster.Ask(new ListOpenFilesRequest
    {
        Caller = Cluster.Root, AfterId = after, PathPrefix = prefix, BlockingDecommissionOnly = false,
    })!;

    private void EndRecovery(Block block, long stamp, long length) => _cluster.Ask(new CommitBlockSynchronizationRequest
    {
        Block = block, NewGenerationStamp = stamp, NewLength = length,
        CloseFile = true, DeleteBlock = false, NewReplicas = [("uuid-1", "DS-uuid-1")],
    });
}
