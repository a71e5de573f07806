using Hathi.Base;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.Storage;

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
        Assert.Matches(@"^\d+@.+", File.ReadAllText(Path.Combine(fixture.VolumePath(0), "in_use.lock")));
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
        var e = Assert.Throws<VolumeException>(() => Open(directory.Path, StoreFixture.Identity with { ClusterId = cluster, NamespaceId = ns }));
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

        Assert.False(fixture.Store.CheckVolume(fixture.Store.Volumes[1], new IOException("a passing trouble")));
        Directory.Delete(fixture.Pool(1).Root, recursive: true);
        Assert.True(fixture.Store.CheckVolume(fixture.Store.Volumes[1], new IOException("gone")));
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
        string? uuid = null;
        return VolumeOpener.Open(0, new VolumeLocation(path, StorageKind.Disk), identity, ref uuid, 0, new Now(0, 0));
    }

    private static string Snapshot(string directory) =>
        string.Join('\n', Directory.GetFiles(directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Where(f => !f.EndsWith("in_use.lock", StringComparison.Ordinal)).Select(f => $"{f} {File.ReadAllText(f)}"));
}
