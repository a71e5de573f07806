using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Paths;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class PathTests
{
    private readonly Cluster _cluster = new();

    [Theory]
    [InlineData("/", true)]
    [InlineData("/a", true)]
    [InlineData("/a/b/", true)]
    [InlineData("/a b/ä/…", true)]
    [InlineData("a", false)]
    [InlineData("", false)]
    [InlineData("/a//b", false)]
    [InlineData("/a/./b", false)]
    [InlineData("/a/../b", false)]
    [InlineData("/a:b", false)]
    [InlineData("/..a/b..", true)]
    [InlineData("/.reserved/.inodes/7/..", true)]
    [InlineData("/.reserved/.inodes/7/../", true)]
    [InlineData("/.reserved/.inodes/7/../x", false)]
    [InlineData("/.reserved/.inodes/7/x/..", false)]
    [InlineData("/.reserved/.inodes/..", false)]
    [InlineData("/.reserved/.inodes/../7/..", false)]
    public void New_paths_are_checked(string path, bool valid) => Assert.Equal(valid, PathRules.IsValidNew(path));

    [Theory]
    [InlineData("/a/b/c")]
    [InlineData("/a/b/c/")]
    [InlineData("//a///b//c")]
    public void Doubled_and_trailing_separators_do_not_matter_to_reads(string path)
    {
        _cluster.Mkdirs("/a/b/c");
        Assert.Equal(_cluster.Stat("/a/b/c")!.InodeId, _cluster.Stat(path)!.InodeId);
    }

    [Theory]
    [InlineData("/x/..")]
    [InlineData("/../x")]
    [InlineData("/../..")]
    [InlineData("/x/../../y")]
    [InlineData("/x/.")]
    public void No_call_makes_a_name_that_means_another_place(string behindId)
    {
        _cluster.Mkdirs("/a/b");
        _cluster.Write("/f", null, 10);
        var path = $"/.reserved/.inodes/{_cluster.Stat("/a/b")!.InodeId}{behindId}";
        var before = _cluster.Core.Digest();
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Mkdirs(path));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Create(path));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Rename("/f", path));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Rename2("/f", path));
        Assert.Equal(before, _cluster.Core.Digest());
    }

    [Fact]
    public void Nothing_is_found_behind_the_parent_of_an_id()
    {
        _cluster.Mkdirs("/a/b");
        var path = $"/.reserved/.inodes/{_cluster.Stat("/a/b")!.InodeId}/../x";
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Delete(path));
        Assert.NotNull(_cluster.Stat("/a/b"));
    }

    [Fact]
    public void No_tree_gets_deeper_by_moving_than_can_be_looked_up()
    {
        var chain = string.Concat(Enumerable.Repeat("/d", 900));
        foreach (var top in new[] { "/a", "/b", "/c" })
        {
            _cluster.Mkdirs(top + chain);
        }

        Assert.True(_cluster.Rename("/b", "/a" + chain + "/b"));
        Assert.Contains(
            "Limit 2000 levels", Cluster.Refused(HdfsError.Io, () => _cluster.Rename("/a", "/c" + chain + "/a")), StringComparison.Ordinal);
        Assert.Contains(
            "Limit 2000 levels",
            Cluster.Refused(HdfsError.Io, () => _cluster.Rename2("/a", "/c" + chain + "/a")),
            StringComparison.Ordinal);
        var bottom = _cluster.Stat("/a" + chain + "/b" + chain)!.InodeId;
        Assert.Contains(
            "Limit 2000 levels",
            Cluster.Refused(HdfsError.Io, () => _cluster.Mkdirs($"/.reserved/.inodes/{bottom}{chain}")),
            StringComparison.Ordinal);
        Assert.True(_cluster.Mkdirs($"/.reserved/.inodes/{bottom}/e"));

        // What a restart knows is the same.
        var again = _cluster.Restarted();
        Cluster.Refused(HdfsError.Io, () => again.Rename("/a", "/c" + chain + "/a"));
    }

    /// <summary>A file has nothing below it, wherever it is to go.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_does_not_come_deeper_than_can_be_looked_up(bool second)
    {
        var chain = string.Concat(Enumerable.Repeat("/d", 950));
        _cluster.Mkdirs("/a" + chain);
        _cluster.Mkdirs("/b" + chain);
        Assert.True(_cluster.Rename("/b", "/a" + chain + "/b"));
        var last = _cluster.Stat("/a" + chain + "/b" + chain)!.InodeId; // level 1,902
        _cluster.Mkdirs($"/.reserved/.inodes/{last}{string.Concat(Enumerable.Repeat("/e", 98))}");
        var bottom = _cluster.Stat($"/.reserved/.inodes/{last}{string.Concat(Enumerable.Repeat("/e", 98))}")!.InodeId;
        _cluster.Write("/f", null, 10);
        Assert.Contains(
            "Pathname too long",
            Cluster.Refused(HdfsError.Io, () => Move("/f", $"/.reserved/.inodes/{bottom}/f")),
            StringComparison.Ordinal);

        void Move(string from, string to)
        {
            if (second)
            {
                _cluster.Rename2(from, to);
            }
            else
            {
                _cluster.Rename(from, to);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_deep_and_is_gone_keeps_nothing_from_being_moved(bool second)
    {
        var chain = string.Concat(Enumerable.Repeat("/d", 900));
        _cluster.Mkdirs("/shared/x" + chain);
        _cluster.Mkdirs("/b" + chain);
        _cluster.Rename("/b", "/shared/x" + chain + "/b"); // some 1,800 levels
        _cluster.Create("/shared/kept/f", Cluster.Root);
        _cluster.Mkdirs("/far" + chain);
        Assert.Contains(
            "Limit 2000 levels", Cluster.Refused(HdfsError.Io, () => Move("/shared", "/far" + chain + "/s")), StringComparison.Ordinal);
        _cluster.Delete("/shared/x/d");
        Move("/shared", "/far" + chain + "/s");
        Assert.NotNull(_cluster.Stat("/far" + chain + "/s/kept/f"));
        Move("/far", "/shared");
        Assert.Equal(_cluster.Core.Digest(), _cluster.Restarted().Core.Digest());

        void Move(string from, string to)
        {
            if (second)
            {
                _cluster.Rename2(from, to);
            }
            else
            {
                Assert.True(_cluster.Rename(from, to));
            }
        }
    }

    [Fact]
    public void A_path_must_be_absolute()
    {
        Assert.Equal("Absolute path required, but got 'a'", Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Stat("a")));
        Assert.Equal("Invalid path name Invalid file name: a", Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Mkdirs("a")));
    }

    [Fact]
    public void An_inode_is_found_by_its_id()
    {
        _cluster.Mkdirs("/a/b");
        var file = _cluster.Write("/a/b/f", null, 10);
        var directory = _cluster.Stat("/a")!.InodeId;
        Assert.Equal(file.InodeId, _cluster.Stat($"/.reserved/.inodes/{file.InodeId}")!.InodeId);
        Assert.Equal(file.InodeId, _cluster.Stat($"/.reserved/.inodes/{directory}/b/f")!.InodeId);
        Assert.Equal(_cluster.Stat("/a/b")!.InodeId, _cluster.Stat($"/.reserved/.inodes/{file.InodeId}/..")!.InodeId);
        Assert.Equal(16385, _cluster.Stat("/.reserved/.inodes/16385")!.InodeId);
        Assert.Equal(16385, _cluster.Stat($"/.reserved/.inodes/{directory}/..")!.InodeId);
        Assert.Equal(
            "File for given inode path does not exist: /.reserved/.inodes/99999",
            Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Stat("/.reserved/.inodes/99999")));
        Assert.Equal(
            "Invalid inode path: /.reserved/.inodes/x",
            Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Stat("/.reserved/.inodes/x")));
        Assert.True(_cluster.Delete($"/.reserved/.inodes/{directory}"));
        Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Stat($"/.reserved/.inodes/{file.InodeId}"));
    }

    [Fact]
    public void Raw_paths_are_read_by_all_and_written_by_the_superuser()
    {
        _cluster.Mkdirs("/a", mode: 0x1FF);
        Assert.Equal(_cluster.Stat("/a")!.InodeId, _cluster.Stat("/.reserved/raw/a", Cluster.Ada)!.InodeId);
        Assert.Equal(16385, _cluster.Stat("/.reserved/raw")!.InodeId);
        Cluster.Refused(HdfsError.AccessControl, () => _cluster.Mkdirs("/.reserved/raw/a/b", Cluster.Ada));
        Assert.True(_cluster.Mkdirs("/.reserved/raw/a/b"));
        Assert.NotNull(_cluster.Stat("/a/b"));
    }

    [Fact]
    public void The_reserved_directory_is_there_and_cannot_be_changed()
    {
        Assert.Equal(FileKind.Directory, _cluster.Stat("/.reserved")!.Kind);
        Assert.Equal([".inodes", "raw"], _cluster.Names("/.reserved"));
        Assert.Empty(_cluster.Names("/"));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Delete("/.reserved"));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Chmod("/.reserved", 0));
        Cluster.Refused(HdfsError.IllegalArgument, () => _cluster.Mkdirs("/.reserved"));
        Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Create("/.reserved/x"));
        Cluster.Refused(HdfsError.IllegalArgument, () => _cluster.Mkdirs("/a/.snapshot"));
    }

    [Fact]
    public void A_long_path_takes_its_memory_for_as_long_as_it_is_in_use()
    {
        var path = new Hathi.Hdfs.Core.Namespace.ResolvedPath();
        path.Reset(1);
        path.AddAll(string.Concat(Enumerable.Repeat("/" + new string('x', 1_000), 10_000)));
        Assert.True(path.Capacity > 10_000_000);
        path.Reset(1);
        Assert.InRange(path.Capacity, 1, 64 * 1024);
    }

    [Fact]
    public void Names_and_directories_have_limits()
    {
        var name = new string('é', 128); // 256 bytes
        Cluster.Refused(HdfsError.PathComponentTooLong, () => _cluster.Mkdirs("/" + name + "/x"));
        Assert.Null(_cluster.Stat("/" + name));
        Assert.True(_cluster.Mkdirs("/" + name[..127]));

        var small = new Cluster(Cluster.DefaultOptions with { MaxDirectoryItems = 2 });
        small.Mkdirs("/d/a");
        small.Mkdirs("/d/b");
        Assert.Equal(
            "The directory item limit of /d is exceeded: limit=2 items=2", Cluster.Refused(HdfsError.FsLimit, () => small.Mkdirs("/d/c")));
        Cluster.Refused(HdfsError.FsLimit, () => small.Create("/d/c/x/y"));
        Assert.True(small.Rename("/d/a", "/d/z"));
        small.Create("/f");
        Cluster.Refused(HdfsError.FsLimit, () => small.Rename("/f", "/d/f"));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var message = Assert.Throws<ArgumentException>(() => new Cluster(Cluster.DefaultOptions with { MinBlockSize = 8 })).Message;
        Assert.Equal("NameNode setting MinBlockSize is at least 16 bytes.", message);
    }

    [Fact]
    public void Symlinks_are_refused_politely()
    {
        var link = new Operations.CreateSymlinkRequest { Caller = Cluster.Root, Target = "/a", Link = "/l" };
        Assert.StartsWith(
            "Symlinks not supported", Cluster.Refused(HdfsError.UnsupportedOperation, () => _cluster.Ask(link)), StringComparison.Ordinal);
        _cluster.Mkdirs("/a");
        Assert.Equal(
            "Path /a is not a symbolic link",
            Cluster.Refused(
                HdfsError.Io, () => _cluster.Ask(new Operations.GetLinkTargetRequest { Caller = Cluster.Root, Path = "/a" })));
    }
}
