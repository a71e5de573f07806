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
        Assert.Throws<FileNotFoundException>(() => _disk.Open(_temp["f"], DiskOpen.Read));
        Assert.Throws<FileNotFoundException>(() => _disk.Open(_temp["f"], DiskOpen.ReadWrite));
        using (var file = _disk.Open(_temp["f"], DiskOpen.CreateNew))
        {
            file.Write(0, "x"u8);
        }

        Assert.ThrowsAny<IOException>(() => _disk.Open(_temp["f"], DiskOpen.CreateNew));
        using (var file = _disk.Open(_temp["f"], DiskOpen.Read))
        {
            Assert.ThrowsAny<UnauthorizedAccessException>(() => file.Write(0, "y"u8));
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
        Assert.Throws<DirectoryNotFoundException>(() => _disk.List(_temp["nowhere"]));
        Assert.Throws<IOException>(() => _disk.SyncDirectory(_temp["nowhere"]));
    }

    [Fact]
    public void A_full_disk_says_so()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "needs /dev/full");
        using var file = _disk.Open("/dev/full", DiskOpen.ReadWrite);
        Assert.Contains("No space left on the disk of /dev/full", Assert.Throws<DiskFullException>(() => file.Write(0, "x"u8)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_keeps_other_processes_out_until_it_is_freed()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/flock"), "needs flock of util-linux");
        using (_disk.Lock(_temp["lock"]))
        {
            Assert.Equal(1, FlockExitCode());
            Assert.Contains($"process {Environment.ProcessId} (", File.ReadAllText(CopyUnlocked()), StringComparison.Ordinal);
        }

        Assert.Equal(0, FlockExitCode());
    }

    private int FlockExitCode()
    {
        using var flock = Process.Start("/usr/bin/flock", ["--nonblock", _temp["lock"], "true"]);
        flock.WaitForExit();
        return flock.ExitCode;
    }

    private string CopyUnlocked()
    {
        using var cp = Process.Start("/bin/cp", [_temp["lock"], _temp["copy"]]);
        cp.WaitForExit();
        return _temp["copy"];
    }
}
