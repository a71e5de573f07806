using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// The disk does not move a file, nor back what has moved: at each call in turn, for good. The store never says that a replica is gone
/// whose block file is there, and has it again when the disk works.
/// </summary>
public sealed class FailedMovesTests
{
    private const int Length = 1_300;
    private static readonly byte[] Data = Packets.Random(Length, 7);

    private static readonly Dictionary<string, Action<StoreFixture>> Ways = new(StringComparer.Ordinal)
    {
        ["append"] = static f => f.Store.OpenToAppend(new Block(7, Length, 1001), 1002, Length, new NoOwner()).Dispose(),
        ["close recovery"] = static f => f.Store.RecoverClose(new Block(7, Length, 1001), 1002, Length),
        ["block recovery"] = static f =>
        {
            f.Store.InitRecovery(new Block(7, Length, 1001), 1005);
            f.Store.FinishRecovery(new Block(7, Length, 1001), 1005, 7, Length);
        },
        ["delete"] = static f => f.Store.Invalidate([new Block(7, 0, 1001)]),
        ["final transfer in its place"] = static f => f.Receive(
            7, 1002, Data, static (store, writer) => store.Finish(writer, durable: true, null)),
        ["transfer in its place"] = static f => f.Receive(
            7, 1002, Data, static (store, writer) => store.ConvertToRbw(writer, new Block(7, Length, 1002))),
    };

    public static TheoryData<string> All => [.. Ways.Keys];

    [Theory]
    [MemberData(nameof(All))]
    public void A_replica_whose_block_file_is_there_is_not_forgotten(string way)
    {
        for (var call = 0; ; call++)
        {
            var disk = new FaultyDisk();
            using var fixture = new StoreFixture(1, disk);
            fixture.Put(7, 1001, Data);
            disk.Arm(fixture.Root, call, DiskFault.Permission, stays: true, static p => p.Contains("blk_7", StringComparison.Ordinal));
            Attempt(() => Ways[way](fixture));
            if (disk.Fired is not { } fault)
            {
                Assert.True(call > 0);
                return;
            }

            Attempt(() => fixture.Get(7, 1001)); // A reader comes.
            disk.Disarm();
            var why = $"{fault.Message}: {string.Join(", ", fixture.Events.All)}";
            var isThere = Directory.GetFiles(fixture.Pool(0).Root, "blk_7", SearchOption.AllDirectories).Length > 0;
            Assert.True(isThere == fixture.Store.Find(7) is not null, why);
            Assert.True(isThere != fixture.Events.All.Contains("deleted 7_1001"), why);
            if (isThere && fixture.Store.Find(7) is { State: not ReplicaState.Temporary } now && now.Length == Length)
            {
                Assert.Equal(Data, fixture.Get(7, 1001));
            }
        }
    }

    [Fact]
    public void A_deletion_that_failed_can_be_ordered_again()
    {
        var disk = new FaultyDisk();
        using var fixture = new StoreFixture(1, disk);
        fixture.Put(7, 1001, Data);
        disk.Arm(fixture.Root, 0, DiskFault.Permission, stays: true, static p => p.EndsWith("blk_7", StringComparison.Ordinal));
        fixture.Store.Invalidate([new Block(7, 0, 1001)]);
        disk.Disarm();
        Assert.Equal(Data, fixture.Get(7, 1001));
        fixture.Store.Invalidate([new Block(7, 0, 1001)]);
        Assert.Null(fixture.Store.Find(7));
        Assert.Equal(0, fixture.Store.Volumes[0].Used);
    }

    /// <summary>It could not be read at start and is not in the map: its checksums stay.</summary>
    [Fact]
    public void A_new_replica_takes_nothing_from_a_left_over_of_the_same_name()
    {
        var disk = new FaultyDisk();
        using var fixture = new StoreFixture(1, disk);
        using (var writer = fixture.Store.Create(new Block(7, Length, 1001), 0, ChunkChecksum.Default, new NoOwner()))
        {
            Packets.Write(writer, 0, Data);
        }

        disk.Arm(fixture.Root, 0, DiskFault.Permission, stays: true, static p => p.EndsWith("blk_7", StringComparison.Ordinal));
        fixture.Reopen();
        disk.Disarm();
        Assert.Null(fixture.Store.Find(7));
        Assert.Equal(ReplicaError.AlreadyExists, Assert.Throws<ReplicaFault>(
            () => fixture.Store.Create(new Block(7, Length, 1001), 0, ChunkChecksum.Default, new NoOwner())).Error);
        fixture.Reopen();
        Assert.Equal(
            (ReplicaState.WaitingToBeRecovered, Length), (fixture.Store.Find(7)!.Value.State, fixture.Store.Find(7)!.Value.BytesOnDisk));
    }

    [Fact]
    public void What_another_node_sent_in_part_does_not_stop_it_from_sending_again()
    {
        using var fixture = new StoreFixture();
        File.WriteAllText(Path.Combine(fixture.Pool(0).Temporary, "blk_7"), "a part");
        using var writer = fixture.Store.CreateTemporary(
            new Block(7, Length, 1001), isTransfer: false, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Data);
        fixture.Store.Finish(writer, durable: false, null);
        Assert.Equal(Data, fixture.Get(7, 1001));
    }

    private static void Attempt(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            // As the disk will have it.
        }
    }
}
