using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// A newer replica comes in beside an older one, under a generation stamp that anybody can send and from a node that may die: the older one
/// stays what it is until all of the newer one is on the medium, and there is never neither, nor a mixture.
/// </summary>
public sealed partial class TakePlaceTests : IDisposable
{
    private const long Newer = 1L << 61;

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public TakePlaceTests() => _fixture = new StoreFixture(1, _disk);

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void What_does_not_arrive_whole_takes_nothing_away(string state, string end)
    {
        States[state](_fixture);
        var (before, used, promised) = (_fixture.Store.Find(7), _fixture.Store.Volumes[0].Used, _fixture.Store.Volumes[0].Promised);
        using (var writer = Begin(Newer))
        {
            Packets.Write(writer, 0, NewData.AsSpan(0, 1_200));
            Assert.Equal(before, _fixture.Store.Find(7));
            if (before!.Value.VisibleLength >= 0)
            {
                Assert.Equal(OldData, _fixture.Get(7, Old));
            }

            _fixture.Store.Discard(writer);
        }

        Assert.Equal(
            (before, used, promised), (_fixture.Store.Find(7), _fixture.Store.Volumes[0].Used, _fixture.Store.Volumes[0].Promised));
        AssertWhole(_fixture, state);

        // And the next one comes in.
        _fixture.Receive(7, Newer, NewData, Ends[end]);
        AssertWhole(_fixture, state);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void What_is_whole_takes_its_place(string state, string end)
    {
        States[state](_fixture);
        _fixture.Receive(7, Newer, NewData, Ends[end]);
        Assert.Equal(NewData, _fixture.Get(7, Newer));
        AssertWhole(_fixture, state);
        var files = Directory.GetFiles(_fixture.Root, "blk_7*", SearchOption.AllDirectories)
            .Where(static f => !f.Contains(".deleted-", StringComparison.Ordinal));
        Assert.Equal(
            (files.Sum(static f => new FileInfo(f).Length), 0), (_fixture.Store.Volumes[0].Used, _fixture.Store.Volumes[0].Promised));
        Assert.Equal(end == "final", _fixture.Events.All.Contains($"received 7_{Newer} {NewData.Length}"));
        Assert.DoesNotContain(_fixture.Events.All, static e => e.StartsWith("deleted", StringComparison.Ordinal)
            || e.StartsWith("corrupt", StringComparison.Ordinal));
        _fixture.Reopen();
        AssertWhole(_fixture, state);
        Assert.Equal(Newer, _fixture.Store.Find(7)!.Value.GenerationStamp);
    }

    [Fact]
    public void Who_reads_the_older_one_reads_it_to_its_end()
    {
        foreach (var end in Ends.Values)
        {
            _fixture.Put(7, Old, OldData);
            using (var reader = _fixture.Store.OpenToRead(new Block(7, 0, Old), 0, -1, withChecksums: true, checksumsRequired: true))
            {
                _fixture.Receive(7, Newer, NewData, end);
                var data = new byte[OldData.Length];
                Assert.Equal(data.Length, reader.Data.Read(0, data));
                Assert.Equal(OldData, data);
                _fixture.Store.ReportFailedRead(reader, new IOException("Say that it could not."));
                Assert.DoesNotContain(_fixture.Events.All, static e => e.StartsWith("corrupt", StringComparison.Ordinal));
            }

            Assert.Equal(NewData, _fixture.Get(7, Old)); // Who knows of the older one only gets what it has become.
            _fixture.Store.Invalidate([new Block(7, 0, Newer)]);
        }
    }

    [Fact]
    public void Room_is_kept_for_both()
    {
        _fixture.Put(7, Old, OldData);
        var volume = _fixture.Store.Volumes[0];
        var used = volume.Used;
        using (var writer = Begin(Newer, room: 1 << 20))
        {
            Assert.Equal(1 << 20, volume.Promised);
            Packets.Write(writer, 0, NewData);
            Assert.Equal((1 << 20) - NewData.Length, volume.Promised);
            Assert.InRange(volume.Used, used + NewData.Length, used + NewData.Length + 100);
            _fixture.Store.Discard(writer);
        }

        Assert.Equal((used, 0), (volume.Used, volume.Promised));
        Assert.Equal(ReplicaError.OutOfSpace, Assert.Throws<ReplicaFault>(() => Begin(Newer, room: long.MaxValue / 4)).Error);
        Assert.Equal(OldData, _fixture.Get(7, Old));
    }

    [Fact]
    public void A_disk_that_fills_up_meanwhile_costs_the_newer_one_only()
    {
        _fixture.Put(7, Old, OldData);
        _disk.Arm(_fixture.Root, 3, DiskFault.Full, stays: true);
        Assert.Throws<DiskException>(() => _fixture.Receive(7, Newer, NewData, Ends["final"]));
        _disk.Disarm();
        AssertWhole(_fixture, "full");
        Assert.Equal(OldData, _fixture.Get(7, Old));
    }

    /// <summary>The NameNode deletes the older one, a client goes on with it, a recovery takes it: each as if nothing came in.</summary>
    [Theory]
    [InlineData("deleted", true)]
    [InlineData("appended to", false)]
    [InlineData("recovered", false)]
    public void What_happens_to_the_older_one_meanwhile_happens(string what, bool takesPlace)
    {
        _fixture.Put(7, Old, OldData);
        using var writer = Begin(1002);
        Packets.Write(writer, 0, NewData);
        switch (what)
        {
            case "deleted":
                _fixture.Store.Invalidate([new Block(7, 0, Old)]);
                Assert.Contains($"deleted 7_{Old}", _fixture.Events.All);
                break;
            case "appended to":
                _fixture.Store.OpenToAppend(new Block(7, 2_000, Old), 1003, OldData.Length, new NoOwner()).Dispose();
                break;
            default:
                Assert.Equal(OldData.Length, _fixture.Store.InitRecovery(new Block(7, 0, Old), 1002)!.Value.BytesOnDisk);
                _fixture.Store.FinishRecovery(new Block(7, OldData.Length, Old), 1002, 7, 1_000);
                break;
        }

        if (takesPlace)
        {
            _fixture.Store.Finish(writer, durable: false, null);
            Assert.Equal(NewData, _fixture.Get(7, 1002));
            return;
        }

        Assert.Equal(
            ReplicaError.AlreadyExists, Assert.Throws<ReplicaFault>(() => _fixture.Store.Finish(writer, durable: true, null)).Error);
        _fixture.Store.Discard(writer);
        Assert.Equal(OldData.AsSpan(0, 1_000), _fixture.Get(7, 1002).AsSpan(0, 1_000));
        Assert.Empty(Directory.GetFiles(_fixture.Pool(0).Temporary, "blk_7"));
    }

    [Fact]
    public void A_recovery_ends_what_comes_in_and_is_older_than_it()
    {
        _fixture.Put(7, Old, OldData);
        var owner = new LeavingOwner();
        var writer = owner.Writer = Begin(1002, owner: owner);
        Packets.Write(writer, 0, NewData);
        Assert.Equal(Old, _fixture.Store.InitRecovery(new Block(7, 0, Old), 1005)!.Value.GenerationStamp);
        Assert.ThrowsAny<ReplicaFault>(() => _fixture.Store.Finish(writer, durable: false, null));
        _fixture.Store.FinishRecovery(new Block(7, OldData.Length, Old), 1005, 7, OldData.Length);
        Assert.Equal(OldData, _fixture.Get(7, 1005));
    }

    [Fact]
    public void A_second_copy_that_is_newer_ends_the_first_and_the_older_replica_stays()
    {
        _fixture.Put(7, Old, OldData);
        var owner = new LeavingOwner();
        var first = owner.Writer = Begin(1002, owner: owner);
        Packets.Write(first, 0, NewData.AsSpan(0, 700));
        Assert.Equal(ReplicaError.AlreadyExists, Assert.Throws<ReplicaFault>(() => Begin(1002)).Error);
        using var second = Begin(1003);
        Assert.Throws<ReplicaFault>(() => _fixture.Store.Finish(first, durable: false, null));
        _fixture.Store.Discard(first);
        Assert.Equal(OldData, _fixture.Get(7, Old));
        Packets.Write(second, 0, NewData);
        _fixture.Store.Finish(second, durable: false, null);
        Assert.Equal(NewData, _fixture.Get(7, 1003));
        Assert.Equal(0, _fixture.Store.Volumes[0].Promised);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Of_a_volume_that_fails_goes_what_is_on_it(int failed)
    {
        using var fixture = new StoreFixture(2, _disk);
        fixture.Put(7, Old, OldData);
        Assert.Equal(0, fixture.Store.Find(7)!.Value.Volume);
        using var writer = fixture.Store.CreateTemporary(
            new Block(7, 3_000, Newer), isTransfer: true, Protocol.DataTransfer.ChunkChecksum.Default, new NoOwner());
        Assert.Equal(1, writer.Volume.Number);
        Packets.Write(writer, 0, NewData);
        fixture.Store.CheckDisk(DiskException.OfChange(DiskFault.Medium, fixture.Pool(failed).Root, "EIO", null));
        if (failed == 1)
        {
            Assert.ThrowsAny<ReplicaFault>(() => fixture.Store.Finish(writer, durable: false, null));
            fixture.Store.Discard(writer);
            Assert.Equal(OldData, fixture.Get(7, Old));
            return;
        }

        fixture.Store.Finish(writer, durable: false, null);
        Assert.Equal(NewData, fixture.Get(7, Newer));
    }

    /// <summary>Every call to the disk fails in turn, once or from then on, on one volume and over two.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void A_call_that_fails_leaves_one_of_the_two(string state, string end)
    {
        foreach (var (volumes, kind, stays) in Cases())
        {
            for (var call = 0; ; call++)
            {
                using var fixture = new StoreFixture(volumes, _disk);
                States[state](fixture);
                _disk.Arm(fixture.Root, call, kind, stays, static p => !p.Contains(".deleted-", StringComparison.Ordinal));
                var cause = Record.Exception(() => fixture.Receive(7, Newer, NewData, Ends[end]));
                var fired = _disk.Fired;
                _disk.Disarm();
                if (fired is null)
                {
                    Assert.Null(cause);
                    break;
                }

                var why = $"{volumes} volume(s), {fired.Message} of {fired.Path}: {cause}";
                Assert.True(cause is null or DiskException or ReplicaFault, why);
                if (fixture.Store.Volumes.Count == volumes)
                {
                    Read(fixture, why);
                }

                fixture.Reopen();
                AssertWhole(fixture, why);
                // That goes in the background.
                Assert.DoesNotContain(
                    Directory.GetFiles(fixture.Pool(0).Temporary), static f => !f.Contains(".deleted-", StringComparison.Ordinal));
            }
        }
    }

    private static IEnumerable<(int Volumes, DiskFault Kind, bool Stays)> Cases() =>
        from volumes in new[] { 1, 2 }
        from kind in new[] { DiskFault.Full, DiskFault.Descriptors, DiskFault.Permission }
        from stays in new[] { false, true }
        select (volumes, kind, stays);

    private static void Read(StoreFixture fixture, string why)
    {
        var found = fixture.Store.Find(7)!.Value;
        if (found.VisibleLength >= 0)
        {
            Assert.True(fixture.Get(7, 0).AsSpan().SequenceEqual(found.GenerationStamp == Old ? OldData : NewData), why);
        }
    }
}
