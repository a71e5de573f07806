using System.Diagnostics;
using Hathi.Base;
using Hathi.Platform.Disk;

namespace Hathi.Platform.Tests.Disk;

public sealed class RealDiskTests : IDisposable
{
    private readonly TempDirectory _temp = new();
    private readonly RealDisk _disk = RealDisk.Instance;

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void Bytes_are_written_and_read_by_position_and_gaps_are_zeros()
    {
        using var file = _disk.Open(_temp["f"], DiskOpen.CreateNew);
        file.Write(3, "abc"u8);
        file.Sync();
        var read = new byte[10];
        Assert.Equal(6, file.Read(0, read));
        Assert.Equal("\0\0\0abc"u8.ToArray(), read[..6]);
        Assert.Equal(0, file.Read(6, read));
        file.Allocate(5000);
        Assert.Equal(5000, file.Length);
        file.Allocate(10);
        Assert.Equal(5000, file.Length);
        file.SetLength(4);
        Assert.Equal(4, file.Read(0, read));
    }

    [Fact]
    public void The_four_ways_to_open()
    {
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.Open(_temp["f"], DiskOpen.Read)).Kind);
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.Open(_temp["f"], DiskOpen.ReadWrite)).Kind);
        using (var file = _disk.Open(_temp["f"], DiskOpen.CreateNew))
        {
            file.Write(0, "x"u8);
        }

        Assert.Equal(DiskFault.Other, Assert.Throws<DiskException>(() => _disk.Open(_temp["f"], DiskOpen.CreateNew)).Kind);
        using (var file = _disk.Open(_temp["f"], DiskOpen.Read))
        {
            Assert.Throws<DiskException>(() => file.Write(0, "y"u8));
        }

        using var emptied = _disk.Open(_temp["f"], DiskOpen.CreateOrEmpty);
        Assert.Equal(0, emptied.Length);
    }

    [Fact]
    public void Names_are_listed_renamed_over_and_deleted()
    {
        _disk.CreateDirectory(_temp["a/b/c"]);
        Assert.True(_disk.DirectoryExists(_temp["a/b/c"]));
        Assert.False(_disk.FileExists(_temp["a/b/c"]));
        File.WriteAllText(_temp["a/2"], "two");
        File.WriteAllText(_temp["a/10"], "ten");
        Assert.Equal(["10", "2", "b"], _disk.List(_temp["a"]));
        _disk.Rename(_temp["a/2"], _temp["a/10"]);
        _disk.SyncDirectory(_temp["a"]);
        Assert.Equal("two", File.ReadAllText(_temp["a/10"]));
        _disk.Delete(_temp["a/10"]);
        _disk.Delete(_temp["a/10"]);
        Assert.Equal(["b"], _disk.List(_temp["a"]));
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.List(_temp["nowhere"])).Kind);
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.Entries(_temp["nowhere"])).Kind);
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.SyncDirectory(_temp["nowhere"])).Kind);
    }

    [Fact]
    public void A_full_disk_says_so()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var file = _disk.Open("/dev/full", DiskOpen.ReadWrite);
        var full = Assert.Throws<DiskException>(() => file.Write(0, "x"u8));
        Assert.Equal((DiskFault.Full, true), (full.Kind, full.IsChange));
        Assert.Contains("No space left on the disk of /dev/full", full.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whether_a_name_is_there_is_told_or_it_fails()
    {
        File.WriteAllText(_temp["f"], "abc");
        _disk.CreateDirectory(_temp["d"]);
        Assert.Equal((3L, null, null), (_disk.FileLength(_temp["f"]), _disk.FileLength(_temp["d"]), _disk.FileLength(_temp["none"])));
        Assert.Null(_disk.FileLength(_temp["f/below a file"]));
        Assert.True(_disk.FileExists(_temp["f"]) && !_disk.FileExists(_temp["d"]) && !_disk.FileExists(_temp["none"]));
        Assert.True(_disk.DirectoryExists(_temp["d"]) && !_disk.DirectoryExists(_temp["f"]) && !_disk.DirectoryExists(_temp["none"])
            && !_disk.DirectoryExists(_temp["f/x"]));
        Assert.Equal([new DiskEntry("d", true, 0), new DiskEntry("f", false, 3)], _disk.Entries(_temp.Path));
        Assert.Equal(DiskFault.Other, Assert.Throws<DiskException>(() => _disk.FileLength(_temp[new string('x', 300)])).Kind);
        Assert.InRange(_disk.Space(_temp.Path).Available, 0, _disk.Space(_temp.Path).Total);
        Assert.Equal(DiskFault.Gone, Assert.Throws<DiskException>(() => _disk.Space(_temp["none"])).Kind);
    }

    [Fact]
    public void A_lock_whose_file_takes_no_text_is_a_lock_and_is_freed_without_a_fault()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        _disk.Lock("/dev/full", "process 7 (x)").Dispose();
    }

    [Fact]
    public void A_lock_that_was_freed_can_be_taken_though_children_are_being_started()
    {
        Assert.SkipUnless(File.Exists("/bin/true"), "needs a program to start");
        var children = new Thread(() =>
        {
            for (var i = 0; i < 200; i++)
            {
                using var child = Process.Start("/bin/true");
                child.WaitPatiently();
            }
        });
        children.Start();
        try
        {
            while (children.IsAlive)
            {
                _disk.Lock(_temp["lock"], "process 7 (x)").Dispose();
            }
        }
        finally
        {
            Assert.True(children.Join(Patience.Limit));
        }
    }

    [Fact]
    public void A_lock_keeps_other_processes_out_until_it_is_freed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "needs flock of util-linux");
        using (_disk.Lock(_temp["lock"], "process 7 (x)"))
        {
            Assert.Equal(1, FlockExitCode());
            Assert.Contains("process 7 (x)", File.ReadAllText(CopyUnlocked()), StringComparison.Ordinal);
        }

        Assert.Equal(0, FlockExitCode());
    }

    private int FlockExitCode()
    {
        using var flock = Process.Start("/usr/bin/flock", ["--nonblock", _temp["lock"], "true"]);
        flock.WaitPatiently();
        return flock.ExitCode;
    }

    private string CopyUnlocked()
    {
        using var cp = Process.Start("/bin/cp", [_temp["lock"], _temp["copy"]]);
        cp.WaitPatiently();
        return _temp["copy"];
    }
}
