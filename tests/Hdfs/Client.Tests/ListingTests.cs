using Google.Protobuf;
using Hathi.Base;
using Hathi.Hdfs.Client.Tests.Fakes;
using Hathi.Hdfs.Protocol;

namespace Hathi.Hdfs.Client.Tests;

/// <summary>
/// Listings of a NameNode that means harm: names that would lead a copy out of its directory, directories that hold themselves, pages that
/// come again. Nothing of them reaches whoever lists.
/// </summary>
public sealed class ListingTests
{
    /// <summary>A directory has no more entries than this in these tests; a listing that goes on has no end.</summary>
    private const int Many = 1000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("/")]
    [InlineData("a/b")]
    [InlineData("a/..")]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("a\0b")]
    [InlineData("")]
    public async Task NamesThatAreNoneAreRefused(string name)
    {
        foreach (var type in (HdfsFileStatusProto.Types.FileType[])
        [
            HdfsFileStatusProto.Types.FileType.IsDir, HdfsFileStatusProto.Types.FileType.IsFile,
        ])
        {
            await using var cluster = new FakeCluster(1, FakeCluster.Quick);
            cluster.NameNode.OnListing = _ => Page(0, Entry("a", type), Entry(name, type));
            var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await ListAsync(cluster));
            Assert.Contains("/d", e.Message);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../etc")]
    public async Task NorIsWhatALookUpCallsThem(string name)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        await WriteTests.WriteAsync(cluster, "/f", [1]);
        cluster.NameNode.File("/f").Describe = status => status.Path = ByteString.CopyFromUtf8(name);
        await Assert.ThrowsAsync<EnvironmentException>(async () => await cluster.Files.GetFileStatusAsync("/f", Cancel));
    }

    [Theory]
    [InlineData("a b|a b")]
    [InlineData("a b|c d|a b")]
    [InlineData("a b|c d|b c")]
    [InlineData("é z|a b|é z")]
    public async Task PagesThatComeAgainEndTheListing(string pages)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        var next = 0;
        var all = pages.Split('|');
        cluster.NameNode.OnListing = _ => Page(
            5, [.. all[next++ % all.Length].Split(' ').Select(n => Entry(n, HdfsFileStatusProto.Types.FileType.IsFile))]);
        var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await ListAsync(cluster));
        Assert.Contains("in a circle", e.Message);
    }

    /// <summary>A short listing would have a copy, or a deletion of what is not listed, believe that it has seen all.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("a b|")]
    public async Task AnEmptyPageThatIsNotTheLastIsNoEnd(string pages)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        var next = 0;
        var all = pages.Split('|');
        cluster.NameNode.OnListing = _ => Page(5, [.. all[next++]
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(n => Entry(n, HdfsFileStatusProto.Types.FileType.IsFile))]);
        var e = await Assert.ThrowsAsync<EnvironmentException>(async () => await ListAsync(cluster));
        Assert.Contains("5 more entries", e.Message);
    }

    /// <summary>Older NameNodes compare signed bytes, newer ones unsigned; the last page may be anything that follows.</summary>
    [Theory]
    [InlineData("a b|c d|x é")]
    [InlineData("é ü|a b|c d")]
    [InlineData("a b")]
    public async Task OthersAreListedWhole(string pages)
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        var next = 0;
        var all = pages.Split('|');
        cluster.NameNode.OnListing = _ => Page(
            (uint)(all.Length - next - 1), [.. all[next++].Split(' ').Select(n => Entry(n, HdfsFileStatusProto.Types.FileType.IsFile))]);
        Assert.Equal(pages.Split('|', ' ').Select(static n => "/d/" + n), await ListAsync(cluster));
    }

    [Fact]
    public async Task AFileIsItself()
    {
        await using var cluster = new FakeCluster(1, FakeCluster.Quick);
        cluster.NameNode.OnListing = _ => Page(0, Entry("", HdfsFileStatusProto.Types.FileType.IsFile));
        Assert.Equal(["/d"], await ListAsync(cluster));
    }

    private static async Task<List<string>> ListAsync(FakeCluster cluster)
    {
        var paths = new List<string>();
        await foreach (var status in cluster.Files.ListAsync("/d", Cancel))
        {
            paths.Add(status.Path);
            Assert.InRange(paths.Count, 1, Many);
        }

        return paths;
    }

    private static DirectoryListingProto Page(uint remaining, params HdfsFileStatusProto[] entries)
    {
        var page = new DirectoryListingProto { RemainingEntries = remaining };
        page.PartialListing.AddRange(entries);
        return page;
    }

    private static HdfsFileStatusProto Entry(string name, HdfsFileStatusProto.Types.FileType type)
    {
        var status = new FakeFile { Id = 1, BlockSize = 1, Replication = 1 }.Status();
        status.FileType = type;
        status.Path = ByteString.CopyFromUtf8(name);
        return status;
    }
}
