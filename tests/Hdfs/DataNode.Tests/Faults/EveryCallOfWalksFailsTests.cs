using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Faults;

/// <summary>
/// Every call to a disk that a start and a round of the scanner make fails in turn, with every kind of fault, once or from then on.
/// </summary>
public sealed class EveryCallOfWalksFailsTests
{
    public static TheoryData<DiskFault, bool> Kinds()
    {
        var cases = new TheoryData<DiskFault, bool>();
        foreach (var kind in Enum.GetValues<DiskFault>())
        {
            cases.Add(kind, false);
            if (EveryCallFailsTests.Lasting.Contains(kind))
            {
                cases.Add(kind, true);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task The_scanner_goes_on_behind_what_it_cannot_read(DiskFault kind, bool stays)
    {
        for (var calls = 0; ; calls++)
        {
            using var stage = new FaultStage();
            Rot(stage, 4);
            var scanner = stage.Scanner();
            var volume = stage.Store.Volumes[1];
            stage.Arm(calls, kind, stays);
            await scanner.RoundAsync(volume, default);
            if (stage.Disk.Fired is not { } fault)
            {
                Assert.Contains("corrupt 4_1001", stage.Events.All);
                break;
            }

            stage.Disk.Disarm();
            var lost = stage.Store.Volumes.Count == 1;
            var why = $"{fault.Message} of {fault.Path}: {string.Join(", ", stage.Events.All)}";
            Assert.True(!lost || !EveryCallFailsTests.Passing.Contains(kind), why);
            if (EveryCallFailsTests.Passing.Contains(kind))
            {
                await scanner.RoundAsync(volume, default); // It paused.
            }

            if (!lost && fault.Kind != DiskFault.Gone)
            {
                Assert.True(
                    stage.Events.All.Contains("corrupt 4_1001")
                    || stage.Events.All.Any(static e => e.StartsWith("trouble", StringComparison.Ordinal)),
                    why);
            }

            if (kind is DiskFault.Medium or DiskFault.Permission && !stays && IdOf(fault.Path) is { } id)
            {
                Assert.True(lost || stage.Events.All.Contains($"corrupt {id}_1001"), why);
            }

            stage.GoesOn(why);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_node_starts_without_what_it_cannot_read_and_loses_none_of_it(DiskFault kind, bool stays)
    {
        for (var calls = 0; ; calls++)
        {
            using var stage = new FaultStage();
            LeaveWriting(stage, 5);
            LeaveWriting(stage, 6);
            LeaveWriting(stage, 7);
            LeaveWriting(stage, 8);
            LeaveApart(stage.Fixture.Pool(1));
            File.WriteAllText(Path.Combine(stage.Fixture.Pool(1).Temporary, "half"), "x");
            stage.Store.Dispose();
            stage.Arm(calls, kind, stays);
            var store = Start(stage, kind);
            if (stage.Disk.Fired is not { } fault)
            {
                store.Dispose();
                break;
            }

            if (stays)
            {
                store.StorageReports();
            }

            stage.Disk.Disarm();
            using (store)
            {
                var why = $"{fault.Message} of {fault.Path}: {store.Count} replicas on {store.Volumes.Count} volumes: "
                    + $"{string.Join(", ", stage.Events.All)}";
                Assert.True(store.Find(1) is not null && store.Find(3) is not null && store.Find(5) is not null, why);
                var whole = true;
                foreach (var id in (long[])[2, 4, 6, 8])
                {
                    // All of it is told, or nothing: a replica without its bytes or its generation would be deleted.
                    var found = store.Find(id);
                    whole &= found is not null;
                    Assert.True(
                        found is null or { BytesOnDisk: FaultStage.Length, GenerationStamp: FaultStage.Generation }, $"{found} {why}");
                }

                Assert.True(
                    whole
                    || store.Failures.Count == 1
                    || stage.Events.All.Any(static e => e.StartsWith("trouble", StringComparison.Ordinal)),
                    why);
                Assert.True(!EveryCallFailsTests.Passing.Contains(kind) || store.Volumes.Count == 2, why);
                Assert.True(!stays || EveryCallFailsTests.Passing.Contains(kind) || store.Volumes.Count == 1, why);
            }

            // Nothing was deleted or cut for it: the next start, without a fault, finds everything.
            stage.Fixture.Reopen();
            Assert.Equal(8, stage.Store.Count);
            foreach (var id in (long[])[2, 5, 6, 8])
            {
                Assert.Equal(
                    (ReplicaState.WaitingToBeRecovered, FaultStage.Length),
                    (stage.Store.Find(id)!.Value.State, stage.Store.Find(id)!.Value.BytesOnDisk));
            }

            Assert.Equal(FaultStage.Bytes(4), stage.Fixture.Get(4, FaultStage.Generation));
        }
    }

    private static ReplicaStore Start(FaultStage stage, DiskFault kind)
    {
        string? uuid = null;
        try
        {
            return StorageOpener.Open(
                stage.Options(), StoreFixture.Identity, ref uuid, stage.Events, Platform.SystemClock.Instance, stage.Fixture.Log);
        }
        catch (DiskException e)
        {
            Assert.Equal((DiskFault.Descriptors, DiskFault.Descriptors), (kind, e.Kind)); // The node tries again.
            stage.Disk.Disarm();
            return StorageOpener.Open(
                stage.Options(), StoreFixture.Identity, ref uuid, stage.Events, Platform.SystemClock.Instance, stage.Fixture.Log);
        }
    }

    private static void LeaveWriting(FaultStage stage, long id)
    {
        using var writer = stage.Store.Create(
            new Block(id, FaultStage.Length, FaultStage.Generation), 0, Protocol.DataTransfer.ChunkChecksum.Default, new NoOwner());
        Packets.Write(writer, 0, FaultStage.Bytes(id));
    }

    // As a crash leaves a replica that was opened again, and one that became final.
    private static void LeaveApart(BlockPoolPaths pool)
    {
        var final = Path.Combine(pool.Finalized, "subdir0", "subdir0");
        File.Move(Path.Combine(final, "blk_2"), Path.Combine(pool.Rbw, "blk_2"));
        File.Move(Path.Combine(pool.Rbw, "blk_8"), Path.Combine(final, "blk_8"));
    }

    private static void Rot(FaultStage stage, long id)
    {
        using var file = File.Open(Path.Combine(stage.Fixture.Pool(1).Finalized, "subdir0", "subdir0", $"blk_{id}"), FileMode.Open);
        file.Position = 900;
        var b = file.ReadByte();
        file.Position = 900;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private static long? IdOf(string path) =>
        BlockNames.TryParseData(Path.GetFileName(path), out var id) || BlockNames.TryParseMeta(Path.GetFileName(path), out id, out _)
            ? id
            : null;
}
