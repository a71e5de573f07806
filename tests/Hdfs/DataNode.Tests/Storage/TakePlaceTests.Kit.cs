using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>Older replicas in every state, and the ways in which a newer one takes their place.</summary>
public sealed partial class TakePlaceTests
{
    private const long Old = 1001;

    // Of the last chunk of the old replica the new one has other bytes: what no reader has seen may differ.
    private static readonly byte[] OldData = Packets.Random(1_300, 1);
    private static readonly byte[] NewData = [.. OldData.AsSpan(0, 1_100), .. Packets.Random(1_900, 2)];

    private static readonly Dictionary<string, Action<StoreFixture>> States = new(StringComparer.Ordinal)
    {
        ["final"] = static f => f.Put(7, Old, OldData),
        ["being written"] = static f => Write(f, new LeavingOwner()).Dispose(),
        ["being written by somebody"] = static f => Write(f, new LeavingOwner()),
        ["found at start"] = static f =>
        {
            Write(f, new LeavingOwner()).Dispose();
            f.Reopen();
        },
        ["under recovery"] = static f =>
        {
            f.Put(7, Old, OldData);
            f.Store.InitRecovery(new Block(7, 0, Old), Old + 1);
        },
    };

    private static readonly Dictionary<string, Action<ReplicaStore, ReplicaWriter>> Ends = new(StringComparer.Ordinal)
    {
        ["final"] = static (store, writer) => store.Finish(writer, durable: true, null),
        ["for a pipeline"] = static (store, writer) => store.ConvertToRbw(
            writer, new Block(7, writer.BytesOnDisk, writer.Replica.GenerationStamp)),
    };

    public static TheoryData<string, string> All()
    {
        var all = new TheoryData<string, string>();
        foreach (var state in States.Keys)
        {
            foreach (var end in Ends.Keys)
            {
                all.Add(state, end);
            }
        }

        return all;
    }

    private static ReplicaWriter Write(StoreFixture fixture, LeavingOwner owner)
    {
        var writer = owner.Writer = fixture.Store.Create(new Block(7, OldData.Length, Old), 0, ChunkChecksum.Default, owner);
        Packets.Write(writer, 0, OldData);
        fixture.Store.Acked(writer, OldData.Length);
        return writer;
    }

    private ReplicaWriter Begin(long generation, long room = 3_000, IReplicaOwner? owner = null) =>
        _fixture.Store.CreateTemporary(new Block(7, room, generation), isTransfer: true, ChunkChecksum.Default, owner ?? new NoOwner());

    // All of one of the two, by what the store tells and by its files; no rest of the other.
    private static void AssertWhole(StoreFixture fixture, string why)
    {
        var found = fixture.Store.Find(7);
        Assert.True(found is not null, why);
        var (generation, data) = found.Value.GenerationStamp == Old ? (Old, OldData) : (Newer, NewData);
        Assert.True(found.Value.GenerationStamp == generation && found.Value.BytesOnDisk == data.Length, $"{found}: {why}");
        var files = Directory.GetFiles(fixture.Root, "blk_7*", SearchOption.AllDirectories)
            .Where(static f => !f.Contains("/tmp/", StringComparison.Ordinal)).Order().ToArray();
        Assert.True(files.Length == 2, $"{string.Join(", ", files)}: {why}");
        Assert.True(files[1] == $"{files[0]}_{generation}.meta", $"{string.Join(", ", files)}: {why}");
        Assert.True(File.ReadAllBytes(files[0]).AsSpan().SequenceEqual(data), why);
        var sums = File.ReadAllBytes(files[1]);
        Assert.True(
            ChunkChecksum.Default.FindMismatch(data, sums.AsSpan(7)) < 0
            && sums.Length == 7 + ChunkChecksum.Default.ChecksumLength(data.Length),
            why);
    }

    private sealed class LeavingOwner : IReplicaOwner
    {
        public ReplicaWriter? Writer { get; set; }

        public void Stop() => Writer!.Dispose();
    }
}
