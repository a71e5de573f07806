using Hathi.Hdfs.Client;
using Hathi.Yarn.NodeManager.Localize;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>File systems that are kept open: a certain number, and none is closed under somebody's hands.</summary>
public sealed class FileSystemPoolTests
{
    private static readonly Uri s_place = new("hdfs://somewhere:8020");

    private readonly List<Files> _opened = [];
    private readonly FileSystemPool _pool;

    public FileSystemPoolTests() => _pool = new FileSystemPool(new Configuration(), (_, _) =>
    {
        _opened.Add(new Files());
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
            Assert.False(((Files)use.Files).IsClosed);
            await use.DisposeAsync();
        }

        Assert.Equal(FileSystemPool.MaxKept, _opened.Count(static f => !f.IsClosed));
    }

    private IEnumerable<int> Closed() => _opened.Index().Where(static f => f.Item.IsClosed).Select(static f => f.Index);

    private async Task UseAsync(string user) => await (await _pool.TakeAsync(s_place, user)).DisposeAsync();

    private sealed class Files : FileSystem
    {
        public bool IsClosed { get; private set; }

        public override Uri Uri => s_place;

        public override string HomeDirectory => "/";

        public override ValueTask<FileStatus?> GetFileStatusAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override IAsyncEnumerable<FileStatus> ListAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<FileReadStream> OpenReadAsync(string path, bool verifyChecksums, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<FileWriteStream> CreateAsync(string path, CreateOptions options, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<FileWriteStream> AppendAsync(string path, bool newBlock, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask MakeDirectoryAsync(string path, int? mode, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<bool> RenameAsync(string source, string target, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask RenameAsync(string source, string target, bool overwrite, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<bool> DeleteAsync(string path, bool recursive, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<bool> IsAllowedAsync(string path, FileActions actions, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask SetPermissionAsync(string path, int mode, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask SetOwnerAsync(string path, string? owner, string? group, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask SetTimesAsync(string path, long modificationTime, long accessTime, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<bool> SetReplicationAsync(string path, short replication, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<IReadOnlyList<BlockLocation>> GetBlockLocationsAsync(string path, long offset, long length, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<ContentSummary> GetContentSummaryAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<FileChecksum?> GetFileChecksumAsync(string path, CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask<FileSystemStatus> GetStatusAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public override ValueTask DisposeAsync()
        {
            IsClosed = true;
            return ValueTask.CompletedTask;
        }
    }
}
