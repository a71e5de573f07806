using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>
/// A block is begun again under a higher generation stamp, which anybody can send: only what nobody was told of gives
/// way, and not for nothing.
/// </summary>
public sealed class CreateAgainTests : IDisposable
{
    private static readonly byte[] Data = Packets.Random(10_000, 1);

    /// <summary>How a replica of the first 600 bytes comes to be; whether it is the rest of an attempt.</summary>
    private static readonly Dictionary<string, (Action<CreateAgainTests> Make, bool GivesWay)> Kinds = new(StringComparer.Ordinal)
    {
        ["being written, nothing told"] = (static t => t.Write(acked: 0).Dispose(), true),
        ["being written, by somebody"] = (static t => t.Write(acked: 0), true),
        ["being written, seen by readers"] = (static t => t.Write(acked: 600).Dispose(), false),
        ["final"] = (static t => t.Finish(), false),
        ["found at start"] = (static t => t.Find(), false),
        ["under recovery"] = (static t => t.Recover(), false),
        ["sent by a node"] = (static t => t.Receive(), true),
    };

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public CreateAgainTests() => _fixture = new StoreFixture(1, _disk);

    public static TheoryData<string> All => [.. Kinds.Keys];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Only_the_rest_of_an_attempt_gives_way(string kind)
    {
        Kinds[kind].Make(this);
        var before = _fixture.Store.Find(7)!.Value;
        if (Kinds[kind].GivesWay)
        {
            Create(1_000).Dispose();
            Assert.Equal((1002, 0), (_fixture.Store.Find(7)!.Value.GenerationStamp, _fixture.Store.Find(7)!.Value.BytesOnDisk));
            return;
        }

        Assert.Equal(ReplicaError.AlreadyExists, Assert.Throws<ReplicaFault>(() => Create(1_000)).Error);
        Assert.Equal(before, _fixture.Store.Find(7)!.Value);
        Assert.Single(Directory.GetFiles(_fixture.Pool(0).Root, "blk_7", SearchOption.AllDirectories));
    }

    [Fact]
    public void Where_there_is_no_room_for_the_new_replica_the_old_one_stays()
    {
        Write(acked: 0).Dispose();
        Assert.Equal(ReplicaError.OutOfSpace, Assert.Throws<ReplicaFault>(() => Create(long.MaxValue / 4)).Error);
        Assert.Equal((1001, 600), (_fixture.Store.Find(7)!.Value.GenerationStamp, _fixture.Store.Find(7)!.Value.BytesOnDisk));
        Assert.Equal(600, new FileInfo(Path.Combine(_fixture.Pool(0).Rbw, "blk_7")).Length);
    }

    /// <summary>It is the block that cannot be made, and the disk is not asked to prove itself each time somebody tries.</summary>
    [Fact]
    public void A_left_over_of_the_same_name_does_not_have_the_volume_looked_at()
    {
        Write(acked: 0).Dispose();
        _disk.Arm(_fixture.Root, 0, DiskFault.Permission, stays: true, static p => p.EndsWith("blk_7", StringComparison.Ordinal));
        _fixture.Reopen();
        _disk.Arm(
            _fixture.Root, int.MaxValue, DiskFault.Other, stays: false,
            static p => p.Contains("probe", StringComparison.OrdinalIgnoreCase));
        var refused = Assert.Throws<ReplicaFault>(() => Create(1_000));
        _fixture.Store.CheckDisk(refused);
        Assert.Equal(0, _disk.Calls);
    }

    private ReplicaWriter Create(long room) => _fixture.Store.Create(new Block(7, room, 1001), 1002, ChunkChecksum.Default, new NoOwner());

    private ReplicaWriter Write(int acked)
    {
        var owner = new LeavingOwner();
        var writer = owner.Writer = _fixture.Store.Create(new Block(7, 1_000, 1001), 0, ChunkChecksum.Default, owner);
        Packets.Write(writer, 0, Data.AsSpan(0, 600));
        _fixture.Store.Acked(writer, acked);
        return writer;
    }

    private void Finish()
    {
        using var writer = Write(acked: 600);
        _fixture.Store.Finish(writer, durable: false, null);
    }

    private void Find()
    {
        Write(acked: 0).Dispose();
        _fixture.Reopen();
    }

    private void Recover()
    {
        Write(acked: 0).Dispose();
        _fixture.Store.InitRecovery(new Block(7, 0, 1001), 1005);
    }

    private void Receive()
    {
        using var writer = _fixture.Store.CreateTemporary(
            new Block(7, 1_000, 1001), isTransfer: true, ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, Data.AsSpan(0, 600));
    }

    private sealed class LeavingOwner : IReplicaOwner
    {
        public ReplicaWriter? Writer { get; set; }

        public void Stop() => Writer!.Dispose();
    }
}
