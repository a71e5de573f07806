using Hathi.Cli.Dfs.Kit;

namespace Hathi.Cli.Tests;

public sealed class ModeChangeTests
{
    [Theory]
    [InlineData("755", 0, 0b111_101_101)]
    [InlineData("0644", 0b1_111_111_111, 0b110_100_100)]
    [InlineData("1777", 0, 0b1_111_111_111)]
    [InlineData("+755", 0, 0b111_101_101)]
    [InlineData("u+x", 0b110_100_100, 0b111_100_100)]
    [InlineData("a-w", 0b111_111_111, 0b101_101_101)]
    [InlineData("go=", 0, -1)]
    [InlineData("go=r", 0b111_111_111, 0b111_100_100)]
    [InlineData("+X", 0b110_100_100, 0b110_100_100)]
    [InlineData("+X", 0b110_100_101, 0b111_101_101)]
    [InlineData("+t", 0b111_101_101, 0b1_111_101_101)]
    [InlineData("-t", 0b1_111_101_101, 0b111_101_101)]
    [InlineData("u=rw,g=r,o=r", 0, 0b110_100_100)]
    [InlineData("u+w,u+x", 0b100_100_100, 0b101_100_100)]
    [InlineData("+rwxt", 0, 0b1_111_111_111)]
    [InlineData("x", 0, -1)]
    [InlineData("8", 0, -1)]
    [InlineData("7777", 0, -1)]
    [InlineData("", 0, -1)]
    [InlineData("u+q", 0, -1)]
    [InlineData("u+r,", 0, 0b100_000_000)]
    [InlineData(",u+r", 0, -1)]
    public void OfAFile(string text, int before, int after) =>
        Assert.Equal(after, ModeChange.Parse(text)?.Apply(before, isDirectory: false) ?? -1);

    [Fact]
    public void DirectoriesAreExecutableForX() =>
        Assert.Equal(0b101_001_001, ModeChange.Parse("a+X")!.Value.Apply(0b100_000_000, isDirectory: true));
}
