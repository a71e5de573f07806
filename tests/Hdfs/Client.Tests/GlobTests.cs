using Hathi.Base;
using Hathi.Hadoop.Conf;
using Hathi.Hdfs.Client.Glob;

namespace Hathi.Hdfs.Client.Tests;

public sealed class GlobTests : IAsyncLifetime
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-glob-").FullName;
    private readonly LocalFileSystem _files = new(new Configuration());

    public ValueTask InitializeAsync()
    {
        foreach (var path in (string[])["a/x.txt", "a/y.txt", "a/z.log", "b/x.txt", "b/deep/x.txt", "c", "we*ird", "ab", "abc", "a{b"])
        {
            var file = Path.Combine(_root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, path);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_root, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData("/a/*", "/a/x.txt /a/y.txt /a/z.log")]
    [InlineData("/a/?.txt", "/a/x.txt /a/y.txt")]
    [InlineData("/a/[xz].*", "/a/x.txt /a/z.log")]
    [InlineData("/a/[x-y].*", "/a/x.txt /a/y.txt")]
    [InlineData("/a/[^x-y].*", "/a/z.log")]
    [InlineData("/a/[!x-y].*", "/a/z.log")]
    [InlineData("/*/x.txt", "/a/x.txt /b/x.txt")]
    [InlineData("/*/*/x.txt", "/b/deep/x.txt")]
    [InlineData("/{a,b}/x.txt", "/a/x.txt /b/x.txt")]
    [InlineData("/{a/y,b/x}.txt", "/a/y.txt /b/x.txt")]
    [InlineData("/{a/{x,y},b/deep/x}.txt", "/a/x.txt /a/y.txt /b/deep/x.txt")]
    [InlineData("/a{b,bc,q}", "/ab /abc")]
    [InlineData("/we\\*ird", "/we*ird")]
    [InlineData("/we[*]ird", "/we*ird")]
    [InlineData("/a\\{b", "/a{b")]
    [InlineData("/c/*", "")]
    [InlineData("/none/*", "")]
    [InlineData("/{none,nowhere}", "")]
    public async Task FindsWhatHadoopFinds(string pattern, string expected)
    {
        var found = await Globber.GlobAsync(_files, _root + pattern, TestContext.Current.CancellationToken);
        Assert.NotNull(found);
        Assert.Equal(expected, string.Join(' ', found.Select(f => f.Path[_root.Length..])));
    }

    [Fact]
    public async Task PlainPathThatIsNotThereIsNull() =>
        Assert.Null(await Globber.GlobAsync(_files, _root + "/none", TestContext.Current.CancellationToken));

    [Theory]
    [InlineData("[a", "Unclosed character class")]
    [InlineData("{a", "Unclosed group")]
    [InlineData("a\\", "Missing escaped character")]
    [InlineData("[b-a]", "Illegal character range")]
    public void BrokenPatternsSayWhere(string pattern, string message) =>
        Assert.Contains(message, Assert.Throws<RefusedException>(() => GlobPattern.Compile(pattern)).Message);

    [Theory]
    [InlineData("a*b*c", "aXbYc", true)]
    [InlineData("a*b*c", "aXbY", false)]
    [InlineData("*", "", true)]
    [InlineData("?", "\U0001F418", true)]
    [InlineData("a.b", "aXb", false)]
    [InlineData("{a,b{c,d}}e", "bde", true)]
    [InlineData("{a,b{c,d}}e", "be", false)]
    [InlineData("x{,y}", "x", true)]
    [InlineData("a,b}", "a,b}", true)]
    [InlineData("[]a]", "]", true)]
    public void Matches(string pattern, string name, bool expected) => Assert.Equal(expected, GlobPattern.Compile(pattern).Matches(name));

    [Fact]
    public void BracesWithSlashesAreWrittenOut()
    {
        Assert.Equal(["a/b"], BraceExpander.Expand("{a/b}"));
        Assert.Equal(["/}a/b"], BraceExpander.Expand("/}{a/b}"));
        Assert.Equal(["a/b", "c/d", "{e,f}"], BraceExpander.Expand("{a/b,c/d,{e,f}}"));
        Assert.Equal(["a/b{e,f}", "c/d{e,f}"], BraceExpander.Expand("{a/b,c/d}{e,f}"));
        Assert.Equal(["{a,b}/b", "{a,b}/c/d", "{a,b}/e/f"], BraceExpander.Expand("{a,b}/{b,{c/d,e/f}}"));
        Assert.Equal(["x{a,b}y"], BraceExpander.Expand("x{a,b}y"));
    }
}
