using System.Diagnostics;
using Hathi.Base;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

/// <summary>A tree is removed whatever its names, its depth and its breadth, and whoever removes in it at the same time.</summary>
public sealed class DirectoryTreeTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-tree-").FullName;

    private string Tree => Path.Join(_root, "tree");

    public void Dispose() => DirectoryTree.Remove(_root);

    [Theory]
    [InlineData("touch $'x\\xff'")]
    [InlineData("mkdir $'d\\xff'")]
    [InlineData("mkdir -p $'d\\xff/e\\xfe/f\\x80' && touch $'d\\xff/e\\xfe/f\\x80/big'")]
    [InlineData("mkdir -p a/b/c && touch a/b/$'x\\xff' && mkdir a/b/c/$'d\\xff' && touch a/b/c/$'d\\xff'/x")]
    [InlineData("ln -s /nowhere $'l\\xff' && mkfifo $'p\\xff'")]
    [InlineData("touch $'a\\nb' $'\\xc3(' $'\\xed\\xa0\\x80' '*' ' ' '-'")]
    [InlineData("mkdir -p .removed-1/x/.removed-2/y/.removed-1 && touch .removed-3 && ln -s nowhere .removed-4 && mkdir -p a/b/c/d")]
    [InlineData("mkdir -p $'d\\xff/e/f' && chmod 0 $'d\\xff/e' && chmod 500 $'d\\xff'")]
    public void Whatever_a_shell_can_name(string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell");
        Make(script);
        DirectoryTree.Remove(Tree);
        Assert.Empty(Directory.GetFileSystemEntries(_root));
    }

    [Fact]
    public void What_lies_elsewhere_stays()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell");
        Make("mkdir -p ../outside/in && touch ../outside/in/file && mkdir a && ln -s ../../outside a/link && ln -s ../outside link && ln "
            + "../outside/in/file a/hard");
        DirectoryTree.Remove(Tree);
        Assert.Equal(["outside"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Join(_root, "outside", "in", "file")));
    }

    [Theory]
    [InlineData("link")]
    [InlineData("file")]
    [InlineData("dangling")]
    [InlineData("nothing")]
    [InlineData("nothing/below")]
    [InlineData("file/below")]
    public void What_is_in_its_place_is_removed_or_is_not_there(string name)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell");
        Make("mkdir kept && ln -s kept link && touch file && ln -s nowhere dangling");
        DirectoryTree.Remove(Path.Join(Tree, name));
        Assert.Equal(
            name.Contains("below", StringComparison.Ordinal) || name == "nothing" ? 4 : 3, Directory.GetFileSystemEntries(Tree).Length);
        Assert.True(Directory.Exists(Path.Join(Tree, "kept")));
    }

    [Fact]
    public void What_cannot_be_removed_is_told_and_keeps_nothing_else()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        var e = Assert.ThrowsAny<IOException>(static () => DirectoryTree.Remove("/proc/self/task"));
        Assert.Contains("/proc/self/task", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Thousands_of_empty_directories_take_no_memory_each()
    {
        const int Many = 5_000;
        for (var i = 0; i < Many; i++)
        {
            Directory.CreateDirectory(Path.Join(Tree, "below", $"d{i}"));
        }

        Directory.CreateDirectory(Path.Join(Tree, "below", "closed", "deeper"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Path.Join(Tree, "below", "closed"), UnixFileMode.None);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        DirectoryTree.Remove(Tree);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 40 * Many);
        Assert.False(Directory.Exists(Tree));
    }

    [Fact]
    public async Task Two_that_meet_in_one_tree_leave_nothing()
    {
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < 40; i++)
            {
                File.WriteAllText(
                    Path.Join(Directory.CreateDirectory(Path.Join(Tree, "container", $"{i % 8}", $"{i}", "x", "y")).FullName, "file"), "");
            }

            using var both = new Barrier(2);
            await Task.WhenAll(new[] { Tree, Path.Join(Tree, "container") }.Select(tree => Task.Run(() =>
            {
                both.SignalAndWait(Patience.Limit);
                DirectoryTree.Remove(tree);
            })));
            Assert.False(Directory.Exists(Tree));
        }
    }

    [Fact]
    public void Only_what_no_text_names_goes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "a shell");
        Make("mkdir -p $'d\\xff/e' kept/x \u00fc && touch $'x\\xff' \u00e4");
        DirectoryTree.RemoveNameless(Tree);
        Assert.Equal(
            ["kept", "\u00e4", "\u00fc"], Directory.GetFileSystemEntries(Tree).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        DirectoryTree.RemoveNameless(Path.Join(_root, "not-there"));
    }

    private void Make(string script)
    {
        Directory.CreateDirectory(Tree);
        var start = new ProcessStartInfo("/bin/bash") { WorkingDirectory = Tree };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        using var shell = Process.Start(start)!;
        shell.WaitPatiently();
        Assert.Equal(0, shell.ExitCode);
    }
}
