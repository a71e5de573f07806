using Hathi.Yarn.NodeManager.Storage;
using Hathi.Yarn.NodeManager.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace Hathi.Yarn.NodeManager.Tests;

/// <summary>Whatever a container leaves is removed.</summary>
public sealed class DirectoryRemoverTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("hathi-nm-").FullName;
    private readonly DirectoryRemover _remover = new(static d => d, TimeSpan.Zero, NullLogger.Instance);

    public void Dispose()
    {
        _remover.Dispose();
        TreeRemoval.Remove(_root);
    }

    [Theory]
    [InlineData("tree")]
    [InlineData("tree/a")]
    [InlineData("tree/a/b")]
    [InlineData("tree/a/b/c")]
    [InlineData("")]
    public void Directories_that_let_nobody_change_or_see_them(string closed)
    {
        foreach (var mode in (UnixFileMode[])
        [
            UnixFileMode.None, UnixFileMode.UserRead | UnixFileMode.UserExecute, UnixFileMode.UserWrite,
            UnixFileMode.UserRead | UnixFileMode.UserWrite,
        ])
        {
            var tree = Tree();
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Path.Join(_root, closed), mode);
            }

            OrdinaryUser.Run(() =>
            {
                // Where the directory above lets nobody through, it would seem not to be there.
                if (closed.Length > 0)
                {
                    Assert.True(_remover.RemoveNow(tree));
                }
                else
                {
                    TreeRemoval.Remove(tree);
                }
            });
            Assert.False(Directory.Exists(tree));
            Assert.Equal("stays", File.ReadAllText(Path.Join(_root, "outside", "file")));
        }
    }

    [Fact]
    public void A_tree_that_is_deeper_than_a_path_is_long()
    {
        // From the last directory to the first: no path gets long.
        const int Levels = 3_000;
        var tree = Tree();
        for (var level = 0; level < Levels; level++)
        {
            var above = Directory.CreateDirectory(Path.Join(_root, "above")).FullName;
            File.WriteAllText(Path.Join(above, "file"), "");
            Directory.Move(tree, Path.Join(above, "d"));
            Directory.Move(above, tree);
        }

        Assert.True(_remover.RemoveNow(tree));
        Assert.False(Directory.Exists(tree));
        Assert.Equal(["outside"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName));
    }

    [Fact]
    public void Names_that_the_removal_itself_gives()
    {
        var tree = Tree();
        Directory.CreateDirectory(Path.Join(tree, ".removed-1", ".removed-2", ".removed-1"));
        File.WriteAllText(Path.Join(tree, ".removed-3"), "");
        File.CreateSymbolicLink(Path.Join(tree, ".removed-4"), "nowhere");
        TreeRemoval.Remove(tree);
        Assert.False(Directory.Exists(tree));
    }

    [Fact]
    public void A_link_in_its_place_is_removed_and_not_followed()
    {
        var link = Path.Join(_root, "link");
        File.CreateSymbolicLink(link, Path.Join(_root, "outside"));
        var stays = Directory.CreateDirectory(Path.Join(_root, "outside", "stays")).FullName;
        File.WriteAllText(Path.Join(stays, "file"), "");
        TreeRemoval.Remove(link);
        Assert.Equal(["outside"], Directory.GetFileSystemEntries(_root).Select(Path.GetFileName));
        Assert.True(File.Exists(Path.Join(stays, "file")));
    }

    // Files, directories, links out of it to a file and to a directory.
    private string Tree()
    {
        var outside = Directory.CreateDirectory(Path.Join(_root, "outside")).FullName;
        File.WriteAllText(Path.Join(outside, "file"), "stays");
        var tree = Path.Join(_root, "tree");
        foreach (var directory in (string[])["", "a", "a/b", "a/b/c", "d"])
        {
            var path = Directory.CreateDirectory(Path.Join(tree, directory)).FullName;
            File.WriteAllText(Path.Join(path, "one"), "");
            File.CreateSymbolicLink(Path.Join(path, "to-file"), Path.Join(outside, "file"));
            File.CreateSymbolicLink(Path.Join(path, "to-directory"), outside);
        }

        return tree;
    }
}
