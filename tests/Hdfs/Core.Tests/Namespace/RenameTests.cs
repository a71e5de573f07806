using Hathi.Hdfs.Core.Model;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class RenameTests
{
    private readonly Cluster _cluster = new();

    public RenameTests()
    {
        _cluster.Mkdirs("/d/e");
        _cluster.Mkdirs("/empty");
        _cluster.Write("/f", null, 100);
        _cluster.Write("/g", null, 50);
    }

    [Fact]
    public void Into_a_directory_keeps_the_name()
    {
        Assert.True(_cluster.Rename("/f", "/d"));
        Assert.Equal(["e", "f"], _cluster.Names("/d"));
        Assert.True(_cluster.Rename("/d", "/"));
        Assert.True(_cluster.Rename("/d/e", "/empty"));
        Assert.NotNull(_cluster.Stat("/empty/e"));
    }

    [Fact]
    public void The_old_rename_says_no_to_most_errors()
    {
        var log = _cluster.Log.Count;
        Assert.False(_cluster.Rename("/none", "/x"));
        Assert.False(_cluster.Rename("/", "/x"));
        Assert.False(_cluster.Rename("/f", "/g"));
        Assert.False(_cluster.Rename("/f", "/none/x"));
        Assert.False(_cluster.Rename("/d", "/d/e/x"));
        Assert.False(_cluster.Rename("/d", "/d"));
        Assert.Equal(log, _cluster.Log.Count);
        Assert.Equal(["d", "empty", "f", "g"], _cluster.Names("/"));
    }

    [Fact]
    public void To_itself_is_true_and_nothing()
    {
        var digest = _cluster.Core.Digest();
        Assert.True(_cluster.Rename("/f", "/f"));
        Assert.Equal(digest, _cluster.Core.Digest());
    }

    [Fact]
    public void A_new_name_must_be_good()
    {
        Assert.Equal(
            "Invalid path name Invalid file name: /a:b", Cluster.Refused(HdfsError.InvalidPath, () => _cluster.Rename("/f", "/a:b")));
        Assert.Equal(
            "\".snapshot\" is a reserved name.", Cluster.Refused(HdfsError.IllegalArgument, () => _cluster.Rename("/f", "/.snapshot")));
        var name = new string('x', 256);
        Assert.Equal(
            $"The maximum path component name limit of {name} in directory /d is exceeded: limit=255 length=256",
            Cluster.Refused(HdfsError.PathComponentTooLong, () => _cluster.Rename("/f", "/d/" + name)));
    }

    [Fact]
    public void Rename2_says_what_is_wrong()
    {
        Says(HdfsError.FileNotFound, "rename source /none is not found.", "/none", "/x");
        Says(HdfsError.Io, "rename source cannot be the root", "/", "/x");
        Says(HdfsError.Io, "rename destination cannot be the root", "/f", "/");
        Says(HdfsError.FileAlreadyExists, "The source /f and destination /f are the same", "/f", "/f");
        Says(HdfsError.Io, "Rename destination /d/x is a directory or file under source /d", "/d", "/d/x");
        Says(HdfsError.FileAlreadyExists, "rename destination /g already exists", "/f", "/g");
        Says(HdfsError.Io, "Source /f and destination /empty must both be directories", "/f", "/empty", overwrite: true);
        Says(HdfsError.Io, "Source /empty and destination /f must both be directories", "/empty", "/f", overwrite: true);
        Says(HdfsError.Io, "rename destination directory is not empty: /d", "/empty", "/d", overwrite: true);
        Says(HdfsError.FileNotFound, "rename destination parent /none/x not found.", "/f", "/none/x");
        Says(HdfsError.ParentNotDirectory, "/g (is not a directory)", "/f", "/g/x");
        Says(HdfsError.AccessControl, "/g (is not a directory)", "/g/x", "/f");
    }

    [Fact]
    public void Rename2_replaces_a_file_with_its_blocks()
    {
        var replaced = _cluster.Locations("/g").LastBlock!.Block.Id;
        _cluster.Rename2("/f", "/g", overwrite: true);
        Assert.Equal(100, _cluster.Stat("/g")!.Length);
        Assert.Null(_cluster.Stat("/f"));
        Assert.Equal([replaced], _cluster.Blocks.Removed);
        Assert.Equal(100, _cluster.Summary("/").Length);
    }

    [Fact]
    public void Rename2_replaces_an_empty_directory()
    {
        _cluster.Rename2("/d", "/empty", overwrite: true);
        Assert.Equal(["e"], _cluster.Names("/empty"));
        Assert.Equal(3, _cluster.Summary("/").Directories);
    }

    [Fact]
    public void Times_of_both_directories_move_and_those_of_what_moves_do_not()
    {
        var before = _cluster.Stat("/f")!.ModificationTime;
        _cluster.Pass(1000);
        Assert.True(_cluster.Rename("/f", "/d"));
        var now = _cluster.Now.WallMilliseconds;
        Assert.Equal(
            (now, now, before),
            (_cluster.Stat("/")!.ModificationTime, _cluster.Stat("/d")!.ModificationTime, _cluster.Stat("/d/f")!.ModificationTime));
    }

    [Fact]
    public void An_open_file_is_written_on_under_its_new_name()
    {
        var open = _cluster.Create("/w", client: "writer");
        var block = _cluster.AddBlock("/w", client: "writer");
        Assert.True(_cluster.Rename("/w", "/d"));
        Assert.True(_cluster.Complete("/w", block.Block with { Length = 7 }, "writer", open.InodeId));
        Assert.Equal(7, _cluster.Stat("/d/w")!.Length);
    }

    private void Says(HdfsError error, string message, string from, string to, bool overwrite = false) =>
        Assert.Equal(message, Cluster.Refused(error, () => _cluster.Rename2(from, to, overwrite)));
}
