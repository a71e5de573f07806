using Hathi.Cli.Dfs.Kit;

namespace Hathi.Cli.Tests;

public sealed class RelativePathsTests
{
    [Theory]
    [InlineData("/user/ada", "/user/ada", true, ".")]
    [InlineData("/user/ada", "/user/ada/x", false, "x")]
    [InlineData("/user/ada", "/user/ada/x/y", true, "x/y")]
    [InlineData("/user/ada", "/user", true, "..")]
    [InlineData("/user/ada", "/user/adam/x", false, "../adam/x")]
    [InlineData("/user/ada", "/tmp/x", false, "../../tmp/x")]
    [InlineData("/", "/tmp/x", false, "tmp/x")]
    public void SeenFromADirectory(string directory, string path, bool isDirectory, string expected) =>
        Assert.Equal(expected, RelativePaths.Of(directory, path, isDirectory));
}
