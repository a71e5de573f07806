using System.Text;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.Core.Operations;

namespace Hathi.Hdfs.Core.Tests.Namespace;

public class ListingTests
{
    private readonly Cluster _cluster = new();

    [Fact]
    public void A_directory_comes_in_pages()
    {
        for (var i = 0; i < 2500; i++)
        {
            _cluster.Create($"/d/{i * 37 % 2500:D4}");
        }

        var names = new List<string>();
        var after = "";
        int[] remaining = [1500, 500, 0];
        foreach (var left in remaining)
        {
            var page = _cluster.List("/d", after)!;
            Assert.Equal(left, page.Remaining);
            names.AddRange(page.Entries.Select(e => Encoding.UTF8.GetString(e.Name.Span)));
            after = names[^1];
        }

        Assert.Equal(Enumerable.Range(0, 2500).Select(i => $"{i:D4}"), names);
        Assert.Empty(_cluster.List("/d", after)!.Entries);
    }

    [Fact]
    public void A_page_goes_on_behind_what_is_gone()
    {
        foreach (var name in "abcd")
        {
            _cluster.Mkdirs("/d/" + name);
        }

        _cluster.Delete("/d/b");
        Assert.Equal(["c", "d"], _cluster.List("/d", "b")!.Entries.Select(e => Encoding.UTF8.GetString(e.Name.Span)));
        var id = _cluster.Stat("/d/c")!.InodeId;
        Assert.Equal(["d"], _cluster.List("/d", $"/.reserved/.inodes/{id}")!.Entries.Select(e => Encoding.UTF8.GetString(e.Name.Span)));
        Assert.Equal(
            "Can't find startAfter /.reserved/.inodes/77",
            Cluster.Refused(HdfsError.Io, () => _cluster.List("/d", "/.reserved/.inodes/77")));
    }

    [Fact]
    public void The_reserved_directory_lists_inodes_and_raw_as_Apache_does()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { FormattedAt = 1_700_000_000_123 });
        Assert.Equal(
            [(".inodes", 0x1F8, "", "supergroup", 1_700_000_000_123), ("raw", 0x1F8, "", "supergroup", 1_700_000_000_123)],
            cluster.List("/.reserved")!.Entries
                .Select(e => (Encoding.UTF8.GetString(e.Name.Span), (int)e.Mode, e.Owner, e.Group, e.ModificationTime)));
        Assert.Equal((0x3F8, ""), ((int)cluster.Stat("/.reserved")!.Mode, cluster.Stat("/.reserved")!.Group));
    }

    [Fact]
    public void A_file_lists_as_itself_and_nothing_as_null()
    {
        _cluster.Write("/f", null, 10);
        var entry = Assert.Single(_cluster.List("/f")!.Entries);
        Assert.Equal((0, 10L), (entry.Name.Length, entry.Length));
        Assert.Null(_cluster.List("/none"));
    }

    [Fact]
    public void Locations_count_against_the_page()
    {
        var cluster = new Cluster(Cluster.DefaultOptions with { ListingLimit = 10 });
        for (var i = 0; i < 8; i++)
        {
            cluster.Write($"/d/{i}", null, 1024, 1);
        }

        var page = cluster.List("/d", locations: true)!;
        Assert.Equal((2, 6), (page.Entries.Count, page.Remaining)); // two blocks of three replicas each, twice
        Assert.Equal(2, page.Entries[0].Locations!.Blocks.Count);
        Assert.Null(cluster.List("/d")!.Entries[0].Locations);
    }

    [Fact]
    public void Listing_wants_read_and_execute()
    {
        _cluster.Mkdirs("/d");
        _cluster.Chmod("/d", 0x1C1);
        Cluster.Refused(HdfsError.AccessControl, () => _cluster.List("/d", caller: Cluster.Ada));
        _cluster.Chmod("/d", 0x1C5);
        Assert.NotNull(_cluster.List("/d", caller: Cluster.Ada));
    }

    [Fact]
    public void Blocks_are_found_by_range()
    {
        _cluster.Write("/f", null, 1024, 1024, 100);
        Assert.Equal([0L, 1024L, 2048L], Offsets(0, 5000));
        Assert.Equal([1024L], Offsets(1500, 10));
        Assert.Equal([1024L, 2048L], Offsets(1024, 1025));
        Assert.Equal([0L], Offsets(0, 0));
        Assert.Equal([2048L], Offsets(2147, 1));
        Assert.Empty(Offsets(2148, 1));
        Assert.Equal([0L, 1024L, 2048L], Offsets(1, long.MaxValue));
        Assert.Equal(
            "Negative offset is not supported. File: /f",
            Cluster.Refused(HdfsError.JavaIllegalArgument, () => _cluster.Locations("/f", -1)));
        Assert.Equal("File does not exist: /none", Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Locations("/none")));
        Assert.Equal("Path is not a file: /", Cluster.Refused(HdfsError.FileNotFound, () => _cluster.Locations("/")));
    }

    [Fact]
    public void An_empty_file_has_no_blocks()
    {
        _cluster.Write("/f", null);
        var located = _cluster.Locations("/f");
        Assert.Equal(
            (0L, 0, false, null, false),
            (located.FileLength, located.Blocks.Count, located.UnderConstruction, located.LastBlock, located.LastBlockComplete));
    }

    [Fact]
    public void The_access_time_moves_once_an_hour()
    {
        _cluster.Write("/f", null, 10);
        var created = _cluster.Stat("/f")!.AccessTime;
        _cluster.Pass(3_600_000);
        _cluster.Locations("/f");
        Assert.Equal(created, _cluster.Stat("/f")!.AccessTime);
        _cluster.Pass(1);
        var log = _cluster.Log.Count;
        _cluster.Locations("/f");
        _cluster.Locations("/f");
        Assert.Equal(log + 1, _cluster.Log.Count);
        Assert.Equal(_cluster.Now.WallMilliseconds, _cluster.Stat("/f")!.AccessTime);
    }

    [Fact]
    public void Statuses_with_locations_when_asked()
    {
        _cluster.Write("/f", null, 1024, 5);
        var status = (FileStatus)_cluster.Ask(new GetLocatedFileInfoRequest { Caller = Cluster.Root, Path = "/f" })!;
        Assert.Equal(2, status.Locations!.Blocks.Count);
        Assert.Equal(1024L, _cluster.Ask(new GetPreferredBlockSizeRequest { Caller = Cluster.Root, Path = "/f" }));
    }

    private IEnumerable<long> Offsets(long offset, long length) => _cluster.Locations("/f", offset, length).Blocks.Select(b => b.Offset);
}
