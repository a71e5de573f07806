using System.Text;
using Hathi.Base;

namespace Hathi.Simulation.Tests.Kit.Tests;

/// <summary>That the simulated disk does as much harm as it claims, and no more.</summary>
public sealed class SimDiskTests
{
    private const int Tries = 200;

    [Fact]
    public void What_was_synced_stays_and_what_was_not_is_lost_sector_by_sector()
    {
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 1; seed <= Tries; seed++)
        {
            var world = NewWorld(seed);
            var disk = world.Disk("n");
            using (var file = disk.Open("/f", DiskOpen.CreateNew))
            {
                file.Write(0, "aaaabbbbcccc"u8);
                file.Sync();
                disk.SyncDirectory("/");
                file.Write(2, "XXXXXX"u8);
            }

            world.CrashMachine("n");
            var left = Text(disk, "/f");
            outcomes.Add(left);
            Assert.Equal("cccc", left[8..]);
        }

        Assert.Equal(["aaXXXXXXcccc", "aaXXbbbbcccc", "aaaaXXXXcccc", "aaaabbbbcccc"], outcomes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_killed_process_loses_nothing_that_it_wrote()
    {
        var world = NewWorld(1);
        using (var file = world.Disk("n").Open("/f", DiskOpen.CreateNew))
        {
            file.Write(0, "abc"u8);
        }

        world.CrashProcess("n");
        Assert.Equal("abc", Text(world.Disk("n"), "/f"));
    }

    [Fact]
    public void New_renamed_and_deleted_names_need_the_directory_synced()
    {
        var outcomes = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 1; seed <= Tries; seed++)
        {
            var world = NewWorld(seed);
            var disk = world.Disk("n");
            Put(disk, "/old", "old");
            Put(disk, "/gone", "gone");
            disk.SyncDirectory("/");
            Put(disk, "/new", "new");
            disk.Rename("/new", "/old");
            disk.Delete("/gone");
            world.CrashMachine("n");
            outcomes.Add(string.Join(' ', disk.List("/").Select(n => $"{n}={Text(disk, "/" + n)}")));
        }

        Assert.Contains("old=new", outcomes);
        Assert.Contains("gone=gone old=old", outcomes);
        Assert.Contains("gone=gone new=new old=old", outcomes);
        Assert.Contains("gone=gone old=new", outcomes);
        Assert.All(outcomes, o => Assert.Contains("old=", o, StringComparison.Ordinal));

        var synced = NewWorld(1);
        Put(synced.Disk("n"), "/new", "new");
        synced.Disk("n").SyncDirectory("/");
        synced.CrashMachine("n");
        Assert.Equal("new", Text(synced.Disk("n"), "/new"));
    }

    [Fact]
    public void After_a_failed_sync_another_one_does_not_help_but_writing_again_does()
    {
        foreach (var writeAgain in new[] { false, true })
        {
            for (ulong seed = 1; seed <= 20; seed++)
            {
                var world = NewWorld(seed);
                var disk = world.Disk("n");
                using (var file = disk.Open("/f", DiskOpen.CreateNew))
                {
                    file.Write(0, "aaaa"u8);
                    file.Sync();
                    disk.SyncDirectory("/");
                    file.Write(0, "bbbb"u8);
                    disk.Faults.Sync = 1;
                    Assert.Equal(DiskFault.Medium, Assert.Throws<DiskException>(file.Sync).Kind);
                    disk.Faults.Clear();
                    if (writeAgain)
                    {
                        file.Write(0, "bbbb"u8);
                    }

                    file.Sync();
                    Assert.Equal("bbbb", Text(disk, "/f"));
                }

                world.CrashMachine("n");
                Assert.Equal(writeAgain ? "bbbb" : "aaaa", Text(disk, "/f"));
            }
        }
    }

    [Fact]
    public void A_full_disk_takes_no_more_until_something_is_deleted()
    {
        var world = NewWorld(1);
        var disk = world.Disk("n");
        disk.Capacity = 10;
        Put(disk, "/a", "12345678");
        using var file = disk.Open("/b", DiskOpen.CreateNew);
        file.Write(0, "12"u8);
        Assert.Equal(DiskFault.Full, Assert.Throws<DiskException>(() => file.Write(2, "3"u8)).Kind);
        Assert.Equal(1, world.Report[Fault.DiskFull]);
        disk.Delete("/a");
        file.Write(2, "3"u8);
        Assert.Equal(3, disk.Used);
    }

    [Fact]
    public void Rot_turns_one_bit_over_and_survives_everything()
    {
        var world = NewWorld(1);
        var disk = world.Disk("n");
        Put(disk, "/f", "\0\0\0\0\0\0\0\0");
        disk.SyncDirectory("/");
        var where = disk.Rot(p => p == "/f");
        world.CrashMachine("n");
        var bytes = Encoding.Latin1.GetBytes(Text(disk, "/f"));
        Assert.Equal(1, bytes.Sum(b => System.Numerics.BitOperations.PopCount(b)));
        Assert.NotEqual(0, bytes[where!.Value.Offset]);
        Assert.Null(disk.Rot(p => p == "/other"));
    }

    [Fact]
    public void A_lock_ends_with_its_holder_and_an_open_file_with_its_process()
    {
        var world = NewWorld(1);
        var disk = world.Disk("n");
        var held = disk.Lock("/lock", "me");
        Assert.Throws<DiskLockedException>(() => disk.Lock("/lock", "me"));
        held.Dispose();
        disk.Lock("/lock", "me");
        var file = disk.Open("/f", DiskOpen.CreateNew);
        world.CrashProcess("n");
        using var again = disk.Lock("/lock", "me");
        Assert.Throws<InvalidOperationException>(() => file.Length);
    }

    private static World NewWorld(ulong seed)
    {
        var world = new World(seed, WorldOptions.Default with { SectorBytes = 4 });
        world.Spawn("n", p => new EchoActor(p));
        return world;
    }

    private static void Put(SimDisk disk, string path, string text)
    {
        using var file = disk.Open(path, DiskOpen.CreateNew);
        file.Write(0, Encoding.Latin1.GetBytes(text));
        file.Sync();
    }

    private static string Text(SimDisk disk, string path)
    {
        using var file = disk.Open(path, DiskOpen.Read);
        var bytes = new byte[file.Length];
        file.Read(0, bytes);
        return Encoding.Latin1.GetString(bytes);
    }
}
