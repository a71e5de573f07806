using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

public sealed class ReplicaStoreTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public void A_finished_block_lies_where_Apache_puts_it_and_is_found_again()
    {
        var data = Packets.Random(200_000, 1);
        _fixture.Put(1073741825 + (3L << 16) + (7L << 8), 1001, data);
        var directory = Path.Combine(_fixture.Pool(0).Finalized, "subdir3", "subdir7");
        Assert.Equal(data, File.ReadAllBytes(Path.Combine(directory, "blk_1073940225")));
        var meta = File.ReadAllBytes(Path.Combine(directory, "blk_1073940225_1001.meta"));
        var expected = new byte[7 + (4 * 391)];
        ((ReadOnlySpan<byte>)[0, 1, 2, 0, 0, 2, 0]).CopyTo(expected);
        ChunkChecksum.Default.Compute(data, expected.AsSpan(7));
        Assert.Equal(expected, meta);

        _fixture.Reopen();
        Assert.Equal(data, _fixture.Get(1073940225, 1001));
        Assert.Equal(data.Length + meta.Length, _fixture.Store.Volumes[0].Used);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(512)]
    [InlineData(700)]
    [InlineData(65_536)]
    public void Bytes_in_any_pieces_give_the_same_checksum_file(int packetSize)
    {
        var data = Packets.Random(packetSize == 1 ? 1_300 : 70_001, packetSize);
        using (var writer = _fixture.Store.Create(new Block(5, 1 << 20, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, data, packetSize: packetSize);
            _fixture.Store.Finish(writer, durable: true, null);
        }

        var expected = new byte[ChunkChecksum.Default.ChecksumLength(data.Length)];
        ChunkChecksum.Default.Compute(data, expected);
        Assert.Equal(expected, File.ReadAllBytes(Path.Combine(_fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_5_1001.meta"))[7..]);
        Assert.Equal(data, _fixture.Get(5, 1001));
    }

    [Fact]
    public void An_append_goes_on_in_the_middle_of_a_chunk()
    {
        var data = Packets.Random(5_000, 2);
        _fixture.Put(9, 1001, data[..1_300]);
        using (var writer = _fixture.Store.OpenToAppend(new Block(9, 5_000, 1001), 1002, 1_300, new NoOwner()))
        {
            Packets.Write(writer, 1_300, data.AsSpan(1_300, 236));
            Packets.Write(writer, 1_536, data.AsSpan(1_536));
            _fixture.Store.Finish(writer, durable: false, null);
        }

        Assert.Equal(data, _fixture.Get(9, 1002));
        var meta = File.ReadAllBytes(Path.Combine(_fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_9_1002.meta"));
        Assert.Equal(-1, ChunkChecksum.Default.FindMismatch(data, meta.AsSpan(7)));
    }

    [Fact]
    public void A_chunk_that_is_sent_again_from_its_start_replaces_the_partial_one()
    {
        var data = Packets.Random(3_000, 3);
        using var writer = _fixture.Store.Create(new Block(9, 5_000, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, data.AsSpan(0, 700));
        Packets.Write(writer, 512, data.AsSpan(512));
        _fixture.Store.Finish(writer, durable: false, null);
        Assert.Equal(data, _fixture.Get(9, 1001));
    }

    [Fact]
    public void After_a_crash_an_unfinished_replica_is_cut_to_what_its_checksums_vouch_for_when_it_is_recovered()
    {
        var data = Packets.Random(10_000, 4);
        var writer = _fixture.Store.Create(new Block(7, 1 << 20, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, data);
        writer.Dispose();
        using (var file = File.OpenWrite(Path.Combine(_fixture.Pool(0).Rbw, "blk_7")))
        {
            file.Position = 9_999;
            file.WriteByte((byte)~data[9_999]);
            file.Position = 10_300;
            file.WriteByte(1);
        }

        File.WriteAllText(Path.Combine(_fixture.Pool(0).Temporary, "blk_8"), "half sent");
        _fixture.Reopen();
        var replica = _fixture.Store.Find(7)!.Value;
        Assert.Equal(ReplicaState.WaitingToBeRecovered, replica.State);
        Assert.Equal(9_728, replica.BytesOnDisk);
        Assert.Equal(10_301, new FileInfo(Path.Combine(_fixture.Pool(0).Rbw, "blk_7")).Length);

        // What no checksum is for goes. The last chunk stays until the holders have agreed: another may have it.
        var told = _fixture.Store.InitRecovery(new Block(7, 0, 1001), 1005)!.Value;
        Assert.Equal((9_728, 10_240), (told.SoundLength, told.BytesOnDisk));
        Assert.Equal(10_240, new FileInfo(Path.Combine(_fixture.Pool(0).Rbw, "blk_7")).Length);
        _fixture.Store.FinishRecovery(new Block(7, told.BytesOnDisk, 1001), 1005, 7, 9_728);
        Assert.Equal(data[..9_728], _fixture.Get(7, 1005));
        Assert.Empty(Directory.GetFiles(_fixture.Pool(0).Temporary));
    }

    [Fact]
    public void Recovery_cuts_a_replica_to_the_agreed_length()
    {
        var data = Packets.Random(10_000, 5);
        var writer = _fixture.Store.Create(new Block(7, 1 << 20, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, data);
        writer.Dispose();
        var told = _fixture.Store.InitRecovery(new Block(7, 0, 1001), 1005)!.Value;
        Assert.Equal((10_000L, ReplicaState.BeingWritten), (told.BytesOnDisk, told.OriginalState));
        _fixture.Store.FinishRecovery(new Block(7, 10_000, 1001), 1005, 7, 9_000);
        Assert.Equal(data[..9_000], _fixture.Get(7, 1005));
        var meta = File.ReadAllBytes(Path.Combine(_fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7_1005.meta"));
        Assert.Equal(-1, ChunkChecksum.Default.FindMismatch(data.AsSpan(0, 9_000), meta.AsSpan(7)));
        Assert.Contains("received 7_1005 9000", _fixture.Events.All);
    }

    [Fact]
    public void A_recovery_stops_a_writer_and_the_old_writer_is_refused_from_then_on()
    {
        var owner = new StoppingOwner();
        var writer = _fixture.Store.Create(new Block(7, 1 << 20, 1001), 0, ChunkChecksum.Default, owner);
        owner.Writer = writer;
        Packets.Write(writer, 0, Packets.Random(1_024, 6));
        Assert.NotNull(_fixture.Store.InitRecovery(new Block(7, 0, 1001), 1005));
        var fault = Assert.Throws<ReplicaFault>(() => _fixture.Store.Finish(writer, durable: false, null));
        Assert.Equal(ReplicaError.Mismatch, fault.Error);
    }

    [Fact]
    public void A_recovered_pipeline_forgets_what_was_not_acknowledged()
    {
        var data = Packets.Random(10_000, 7);
        var writer = _fixture.Store.Create(new Block(7, 1 << 20, 1001), 0, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, data);
        _fixture.Store.Acked(writer, 6_000);
        writer.Dispose();
        using (var second = _fixture.Store.RecoverRbw(new Block(7, 1 << 20, 1001), 1002, 6_000, 10_000, new NoOwner()))
        {
            Assert.Equal(6_000, second.BytesOnDisk);
            Packets.Write(second, 6_000, data.AsSpan(6_000, 144));
            Packets.Write(second, 6_144, data.AsSpan(6_144));
            _fixture.Store.Finish(second, durable: false, null);
        }

        Assert.Equal(data, _fixture.Get(7, 1002));
        Assert.Throws<ReplicaFault>(() => _fixture.Get(7, 1003));
    }

    [Fact]
    public void A_reader_that_opened_before_an_append_still_has_the_old_last_checksum()
    {
        var data = Packets.Random(700, 8);
        _fixture.Put(9, 1001, data[..600]);
        using var reader = _fixture.Store.OpenToRead(new Block(9, 0, 1001), 0, -1, withChecksums: true, checksumsRequired: true);
        using var writer = _fixture.Store.OpenToAppend(new Block(9, 700, 1001), 1002, 600, new NoOwner());
        Packets.Write(writer, 600, data.AsSpan(600));
        Assert.Equal(600, reader.Range.End);
        Assert.Equal(ChunkChecksum.Default.Append(0, data.AsSpan(512, 88)), reader.LastChecksum);
    }

    [Fact]
    public void Deleting_takes_the_names_at_once_and_tells_the_NameNode()
    {
        _fixture.Put(9, 1001, Packets.Random(600, 9));
        _fixture.Store.Invalidate([new Block(9, 600, 1000), new Block(10, 0, 1000)]);
        Assert.NotNull(_fixture.Store.Find(9));
        _fixture.Store.Invalidate([new Block(9, 600, 1001)]);
        Assert.Null(_fixture.Store.Find(9));
        Assert.Equal(0, _fixture.Store.Volumes[0].Used);
        Assert.Contains("deleted 9_1001", _fixture.Events.All);
        _fixture.Put(9, 1001, Packets.Random(600, 9));
        _fixture.Reopen();
        Assert.NotNull(_fixture.Store.Find(9));
    }

    private sealed class StoppingOwner : IReplicaOwner
    {
        public ReplicaWriter? Writer { get; set; }

        public void Stop() => new Thread(() => Writer!.Dispose()).Start();
    }
}
