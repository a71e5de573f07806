using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>A writer whose replica is no longer its own acknowledges nothing more: what it says is there would be gone.</summary>
public sealed class RemovedReplicaTests : IDisposable
{
    private static readonly Dictionary<string, Action<StoreFixture>> Ways = new(StringComparer.Ordinal)
    {
        ["deleted by the NameNode"] = static f => f.Store.Invalidate([new Block(7, 0, 1001)]),
        ["recovered"] = static f => f.Store.InitRecovery(new Block(7, 0, 1001), 1005),
        ["replaced by a transfer"] = static f => f.Receive(
            7, 1002, Packets.Random(1_000, 1), static (store, writer) => store.ConvertToRbw(writer, new Block(7, 1_000, 1002))),
        ["taken by another writer"] = static f => f.Store.RecoverRbw(new Block(7, 1_000, 1001), 1002, 600, 600, new NoOwner()).Dispose(),
        ["closed by a recovery"] = static f => f.Store.RecoverClose(new Block(7, 1_000, 1001), 1002, 600),
        ["on a volume that is given up"] = static f => f.Store.CheckDisk(
            DiskException.OfChange(DiskFault.Medium, f.Pool(0).Rbw, "EIO", null)),
        ["without a file"] = static f =>
        {
            File.Delete(Path.Combine(f.Pool(0).Rbw, "blk_7"));
            Assert.Throws<ReplicaFault>(() => f.Get(7, 1001));
        },
    };

    private readonly StoreFixture _fixture = new();

    public static TheoryData<string> All => [.. Ways.Keys];

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [MemberData(nameof(All))]
    public void Its_writer_is_refused(string way)
    {
        var owner = new LeavingOwner();
        var data = Packets.Random(1_000, 1);
        using var writer = _fixture.Store.Create(new Block(7, 1_000, 1001), 0, ChunkChecksum.Default, owner);
        owner.Writer = writer;
        Packets.Write(writer, 0, data.AsSpan(0, 600));
        _fixture.Store.Acked(writer, 600);
        Ways[way](_fixture);
        Assert.Throws<ReplicaFault>(() => _fixture.Store.Acked(writer, 700));
        Assert.Throws<ReplicaFault>(() => _fixture.Store.Written(writer, 700, null));
        Assert.Throws<ReplicaFault>(() => _fixture.Store.Synced(writer, 700));
        Assert.True(owner.Stopped);
    }

    // Leaves the replica as an operation does whose connection is aborted, but its last steps may still be on their way.
    private sealed class LeavingOwner : IReplicaOwner
    {
        public bool Stopped { get; private set; }

        public ReplicaWriter? Writer { get; set; }

        public void Stop()
        {
            Stopped = true;
            Writer!.Dispose();
        }
    }
}
