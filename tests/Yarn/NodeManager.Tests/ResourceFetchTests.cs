using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client;
using Hathi.Platform;
using Hathi.Yarn.NodeManager.Localize;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Tests;

public sealed class ResourceFetchTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-fetch-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    /// <summary>Stored under its name such a resource would be stored beside the directory that is made for it.</summary>
    [Theory]
    [InlineData("/..")]
    [InlineData("/../..")]
    [InlineData("/")]
    public async Task A_resource_without_a_name_is_refused(string path)
    {
        var cancel = TestContext.Current.CancellationToken;
        var status = await new LocalFileSystem(new Configuration()).GetFileStatusAsync(path, cancel);
        var resource = new LocalResourceProto
        {
            Resource = new URLProto { Scheme = "file", File = path },
            Size = 0,
            Timestamp = status!.ModificationTime,
            Type = LocalResourceTypeProto.File,
            Visibility = LocalResourceVisibilityProto.Application,
        };
        await using var pool = new FileSystemPool(new Configuration());
        using var watch = new FetchWatch(TimeSpan.FromMinutes(1), TimeProvider.System, cancel);
        var fetch = new ResourceFetch(pool, SystemClock.Instance);
        var e = await Assert.ThrowsAsync<LocalizationException>(() => fetch.FetchAsync(resource, "ada", _root + "/filecache/10", watch));
        Assert.Contains("has no name", e.Message);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }
}
