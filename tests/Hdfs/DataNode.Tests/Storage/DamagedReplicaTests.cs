using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// Open replicas of which a chunk does not fit its checksum. Only what a write that was cut short left at the end goes; what was
/// acknowledged stays, and the NameNode hears of the damage.
/// </summary>
public sealed partial class DamagedReplicaTests : IDisposable
{
    private const int Length = 10_000;
    private const int LastChunk = 9_728;
    private static readonly byte[] Data = Packets.Random(Length, 1);

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public DamagedReplicaTests() => _fixture = new StoreFixture(1, _disk);

    public void Dispose() => _fixture.Dispose();

    private string Rbw => Path.Combine(_fixture.Pool(0).Rbw, "blk_7");

    private string Final => Path.Combine(_fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7");

    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(LastChunk - 1)]
    public void Rot_before_the_last_chunk_of_a_replica_found_at_start_cuts_off_nothing_and_is_reported(int at)
    {
        Write(Length).Dispose();
        Turn(Rbw, at);
        _fixture.Reopen();
        Assert.Equal(
            (ReplicaState.WaitingToBeRecovered, Length), (_fixture.Store.Find(7)!.Value.State, _fixture.Store.Find(7)!.Value.BytesOnDisk));
        Assert.Equal(Length, Recover(1005, Length));
        Assert.Contains("corrupt 7_1005", _fixture.Events.All);
        var expected = Data.ToArray();
        expected[at] ^= 0x10;
        Assert.Equal(expected, _fixture.Get(7, 1005));
    }

    [Fact]
    public void Rot_behind_what_a_recovery_agrees_on_is_gone_with_it()
    {
        Write(Length).Dispose();
        Turn(Rbw, 6_000);
        _fixture.Reopen();
        Assert.Equal(Length, Recover(1005, 5_000));
        Assert.DoesNotContain("corrupt 7_1005", _fixture.Events.All);
        Assert.Equal(Data[..5_000], _fixture.Get(7, 1005));
    }

    /// <summary>Bytes that never came to the medium, with others behind them that did.</summary>
    [Theory]
    [InlineData(512, 512, false, 512)]
    [InlineData(4_096, 4_096, false, 4_096)]
    [InlineData(700, 3_396, false, 512)] // a page as it was when the file ended in it
    [InlineData(7 + (4 * 3), 4 * 2, true, 3 * 512)] // checksums
    [InlineData(7 + (4 * 3) + 1, (4 * 2) + 3, true, 3 * 512)] // with half of one
    public void What_a_power_cut_kept_from_the_medium_ends_the_replica(int at, int length, bool ofChecksums, int expected)
    {
        Write(Length).Dispose();
        Clear(ofChecksums ? Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta") : Rbw, at, length);
        _fixture.Reopen();
        Assert.Equal(expected, Recover(1005, expected));
        Assert.Equal(Data[..expected], _fixture.Get(7, 1005));
        Assert.DoesNotContain(_fixture.Events.All, static e => e.StartsWith("corrupt", StringComparison.Ordinal));
        Assert.Equal(new FileInfo(Final).Length + new FileInfo(Final + "_1005.meta").Length, _fixture.Store.Volumes[0].Used);
    }

    /// <summary>
    /// A recovery is asked for until one succeeds: what nobody can make anything of stays for whoever may, and each gets the same answer.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the checksums' header too
    public void A_replica_found_with_nothing_sound_is_left_as_it_is_by_every_recovery(bool ofChecksums)
    {
        Write(Length).Dispose();
        var file = ofChecksums ? Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta") : Rbw;
        Clear(file, 0, 512);
        _fixture.Reopen();
        var used = _fixture.Store.Volumes[0].Used;
        var before = (File.ReadAllBytes(Rbw), File.ReadAllBytes(Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta")));
        for (var id = 1005; id < 1008; id++)
        {
            Assert.Equal(0, _fixture.Store.InitRecovery(new Block(7, 0, 1001), id)!.Value.BytesOnDisk);
            Assert.Equal(before.Item1, File.ReadAllBytes(Rbw));
            Assert.Equal(before.Item2, File.ReadAllBytes(Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta")));
        }

        // Where the NameNode knows of acknowledged bytes it is there, and nothing of it can be vouched for: each time.
        for (var id = 1009; id < 1012; id++)
        {
            var told = _fixture.Store.InitRecovery(new Block(7, 100, 1001), id)!.Value;
            Assert.Equal((Length, 0, 0), (told.BytesOnDisk, told.SoundLength, told.DamagedAt));
            Assert.Equal(before.Item1, File.ReadAllBytes(Rbw));
            Assert.Equal(used, _fixture.Store.Volumes[0].Used);
        }

        // The only one there is: it is closed as it lies, and the NameNode hears of it.
        _fixture.Store.FinishRecovery(new Block(7, Length, 1001), 1011, 7, Length);
        Assert.Equal(before.Item1, File.ReadAllBytes(Final));
        Assert.Equal(used, _fixture.Store.Volumes[0].Used);
        Assert.Contains("corrupt 7_1011", _fixture.Events.All);
    }

    [Fact]
    public void A_start_reads_little_of_an_open_replica_and_changes_nothing()
    {
        const int Large = 4 << 20;
        using (var writer = _fixture.Store.Create(new Block(7, Large, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, new byte[Large]);
        }

        File.AppendAllText(Rbw, "no checksum is there for this");
        _fixture.Store.Dispose();
        var before = _disk.BytesRead;
        _disk.Arm(_fixture.Pool(0).Rbw, 0, DiskFault.Full, stays: true);
        _fixture.Reopen();
        _disk.Disarm();
        Assert.Equal(Large, _fixture.Store.Find(7)!.Value.BytesOnDisk);
        Assert.Null(_disk.Fired);
        Assert.InRange(_disk.BytesRead - before, 1, 10_000);
    }

    /// <summary>As on a network file system whose directory tells another length than the file.</summary>
    [Fact]
    public void A_replica_that_is_shorter_than_its_directory_says_keeps_no_other_from_serving()
    {
        Write(Length).Dispose();
        using (var other = _fixture.Store.Create(new Block(8, Length, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(other, 0, Data);
        }

        _disk.Reading = path =>
        {
            if (path == Rbw)
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(100);
            }
        };
        _fixture.Reopen();
        Assert.Null(_fixture.Store.Find(7));
        Assert.Equal(Length, _fixture.Store.Find(8)!.Value.BytesOnDisk);
        Assert.Contains(_fixture.Log.Lines, static l => l.Text.Contains("Left out at start", StringComparison.Ordinal));
    }

    /// <summary>
    /// Its writer is gone, and a write before that failed: the replica is measured, and the last acknowledged chunk rotted.
    /// </summary>
    [Fact]
    public void A_pipeline_is_not_recovered_with_a_replica_whose_acknowledged_bytes_rotted_and_nothing_is_cut_off()
    {
        using (var writer = Write(Length))
        {
            _fixture.Store.Acked(writer, Length);
        }

        Turn(Rbw, Length - 1);
        for (var i = 0; i < 2; i++)
        {
            var refused = Assert.Throws<ReplicaFault>(
                () => _fixture.Store.RecoverRbw(new Block(7, 0, 1001), 1002, Length, Length, new NoOwner()));
            Assert.Equal(ReplicaError.Mismatch, refused.Error);
            Assert.Equal(Length, new FileInfo(Rbw).Length);
        }

        Assert.Contains("corrupt 7_1001", _fixture.Events.All);

        // The only replica there is: all of it but one chunk is good.
        Assert.Equal(Length, Recover(1005, Length));
        Assert.Equal(Data[..LastChunk], _fixture.Get(7, 1005)[..LastChunk]);
        Assert.Contains("corrupt 7_1005", _fixture.Events.All);
    }

    [Fact]
    public void A_block_recovery_cuts_off_nothing_of_a_final_replica_whose_last_chunk_rotted()
    {
        _fixture.Put(7, 1001, Data);
        Turn(Final, Length - 1);
        Assert.Equal(Length, Recover(1005, Length));
        Assert.Equal(Length, new FileInfo(Final).Length);
        Assert.Contains("corrupt 7_1005", _fixture.Events.All);
    }

    [Fact]
    public void A_recovery_that_agreed_on_less_than_readers_have_seen_and_failed_can_be_made_again()
    {
        using (var writer = Write(Length))
        {
            _fixture.Store.Acked(writer, Length);
        }

        _fixture.Store.InitRecovery(new Block(7, 0, 1001), 1005);
        _disk.Arm(_fixture.Root, 0, DiskFault.Permission, stays: true, static p => p.Contains("subdir", StringComparison.Ordinal));
        Assert.ThrowsAny<IOException>(() => _fixture.Store.FinishRecovery(new Block(7, Length, 1001), 1005, 7, 9_000));
        Assert.NotNull(_disk.Fired);
        _disk.Disarm();
        Assert.Equal(9_000, Recover(1006, 9_000));
        Assert.Equal(Data[..9_000], _fixture.Get(7, 1006));
    }

    [Fact]
    public void A_damaged_checksum_file_is_no_reason_to_drop_the_block()
    {
        Write(Length).Dispose();
        using (var meta = File.OpenWrite(Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta")))
        {
            meta.Position = 2;
            meta.WriteByte(77); // no such kind of checksum
        }

        _fixture.Reopen();
        Assert.Equal(Length, _fixture.Store.Find(7)!.Value.BytesOnDisk);

        // Not "nothing is here": it is kept where nobody has anything better.
        Assert.Equal(0, Recover(1005, Length));
        Assert.Equal(Data, File.ReadAllBytes(Final));
        Assert.Contains("corrupt 7_1005", _fixture.Events.All);
    }

    public enum Damage
    {
        EmptyChecksums,
        Header,
        Unreadable,
        UnreadableChecksums,
    }

    /// <summary>
    /// What has been looked at tells what there is, as often as it is asked, and is closed as it lies where nobody has
    /// more. The disk goes on.
    /// </summary>
    [Theory]
    [InlineData(Damage.EmptyChecksums, false)]
    [InlineData(Damage.EmptyChecksums, true)]
    [InlineData(Damage.Header, false)]
    [InlineData(Damage.Header, true)]
    [InlineData(Damage.Unreadable, false)]
    [InlineData(Damage.Unreadable, true)]
    [InlineData(Damage.UnreadableChecksums, false)]
    [InlineData(Damage.UnreadableChecksums, true)]
    public async Task A_replica_of_which_nothing_can_be_vouched_for_is_a_holder_all_the_same(Damage damage, bool isFound)
    {
        using (var writer = Write(Length))
        {
            _fixture.Store.Acked(writer, Length);
        }

        var meta = Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta");
        if (damage == Damage.EmptyChecksums)
        {
            File.WriteAllBytes(meta, []);
        }
        else if (damage == Damage.Header)
        {
            using var file = File.OpenWrite(meta);
            file.Position = 2;
            file.WriteByte(77);
        }

        if (isFound)
        {
            _fixture.Reopen();
        }

        if (damage is Damage.Unreadable or Damage.UnreadableChecksums)
        {
            var bad = damage == Damage.Unreadable ? Rbw : meta;
            _disk.Reading = path => _ = path != bad ? 0 : throw DiskException.OfRead(DiskFault.Medium, path, "EIO", null);
        }

        var used = _fixture.Store.Volumes[0].Used;
        for (var id = 1005; id < 1008; id++)
        {
            var told = (await _fixture.Store.InitRecoveryAsync(new Block(7, 100, 1001), id, default))!.Value;
            Assert.Equal((Length, 0, 0), (told.BytesOnDisk, told.SoundLength, told.DamagedAt));
        }

        await _fixture.Store.FinishRecoveryAsync(new Block(7, Length, 1001), 1007, 7, Length, default);
        _disk.Reading = null;
        Assert.Equal(Data, File.ReadAllBytes(Final));
        Assert.Contains("corrupt 7_1007", _fixture.Events.All);
        Assert.Contains("received 7_1007 10000", _fixture.Events.All);
        Assert.Equal(used, _fixture.Store.Volumes[0].Used);
        Assert.Empty(_fixture.Store.Failures);
    }

    /// <summary>
    /// As after a power cut: the names were in the journal, a few bytes of checksums not. Whatever length the NameNode knows, others that
    /// have sound bytes decide.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public async Task A_final_replica_without_checksums_tells_that_nothing_of_it_can_be_vouched_for(long known)
    {
        _fixture.Put(7, 1001, Data);
        File.WriteAllBytes(Final + "_1001.meta", []);
        for (var id = 1005; id < 1008; id++)
        {
            var told = (await _fixture.Store.InitRecoveryAsync(new Block(7, known, 1001), id, default))!.Value;
            Assert.Equal((Length, 0, 0), (told.BytesOnDisk, told.SoundLength, told.DamagedAt));
        }

        await _fixture.Store.FinishRecoveryAsync(new Block(7, Length, 1001), 1007, 7, Length, default);
        Assert.Equal(Data, File.ReadAllBytes(Final));
        Assert.Contains("corrupt 7_1007", _fixture.Events.All);
    }

    /// <summary>A bad sector of a disk that works: what is before and behind it counts.</summary>
    [Fact]
    public async Task A_place_that_cannot_be_read_cuts_off_nothing_and_is_reported()
    {
        const int Large = 1 << 20;
        var data = Packets.Random(Large, 4);
        using (var writer = _fixture.Store.Create(new Block(7, Large, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, data);
        }

        _fixture.Reopen();
        _disk.Bad = (Rbw, 300_000);
        var told = (await _fixture.Store.InitRecoveryAsync(new Block(7, 100, 1001), 1005, default))!.Value;
        Assert.Equal((Large, Large, 300_000 / 4_096 * 4_096), (told.BytesOnDisk, told.SoundLength, told.DamagedAt));
        await _fixture.Store.FinishRecoveryAsync(new Block(7, Large, 1001), 1005, 7, Large, default);
        Assert.Equal(data, File.ReadAllBytes(Final));
        Assert.Contains("corrupt 7_1005", _fixture.Events.All);
    }

    public static TheoryData<int, int, bool> Sectors()
    {
        var rows = new TheoryData<int, int, bool>();
        foreach (var at in (int[])[5_000, LastChunk, Length - 1, -1, -2])
        {
            foreach (var acked in (int[])[0, 9_000, Length])
            {
                rows.Add(at, acked, true);
                rows.Add(at, acked, false);
            }
        }

        return rows;
    }

    /// <summary>
    /// In the middle or at the end, of the bytes or (from the end) of their checksums; left by its writer or found at a start.
    /// </summary>
    [Theory]
    [MemberData(nameof(Sectors))]
    public async Task One_sector_that_cannot_be_read_costs_no_other_byte(int at, int acked, bool isFound)
    {
        using (var writer = Write(Length))
        {
            _fixture.Store.Acked(writer, acked);
        }

        if (isFound)
        {
            _fixture.Reopen();
        }

        var meta = Path.Combine(_fixture.Pool(0).Rbw, "blk_7_1001.meta");
        _disk.Bad = at >= 0 ? (Rbw, at) : (meta, new FileInfo(meta).Length + at);
        var isLooked = isFound || at != 5_000;
        for (var id = 1005; id < 1008; id++)
        {
            var told = (await _fixture.Store.InitRecoveryAsync(new Block(7, 100, 1001), id, default))!.Value;
            Assert.Equal(
                (Length, Length, isLooked ? (at < 0 ? LastChunk : at) / 4_096 * 4_096 : -1),
                (told.BytesOnDisk, told.SoundLength, told.DamagedAt));
        }

        await _fixture.Store.FinishRecoveryAsync(new Block(7, Length, 1001), 1007, 7, Length, default);
        Assert.Equal(Data, File.ReadAllBytes(Final));
        Assert.Equal(isLooked, _fixture.Events.All.Contains("corrupt 7_1007"));
        Assert.Empty(_fixture.Store.Failures);
    }
}
