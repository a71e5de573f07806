using Hathi.Base;
using Hathi.Hdfs.DataNode.Storage;
using Hathi.Hdfs.DataNode.Tests.Faults;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Hdfs.Protocol.Storage;
using Hathi.Platform;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>Which DataNode a set of volumes makes, whatever one of them has become.</summary>
public sealed class NodeUuidTests : IDisposable
{
    private readonly FaultStage _stage = new();

    public NodeUuidTests() => _stage.Store.Dispose();

    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        foreach (var what in (string[])
        [
            "empty", "gone", "without a uuid", "with an empty uuid", "cut while it was formatted", "unreadable", "without a VERSION",
        ])
        {
            cases.Add(0, what);
            cases.Add(1, what);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_node_is_who_it_was_whatever_became_of_one_volume(int changed, string what)
    {
        var before = Version(1 - changed);
        Change(changed, what);
        for (var start = 0; start < 2; start++)
        {
            string? uuid = null;
            using var store = StorageOpener.Open(
                _stage.Options(), StoreFixture.Identity, ref uuid, _stage.Events, SystemClock.Instance, _stage.Fixture.Log);
            Assert.Equal(before.DatanodeUuid, uuid);
            Assert.Equal(IsLeftOut(what) ? 1 : 2, store.Volumes.Count);
        }

        if (!IsLeftOut(what))
        {
            Assert.Equal(before.DatanodeUuid, Version(changed).DatanodeUuid);
            Assert.NotEqual(before.StorageId, Version(changed).StorageId);
        }
    }

    [Fact]
    public void Only_a_node_whose_volumes_are_all_new_draws_a_uuid()
    {
        Change(0, "empty");
        Change(1, "without a uuid");
        string? uuid = null;
        using var store = StorageOpener.Open(
            _stage.Options(), StoreFixture.Identity, ref uuid, _stage.Events, SystemClock.Instance, _stage.Fixture.Log);
        Assert.NotNull(uuid);
        Assert.Equal((uuid, uuid), (Version(0).DatanodeUuid, Version(1).DatanodeUuid));
        Assert.Equal(2, store.Count);
    }

    /// <summary>
    /// It may be the one that says who the node is; with another uuid on the new volume the two would never be used together again.
    /// </summary>
    [Theory]
    [InlineData("unreadable")]
    [InlineData("without a VERSION")]
    [InlineData("locked")]
    public void Beside_a_volume_that_cannot_be_read_a_new_one_is_given_no_uuid(string what)
    {
        Change(1, "empty");
        using var locked = what == "locked" ? InUseLock.Take(_stage.Disk, _stage.Fixture.VolumePath(0)) : null;
        if (IsLeftOut(what))
        {
            Change(0, what);
        }

        for (var start = 0; start < 2; start++)
        {
            string? uuid = null;
            var e = Assert.Throws<VolumeException>(() => StorageOpener.Open(
                _stage.Options(), StoreFixture.Identity, ref uuid, _stage.Events, SystemClock.Instance, _stage.Fixture.Log));
            Assert.Contains(_stage.Fixture.VolumePath(0), e.Message, StringComparison.Ordinal);
            Assert.Null(uuid);
            Assert.False(File.Exists(VersionPath(1)));
        }
    }

    [Fact]
    public void Volumes_of_two_nodes_are_left_untouched()
    {
        Write(1, Version(1) with { DatanodeUuid = "another" });
        string? uuid = null;
        var e = Assert.Throws<VolumeException>(() => StorageOpener.Open(
            _stage.Options(), StoreFixture.Identity, ref uuid, _stage.Events, SystemClock.Instance, _stage.Fixture.Log));
        Assert.Equal(VolumeError.Foreign, e.Error);
        Assert.Equal("another", Version(1).DatanodeUuid);
    }

    public void Dispose() => _stage.Dispose();

    private static bool IsLeftOut(string what) => what is "unreadable" or "without a VERSION";

    private void Change(int volume, string what)
    {
        var root = _stage.Fixture.VolumePath(volume);
        switch (what)
        {
            case "empty":
                Directory.Delete(root, recursive: true);
                Directory.CreateDirectory(root);
                break;
            case "gone":
                Directory.Delete(root, recursive: true);
                break;
            case "without a uuid":
                Write(volume, Version(volume) with { DatanodeUuid = null });
                break;
            case "with an empty uuid":
                Write(volume, Version(volume) with { DatanodeUuid = "" });
                break;
            case "cut while it was formatted":
                Directory.Delete(root, recursive: true);
                Directory.CreateDirectory(Path.Combine(root, "current"));
                break;
            case "without a VERSION":
                File.Delete(VersionPath(volume));
                break;
            default:
                File.WriteAllText(VersionPath(volume), "\0\0\0");
                break;
        }
    }

    private StorageVersionFile Version(int volume) => StorageVersionFile.Parse(File.ReadAllBytes(VersionPath(volume)));

    private void Write(int volume, StorageVersionFile version) =>
        File.WriteAllBytes(VersionPath(volume), version.Format(DateTimeOffset.UnixEpoch));

    private string VersionPath(int volume) => Path.Combine(_stage.Fixture.VolumePath(volume), "current", "VERSION");
}
