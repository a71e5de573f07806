namespace Hathi.Hdfs.Client.Tests;

public sealed class HdfsPathTests
{
    [Theory]
    [InlineData("/a//b/", null, null, "/a/b", "/a/b")]
    [InlineData("hdfs://h:8020/a", "hdfs", "h:8020", "/a", "hdfs://h:8020/a")]
    [InlineData("hdfs://h:8020", "hdfs", "h:8020", "/", "hdfs://h:8020/")]
    [InlineData("file:///tmp", "file", null, "/tmp", "file:/tmp")]
    [InlineData("file:/tmp", "file", null, "/tmp", "file:/tmp")]
    [InlineData("a/../b", null, null, "b", "b")]
    [InlineData("/a/./b", null, null, "/a/b", "/a/b")]
    [InlineData("/..", null, null, "/..", "/..")]
    [InlineData(".", null, null, "", ".")]
    [InlineData("/", null, null, "/", "/")]
    [InlineData("/a b%20", null, null, "/a b%20", "/a b%20")]
    [InlineData(".hidden/x", null, null, ".hidden/x", ".hidden/x")]
    public void Parses(string text, string? scheme, string? authority, string path, string printed)
    {
        var parsed = HdfsPath.Parse(text);
        Assert.Equal((scheme, authority, path, printed), (parsed.Scheme, parsed.Authority, parsed.Path, parsed.ToString()));
    }

    [Fact]
    public void EmptyIsRefused()
    {
        Assert.Throws<ArgumentException>(() => HdfsPath.Parse(""));
        Assert.Throws<ArgumentException>(() => HdfsPath.Parse("a:b"));
    }

    [Fact]
    public void ParentsAndNames()
    {
        Assert.Equal(("/a", "/", null), (HdfsPath.Parent("/a/b"), HdfsPath.Parent("/a"), HdfsPath.Parent("/")));
        Assert.Equal(("b", ""), (HdfsPath.Name("/a/b"), HdfsPath.Name("/")));
        Assert.Equal("/user/ada/x", HdfsPath.Parse("x").Absolute("/user/ada"));
        Assert.Equal("/user/ada", HdfsPath.Parse(".").Absolute("/user/ada"));
        Assert.Equal("/user", HdfsPath.Parse("..").Absolute("/user/ada"));
        Assert.Equal("/x", HdfsPath.Parse("/x").Absolute("/user/ada"));
        Assert.Equal("/x", HdfsPath.Join("/", "x"));
    }

    [Fact]
    public void NamesOrderAsTheirBytes()
    {
        string[] names = ["\U0001F418", "\uFFFD", "b", "a", "", "ab"];
        Assert.Equal(["", "a", "ab", "b", "\uFFFD", "\U0001F418"], names.Order(Utf8Order.Instance));
    }
}
