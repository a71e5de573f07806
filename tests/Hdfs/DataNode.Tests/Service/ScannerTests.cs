using System.Net;
using System.Text;
using Hathi.Hdfs.Core.Model;
using Hathi.Hdfs.DataNode.Options;
using Hathi.Hdfs.DataNode.Service;
using Hathi.Hdfs.DataNode.Tests.Support;
using Hathi.Platform;
using Hathi.Platform.Disk;

namespace Hathi.Hdfs.DataNode.Tests.Service;

public sealed class ScannerTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(70_000, false)]
    [InlineData(299_999, false)]
    public async Task Rot_is_found_and_reported(int flipped, bool sound)
    {
        using var node = new TransferNode(address: "127.77.16.5");
        node.Fixture.Put(7, 1001, Packets.Random(300_000, 1));
        if (!sound)
        {
            Flip(node, flipped);
        }

        long read = 0;
        var scanner = new BlockScanner(node.Context, node.Fixture.Events, Options(), SystemClock.Instance);
        Assert.Equal(sound, await scanner.CheckAsync(new Block(7, 300_000, 1001), n =>
        {
            read += n;
            return Task.CompletedTask;
        }));
        Assert.Equal(!sound, node.Fixture.Events.All.Contains("corrupt 7_1001"));
        Assert.True(!sound || read == 300_000);
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_replica_from_being_checked()
    {
        using var node = new TransferNode(address: "127.77.16.6");
        node.Fixture.Put(7, 1001, Packets.Random(100_000, 1));
        var clock = new ManualClock { Time = 6 * 3_600_000 };
        var scanner = new BlockScanner(node.Context, node.Fixture.Events, Options(), clock);
        var volume = node.Store.Volumes[0];
        await scanner.RoundAsync(volume, CancellationToken.None);
        Flip(node, 70_000);
        await scanner.RoundAsync(volume, CancellationToken.None);
        Assert.DoesNotContain("corrupt 7_1001", node.Fixture.Events.All); // The next round is not due.

        clock.Time = 0;
        await scanner.RoundAsync(volume, CancellationToken.None);
        Assert.Contains("corrupt 7_1001", node.Fixture.Events.All);
    }

    [Fact]
    [Fuzzes(typeof(ScanCursor))]
    public void A_cursor_that_is_damaged_is_none()
    {
        using var directory = new TempDirectory();
        var path = Path.Combine(directory.Path, "scanner.cursor");
        new ScanCursor { LastSaved = 2, Directory = "subdir0", AtEnd = true }.Save(RealDisk.Instance, path);
        new Fuzz
        {
            Of = nameof(ScanCursor),
            Good = [File.ReadAllBytes(path)],
            Decode = bytes =>
            {
                File.WriteAllBytes(path, bytes);
                ScanCursor.Load(RealDisk.Instance, path);
            },
            Refusals = [],
            TakesAnything = true,
            Runs = 500,
        }.Run();
    }

    [Fact]
    [GoldenBytes(typeof(ScanCursor), 0)]
    public void The_cursor_is_the_file_that_Apache_writes()
    {
        using var directory = new TempDirectory();
        var path = Path.Combine(directory.Path, "scanner.cursor");
        var cursor = new ScanCursor
        {
            LastSaved = 2, RoundStart = 1, Directory = "subdir0", SubDirectory = "subdir3", Entry = "blk_7", AtEnd = true,
        };
        cursor.Save(RealDisk.Instance, path);
        Assert.Equal(
            """
            {"lastSavedMs":2,"iterStartMs":1,"curFinalizedDir":"subdir0","curFinalizedSubDir":"subdir3",
            "curEntry":"blk_7","atEnd":true}
            """.ReplaceLineEndings(""),
            File.ReadAllText(path));
        Assert.Equal(cursor, ScanCursor.Load(RealDisk.Instance, path));
        File.WriteAllText(path, "{", Encoding.UTF8);
        Assert.Null(ScanCursor.Load(RealDisk.Instance, path));
    }

    private static void Flip(TransferNode node, int at)
    {
        using var file = File.Open(Path.Combine(node.Fixture.Pool(0).Finalized, "subdir0", "subdir0", "blk_7"), FileMode.Open);
        file.Position = at;
        var b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private static DataNodeOptions Options() => new()
    {
        Volumes = [new VolumeLocation("/unused", StorageKind.Disk)],
        NameNode = new IPEndPoint(IPAddress.Loopback, 1),
        TransferAddress = new IPEndPoint(IPAddress.Loopback, 0),
        IpcAddress = new IPEndPoint(IPAddress.Loopback, 0),
        HostName = "x",
        User = "x",
    };
}
