using Hathi.Base;
using Hathi.Hdfs.Core.DataNodeCalls;
using Hathi.Hdfs.DataNode.Tests.Support;

namespace Hathi.Hdfs.DataNode.Tests.Storage;

/// <summary>A start finds replicas twice: of a disk that fails then, or is copied, nothing else goes.</summary>
public sealed class FoundTwiceTests : IDisposable
{
    private const int Blocks = 8;
    private const int Length = 700;

    private readonly FaultyDisk _disk = new();
    private readonly StoreFixture _fixture;

    public FoundTwiceTests() => _fixture = new StoreFixture(2, _disk);

    public void Dispose() => _fixture.Dispose();

    /// <summary>It takes no change any more: not even that the worse replicas go.</summary>
    /// <param name="call">Of those to files of replicas: each of the two is looked at, and renamed.</param>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_volume_is_given_up_and_the_other_serves(int call)
    {
        PutAll();
        var first = Ids(0);
        var second = Ids(1);
        Assert.NotEmpty(second);
        CopyToSecond();
        _disk.Arm(_fixture.Pool(1).Finalized, call, DiskFault.Medium, stays: true, IsOfReplica);
        _fixture.Reopen();
        _disk.Disarm();

        Assert.NotNull(_disk.Fired);
        Assert.Equal([_fixture.VolumePath(0)], _fixture.Store.Volumes.Select(static v => v.Root));
        Assert.Equal(first.Length, _fixture.Store.Count);
        Assert.All(first, id => Assert.Equal(Packets.Random(Length, (int)id), _fixture.Get(id, 1001)));
        Assert.All(second, id => Assert.Null(_fixture.Store.Find(id)));
        _fixture.Put(100, 1001, Packets.Random(Length, 100));
        Assert.Equal(0, _fixture.Store.Find(100)?.Volume);
    }

    [Fact]
    public void The_second_serves_where_the_volume_of_the_first_is_given_up_at_the_start()
    {
        PutAll();
        CopyToSecond();
        _disk.Arm(Path.Combine(_fixture.Pool(0).Current, "replicas"), 0, DiskFault.Medium, stays: false);
        _fixture.Reopen();
        _disk.Disarm();

        Assert.NotNull(_disk.Fired);
        Assert.Equal([_fixture.VolumePath(1)], _fixture.Store.Volumes.Select(static v => v.Root));
        DemandAll();
        _fixture.Reopen();
        DemandAll();
    }

    [Fact]
    public void A_copy_in_another_directory_of_the_same_volume_takes_nothing_with_it()
    {
        PutAll();
        Copy(_fixture.Pool(0).Finalized, Path.Combine(_fixture.Pool(0).Finalized, "subdir9"));
        Copy(_fixture.Pool(1).Finalized, Path.Combine(_fixture.Pool(1).Finalized, "subdir9"));
        _fixture.Reopen();
        DemandAll();
    }

    private static bool IsOfReplica(string path) => Path.GetFileName(path).StartsWith("blk_", StringComparison.Ordinal);

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.GetFiles(from, "blk_*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
        }
    }

    // As an administrator does who puts the directories of a third disk into the two that are left.
    private void CopyToSecond() => Copy(_fixture.Pool(0).Finalized, _fixture.Pool(1).Finalized);

    private void PutAll()
    {
        for (var id = 1; id <= Blocks; id++)
        {
            _fixture.Put(id, 1001, Packets.Random(Length, id));
        }
    }

    private void DemandAll()
    {
        Assert.Equal(Blocks, _fixture.Store.Count);
        for (var id = 1; id <= Blocks; id++)
        {
            Assert.Equal(Packets.Random(Length, id), _fixture.Get(id, 1001));
        }
    }

    private long[] Ids(int volume)
    {
        var blocks = new List<ReportedBlock>();
        _fixture.Store.Report(_fixture.Store.Volumes[volume], blocks);
        return [.. blocks.Select(static b => b.Id)];
    }
}
