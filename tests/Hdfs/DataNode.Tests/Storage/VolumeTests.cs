using System.Diagnostics;
using System.Net;
using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Faults;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.DataTransfer;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Platform;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

public sealed class VolumeTests
{
    [Fact]
    public void A_new_volume_has_the_files_that_Apache_expects()
    {
        using var fixture = new StoreFixture();
        var root = StorageVersionFile.Parse(File.ReadAllBytes(Path.Combine(fixture.VolumePath(0), "current", "VERSION")));
        Assert.Equal((-57, "DATA_NODE", "CID-1", 0L), (root.LayoutVersion, root.StorageType, root.ClusterId, root.CreationTime));
        Assert.StartsWith("DS-", root.StorageId, StringComparison.Ordinal);
        Assert.Equal(fixture.NodeUuid, root.DatanodeUuid);
        var pool = StorageVersionFile.Parse(File.ReadAllBytes(fixture.Pool(0).Version));
        Assert.Equal((-57, 17, StoreFixture.Identity.BlockPoolId), (pool.LayoutVersion, pool.NamespaceId, pool.BlockPoolId));
        Assert.True(Directory.Exists(fixture.Pool(0).Finalized));
        Assert.True(Directory.Exists(fixture.Pool(0).Rbw));
        Assert.True(Directory.Exists(fixture.Pool(0).Temporary));
        Assert.Matches(@"^\d+@.+", ReadLocked(Path.Combine(fixture.VolumePath(0), "in_use.lock")));
    }

    [Fact]
    public void A_volume_in_use_is_refused_and_the_holder_named()
    {
        using var fixture = new StoreFixture();
        var e = Assert.Throws<VolumeException>(() => Open(fixture.VolumePath(0), StoreFixture.Identity));
        Assert.Equal(VolumeError.Locked, e.Error);
        Assert.Contains($"{Environment.ProcessId}@", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CID-2", 17)]
    [InlineData("CID-1", 18)]
    public void A_volume_of_another_cluster_or_name_space_is_left_untouched(string cluster, int ns)
    {
        using var directory = new TempDirectory();
        Open(directory.Path, StoreFixture.Identity).Dispose();
        var before = Snapshot(directory.Path);
        var e = Assert.Throws<VolumeException>(
            () => Open(directory.Path, StoreFixture.Identity with { ClusterId = cluster, NamespaceId = ns }));
        Assert.Equal(VolumeError.Foreign, e.Error);
        Assert.Equal(before, Snapshot(directory.Path));
    }

    [Fact]
    public void A_directory_with_something_else_in_it_is_never_formatted()
    {
        using var directory = new TempDirectory();
        Directory.CreateDirectory(Path.Combine(directory.Path, "current"));
        File.WriteAllText(Path.Combine(directory.Path, "current", "precious"), "data");
        var e = Assert.Throws<VolumeException>(() => Open(directory.Path, StoreFixture.Identity));
        Assert.Equal(VolumeError.Foreign, e.Error);
        Assert.False(File.Exists(Path.Combine(directory.Path, "current", "VERSION")));
    }

    [Fact]
    public void A_volume_whose_VERSION_is_damaged_is_left_out_within_what_is_tolerated()
    {
        using var stage = new FaultStage();
        stage.Store.Dispose();
        File.WriteAllText(Path.Combine(stage.Fixture.VolumePath(1), "current", "VERSION"), "\0\0\0");
        string? uuid = null;
        using (var store = StorageOpener.Open(
            stage.Options(), StoreFixture.Identity, ref uuid, stage.Events, SystemClock.Instance, stage.Fixture.Log))
        {
            Assert.Single(store.Volumes);
            Assert.Equal(stage.Fixture.VolumePath(1), Assert.Single(store.Failures).Path);
        }

        var e = Assert.Throws<VolumeException>(() => StorageOpener.Open(
            stage.Options(tolerated: 0), StoreFixture.Identity, ref uuid, stage.Events, SystemClock.Instance, stage.Fixture.Log));
        Assert.StartsWith(
            "Too many failed volumes - current valid volumes: 1, volumes configured: 2, volumes failed: 1, volume failures tolerated: 0",
            e.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("of another cluster")]
    [InlineData("with something else in it")]
    [InlineData("in use")]
    public void A_volume_that_is_not_ours_is_left_out_untouched_as_long_as_one_is_left(string what)
    {
        using var stage = new FaultStage();
        stage.Store.Dispose();
        var root = stage.Fixture.VolumePath(0); // the first: the others say who the node is
        Volume? user = null;
        Directory.Delete(root, recursive: true);
        if (what == "with something else in it")
        {
            Directory.CreateDirectory(Path.Combine(root, "current"));
            File.WriteAllText(Path.Combine(root, "current", "precious"), "data");
        }
        else
        {
            Directory.CreateDirectory(root);
            user = Open(root, what == "in use" ? StoreFixture.Identity : StoreFixture.Identity with { ClusterId = "CID-2" });
            if (what != "in use")
            {
                user.Dispose();
            }
        }

        var before = Snapshot(root);
        string? uuid = null;
        using (var store = StorageOpener.Open(
            stage.Options(), StoreFixture.Identity, ref uuid, stage.Events, SystemClock.Instance, stage.Fixture.Log))
        {
            Assert.Equal(stage.Fixture.VolumePath(1), Assert.Single(store.Volumes).Root);
            Assert.Equal(root, Assert.Single(store.Failures).Path);
            Assert.Equal(stage.Fixture.NodeUuid, uuid);
        }

        Assert.Equal(before, Snapshot(root));
        Assert.Throws<VolumeException>(() => StorageOpener.Open(
            stage.Options(tolerated: 0), StoreFixture.Identity, ref uuid, stage.Events, SystemClock.Instance, stage.Fixture.Log));
        user?.Dispose();
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-1)]
    [InlineData(1L << 62)]
    public void What_a_peer_claims_to_write_keeps_no_room_from_others(long claim)
    {
        using var fixture = new StoreFixture();
        var volume = fixture.Store.Volumes[0];
        var first = volume.Promise(claim, null);
        var second = volume.Promise(claim, null);
        Assert.InRange(volume.Promised, 0, long.MaxValue);
        Assert.InRange(volume.Available, 0, volume.Capacity);
        volume.Unpromise(first);
        volume.Unpromise(second);
        Assert.Equal(0, volume.Promised);

        fixture.Put(1, 1001, Packets.Random(100, 1));
        TryAll(fixture, claim);
        Assert.Equal(0, volume.Promised);
        fixture.Put(2, 1001, Packets.Random(100, 2));
    }

    /// <summary>
    /// Else a volume that is nearly full takes every second block of a host, and all that are open there fail in the middle.
    /// </summary>
    [Fact]
    public void What_the_writers_of_one_address_go_on_writing_is_kept_for_them_in_full()
    {
        var now = 5_000L;
        var volume = new Volume(
            new SmallDisk(1L << 30), 0, new VolumeLocation("/v0", StorageKind.Disk), "DS-1", "BP-1", 0, new MemoryStream())
        {
            Milliseconds = () => now,
        };
        var one = IPAddress.Parse("127.0.0.1");
        var promises = Enumerable.Range(0, 8).Select(_ => volume.Promise(128 << 20, one)).ToList();
        Assert.Equal(1L << 29, volume.Available); // a claim alone

        // They go on, each at its own pace; then nothing comes any more.
        for (var minute = 0; minute < 3; minute++)
        {
            promises.ForEach(p => volume.Grow(p, RoomPromise.LeastGrowth));
            now += RoomPromise.Patience - 1;
            Assert.Equal(8L * (minute + 1) * RoomPromise.LeastGrowth, volume.Available);
        }

        now++;
        Assert.Equal(1L << 29, volume.Available);
        promises.ForEach(volume.Unpromise);
        Assert.Equal((0, 1L << 30), (volume.Promised, volume.Available));
    }

    [Fact]
    public void Claims_of_one_address_that_nobody_writes_keep_half_of_the_room_at_most()
    {
        var now = 5_000L;
        var volume = new Volume(
            new SmallDisk(1L << 40), 0, new VolumeLocation("/v0", StorageKind.Disk), "DS-1", "BP-1", 0, new MemoryStream())
        {
            Milliseconds = () => now,
        };
        var (one, other) = (IPAddress.Parse("127.0.0.1"), IPAddress.Parse("127.0.0.2"));
        var claims = Enumerable.Range(0, 2_000).Select(_ => volume.Promise(long.MaxValue, one)).ToList();
        Assert.All(claims, static p => Assert.Equal(Volume.MaxPromise, p.Bytes));
        for (var i = 0; i < 3; i++)
        {
            now += RoomPromise.Patience;
            claims.ForEach(p => volume.Grow(p, 1)); // A byte a minute is no writing.
            Assert.Equal(1L << 39, volume.Available);
        }

        var small = volume.Promise(1 << 20, other);
        Assert.Equal((1L << 39) - (1 << 20), volume.Available);
        claims.ForEach(volume.Unpromise);
        volume.Unpromise(small);
        Assert.Equal(0, volume.Promised);
    }

    // Every way to open a writer, with that length.
    private static void TryAll(StoreFixture fixture, long claim)
    {
        foreach (var open in (Func<ReplicaWriter>[])
        [
            () => fixture.Store.Create(new Block(11, claim, 1001), 0, ChunkChecksum.Default, new NoOwner()),
            () => fixture.Store.CreateTemporary(new Block(12, claim, 1001), isTransfer: false, ChunkChecksum.Default, new NoOwner()),
            () => fixture.Store.OpenToAppend(new Block(1, claim, 1001), 1002, 100, new NoOwner()),
            () => fixture.Store.RecoverAppend(new Block(1, claim, 1001), 1003, 100, new NoOwner()),
            () => fixture.Store.RecoverRbw(new Block(1, claim, 1001), 1004, 0, long.MaxValue, new NoOwner()),
        ])
        {
            try
            {
                using var writer = open();
                Assert.InRange(fixture.Store.Volumes[0].Promised, 0, fixture.Store.Volumes[0].Capacity);
            }
            catch (ReplicaFault e)
            {
                Assert.True(claim > 0 && e.Error == ReplicaError.OutOfSpace || e.Error is ReplicaError.NotFound, e.Message);
            }
        }
    }

    [Fact]
    public void Blocks_are_spread_over_the_volumes_in_turns()
    {
        using var fixture = new StoreFixture(volumes: 3);
        for (var i = 1; i <= 6; i++)
        {
            fixture.Put(i, 1001, Packets.Random(100, i));
        }

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(2, Directory.GetFiles(fixture.Pool(i).Finalized, "*.meta", SearchOption.AllDirectories).Length);
        }

        fixture.Reopen();
        Assert.Equal(6, fixture.Store.Count);
    }

    [Fact]
    public void A_volume_whose_directories_are_gone_is_given_up()
    {
        using var fixture = new StoreFixture(volumes: 2);
        for (var i = 1; i <= 4; i++)
        {
            fixture.Put(i, 1001, Packets.Random(100, i));
        }

        var trouble = DiskException.OfRead(DiskFault.Medium, Path.Combine(fixture.Pool(1).Finalized, "x"), "a passing trouble", null);
        fixture.Store.CheckDisk(trouble);
        Assert.Equal(2, fixture.Store.Volumes.Count);
        Directory.Delete(fixture.Pool(1).Root, recursive: true);
        fixture.Store.CheckDisk(trouble);
        Assert.Equal(2, fixture.Store.Count);
        Assert.Single(fixture.Store.Volumes);
        Assert.Contains("volume failed 1", fixture.Events.All);
        fixture.Put(9, 1001, Packets.Random(100, 9));
    }

    [Theory]
    [InlineData("/a, [SSD]file:///b/c", "/a:Disk /b/c:Ssd")]
    public void Data_directories_are_read_as_Hadoop_writes_them(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', VolumeLocation.Parse(text).Select(v => $"{v.Path}:{v.Kind}")));

    private static Volume Open(string path, NodeStorageIdentity identity)
    {
        using var opener = VolumeOpener.Begin(
            RealDisk.Instance, new VolumeLocation(path, StorageKind.Disk), identity, DataNodeSurroundings.Machine);
        return opener.Finish(0, opener.NodeUuid ?? "uuid-1", 0, new Now(0, 0));
    }

    // .NET asks for a lock of its own before it reads, and is refused.
    private static string ReadLocked(string path)
    {
        using var cat = Process.Start(new ProcessStartInfo("/bin/cat", [path]) { RedirectStandardOutput = true })!;
        return cat.StandardOutput.ReadToEnd();
    }

    private static string Snapshot(string directory) =>
        string.Join('\n', Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(f => !f.EndsWith("in_use.lock", StringComparison.Ordinal)).Select(f => $"{f} {File.ReadAllText(f)}"));
}
