using Hathi.Hadoop.Conf;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.NodeManager.Tests.Support;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>File systems that are kept open: a certain number, and none is closed under somebody's hands.</summary>
public sealed class FileSystemPoolTests
{
    private static readonly Uri s_place = new("hdfs://somewhere:8020");

    private readonly List<NoFiles> _opened = [];
    private readonly FileSystemPool _pool;

    public FileSystemPoolTests() => _pool = new FileSystemPool(new Configuration(), (_, _) =>
    {
        _opened.Add(new NoFiles(s_place));
        return _opened[^1];
    });

    [Fact]
    public async Task What_was_not_used_for_longest_is_closed()
    {
        for (var i = 0; i < FileSystemPool.MaxKept; i++)
        {
            await UseAsync($"user{i}");
        }

        await UseAsync("user0");
        Assert.Equal(FileSystemPool.MaxKept, _opened.Count);
        await UseAsync("another");
        Assert.Equal([1], Closed());
        await UseAsync("user1");
        Assert.Equal([1, 2], Closed());
        await _pool.DisposeAsync();
        Assert.Equal(_opened.Count, Closed().Count());
    }

    [Fact]
    public async Task What_is_used_is_closed_when_its_use_ends()
    {
        var uses = new List<FileSystemPool.Use>();
        for (var i = 0; i < FileSystemPool.MaxKept + 3; i++)
        {
            uses.Add(await _pool.TakeAsync(s_place, $"user{i}"));
        }

        Assert.Empty(Closed());
        foreach (var use in uses)
        {
            Assert.False(((NoFiles)use.Files).IsClosed);
            await use.DisposeAsync();
        }

        Assert.Equal(FileSystemPool.MaxKept, _opened.Count(static f => !f.IsClosed));
    }

    private IEnumerable<int> Closed() => _opened.Index().Where(static f => f.Item.IsClosed).Select(static f => f.Index);

    private async Task UseAsync(string user) => await (await _pool.TakeAsync(s_place, user)).DisposeAsync();
}
