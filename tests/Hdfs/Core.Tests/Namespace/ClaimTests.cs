using Hathi.Hdfs.Core.Blocks;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.NameNode;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

/// <summary>What writers, readers and DataNodes claim is not simply believed.</summary>
public class ClaimTests
{
    private const long BlockSize = 1024;
    private readonly Cluster _cluster = new();

    public static TheoryData<string, long> Lengths
    {
        get
        {
            var data = new TheoryData<string, long>();
            foreach (var call in new[]
            {
                nameof(CompleteRequest), nameof(AddBlockRequest), nameof(FsyncRequest), nameof(UpdatePipelineRequest),
            })
            {
                data.Add(call, BlockSize + 1);
                data.Add(call, long.MaxValue);
            }

            data.Add(nameof(CompleteRequest), -1);
            data.Add(nameof(AddBlockRequest), long.MinValue);
            data.Add(nameof(UpdatePipelineRequest), -1);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void No_block_is_longer_than_its_files_blocks_are(string call, long length)
    {
        _cluster.Create("/f", blockSize: BlockSize);
        var block = _cluster.AddBlock("/f").Block;
        var stamped = Stamp(block);
        var digest = _cluster.Core.Digest();
        Cluster.Refused(HdfsError.Io, () => Claim(call, block, stamped, length));
        Assert.Equal(digest, _cluster.Core.Digest());
        Claim(call, block, stamped, BlockSize);
        Assert.Equal(BlockSize, _cluster.Stat("/f")!.Length);
    }

    [Fact]
    public void A_length_that_was_made_known_does_not_shrink()
    {
        _cluster.Create("/f", blockSize: BlockSize);
        _cluster.AddBlock("/f");
        Fsync(300);
        var log = _cluster.Log.Count;
        Fsync(200);
        Assert.Equal((300L, log), (_cluster.Stat("/f")!.Length, _cluster.Log.Count));
    }

    [Theory]
    [InlineData(0, "COMMITTED")]
    [InlineData(1, "COMPLETE")]
    public void A_block_that_is_finished_is_not_abandoned(int replicas, string state)
    {
        _cluster.Blocks.ReportAtCommit = replicas;
        _cluster.Create("/f", blockSize: BlockSize);
        var block = _cluster.AddBlock("/f").Block with { Length = 5 };
        Assert.Equal(replicas > 0, _cluster.Complete("/f", block));
        if (replicas > 0)
        {
            _cluster.Append("/f", flags: CreateFlags.Append | CreateFlags.NewBlock);
        }

        Assert.Equal(
            $"Cannot abandon block blk_{block.Id}_1001: it is {state}. Truncate or delete the file instead.",
            Cluster.Refused(HdfsError.Io, () => _cluster.Ask(new AbandonBlockRequest
            {
                Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, Block = block,
            })));
        Assert.Empty(_cluster.Blocks.Removed);
        Assert.Equal(5, _cluster.Stat("/f")!.Length);
    }

    [Fact]
    public void Only_who_may_read_a_file_reports_bad_replicas_of_it()
    {
        _cluster.Write("/open", null, 10);
        _cluster.Write("/private", null, 10);
        _cluster.Chmod("/private", 0x180);
        var (open, closed) = (_cluster.Locations("/open").Blocks[0].Block, _cluster.Locations("/private").Blocks[0].Block);
        Assert.Equal(
            "Permission denied: user=ada, access=READ, inode=\"/private\":root:supergroup:-rw-------",
            Cluster.Refused(HdfsError.AccessControl, () => ReportBad(open, closed)));
        Assert.Empty(_cluster.Blocks.Corrupt);
        ReportBad(open, open with { Id = 7 });
        Assert.Contains((open.Id, "uuid-1"), _cluster.Blocks.Corrupt);
    }

    [Fact]
    public void A_recovery_has_no_negative_length()
    {
        _cluster.Create("/f");
        var block = _cluster.AddBlock("/f").Block;
        Assert.False(_cluster.RecoverLease("/f"));
        var digest = _cluster.Core.Digest();
        Cluster.Refused(HdfsError.Io, () => EndRecovery(block, 1002, -1));
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_recovery_closes_no_file_whose_block_before_the_last_has_no_replica(bool isEmpty)
    {
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/f", client: "gone");
        var first = _cluster.AddBlock("/f", client: "gone").Block with { Length = 1024 };
        var second = _cluster.AddBlock("/f", first, "gone").Block;
        _cluster.Pass(_cluster.Options.LeaseHardLimit + 1);
        _cluster.Tick();
        EndRecovery(second, 1003, isEmpty ? 0 : 9, isEmpty);
        Assert.False(_cluster.IsClosed("/f"));

        // The report comes outside of a step, and what was changed there would be in no record: the next tick closes the file.
        _cluster.Blocks.InSafeMode = true;
        _cluster.Blocks.Report(_cluster.Now, first.Id);
        _cluster.Blocks.InSafeMode = false;
        _cluster.Pass(_cluster.Options.BlockRecoveryTimeout);
        _cluster.Tick();
        Assert.True(_cluster.IsClosed("/f"));
        Assert.Equal(isEmpty ? 1024 : 1033, _cluster.Stat("/f")!.Length);
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());
    }

    [Fact]
    public void A_report_in_safe_mode_closes_no_file()
    {
        _cluster.Blocks.ReportAtCommit = 0;
        _cluster.Create("/f", client: "gone");
        var block = _cluster.AddBlock("/f", client: "gone").Block with { Length = 5 };
        Assert.False(_cluster.Complete("/f", block, "gone"));
        _cluster.Blocks.Recovery = RecoveryStart.WaitsForReports;
        _cluster.Pass(_cluster.Options.LeaseHardLimit + 1);
        _cluster.Tick();
        _cluster.Blocks.InSafeMode = true;
        _cluster.Blocks.Report(_cluster.Now, block.Id);
        Assert.False(_cluster.IsClosed("/f"));
        _cluster.Blocks.InSafeMode = false;
        _cluster.Pass(_cluster.Options.BlockRecoveryTimeout);
        _cluster.Tick();
        Assert.True(_cluster.IsClosed("/f"));
    }

    private void Claim(string call, Block block, Block stamped, long length)
    {
        var claimed = block with { Length = length };
        switch (call)
        {
            case nameof(CompleteRequest):
                _cluster.Complete("/f", claimed);
                break;
            case nameof(AddBlockRequest):
                _cluster.AddBlock("/f", claimed);
                break;
            case nameof(FsyncRequest):
                Fsync(length);
                break;
            default:
                _cluster.Ask(new UpdatePipelineRequest
                {
                    Caller = Cluster.Root, Key = _cluster.NewKey(),
                    ClientName = "client", OldBlock = block, NewBlock = stamped with { Length = length },
                    NewUuids = ["uuid-1"], NewStorageIds = ["DS-uuid-1"],
                });
                break;
        }
    }

    private Block Stamp(Block block) =>
        ((LocatedBlock)_cluster.Ask(
            new UpdateBlockForPipelineRequest { Caller = Cluster.Root, ClientName = "client", Block = block })!).Block;

    private void Fsync(long length) =>
        _cluster.Ask(new FsyncRequest { Caller = Cluster.Root, Path = "/f", ClientName = "client", FileId = 0, LastBlockLength = length });

    private void ReportBad(params Block[] blocks) => _cluster.Ask(new ReportBadBlocksRequest
    {
        Caller = Cluster.Ada, Replicas = [.. blocks.Select(b => new BadReplica(b, "uuid-1", "DS-1", "10.0.0.1:9866"))],
    });

    private void EndRecovery(Block block, long stamp, long length, bool delete = false) =>
        _cluster.Ask(new CommitBlockSynchronizationRequest
        {
            Block = block, NewGenerationStamp = stamp, NewLength = length,
            CloseFile = true, DeleteBlock = delete, NewReplicas = [("uuid-1", "DS-uuid-1")],
        });
}
