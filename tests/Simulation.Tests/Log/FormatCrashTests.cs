using System.Net;
using Hathi.Hdfs.NameNode.Storage;
using Hathi.Log;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Tests;

namespace Hathi.Simulation.Tests.Log;

/// <summary>
/// A crash at any call of the disk while a directory is made for the first time leaves one that is whole, or one that can be made again.
/// </summary>
public sealed class FormatCrashTests
{
    private const string Name = "/data/name";
    private const int PowerFailures = 20;

    public static TheoryData<bool> Powers => [false, true];

    [Theory]
    [MemberData(nameof(Powers))]
    public void A_name_directory_is_formatted_or_can_be_formatted_again(bool losesPower) => AtEveryCall(
        losesPower,
        disk => NameDirectory.Format(disk, Name, "CID-1", IPAddress.Loopback, DateTimeOffset.UnixEpoch),
        static disk =>
        {
            if (!disk.FileExists(Name + "/current/VERSION"))
            {
                NameDirectory.Format(disk, Name, "CID-2", IPAddress.Loopback, DateTimeOffset.UnixEpoch);
            }

            using var log = DurableLog.Open(disk, Name + "/current/edits", DurableLogOptions.Default);
            Assert.Equal(0, log.LastIndex);
            Assert.Equal(1, log.Append("first"u8));
            log.Flush();
        });

    [Theory]
    [MemberData(nameof(Powers))]
    public void A_log_that_is_made_when_it_is_not_there_is_there_at_the_next_start(bool losesPower) => AtEveryCall(
        losesPower,
        static disk => DurableLog.OpenOrCreate(disk, "/data/state", DurableLogOptions.Default).Close(),
        static disk =>
        {
            using var log = DurableLog.OpenOrCreate(disk, "/data/state", DurableLogOptions.Default);
            Assert.Equal(1, log.Append("first"u8));
            log.Flush();
        });

    [Fact]
    public void A_log_with_edits_whose_VERSION_is_missing_is_not_formatted_over()
    {
        var world = NewWorld(1);
        var disk = world.Disk("n");
        NameDirectory.Format(disk, Name, "CID-1", IPAddress.Loopback, DateTimeOffset.UnixEpoch);
        using (var log = DurableLog.Open(disk, Name + "/current/edits", DurableLogOptions.Default))
        {
            log.Append("a file"u8);
            log.Close();
        }

        disk.Delete(Name + "/current/VERSION");
        var fault = Assert.Throws<NameNodeException>(
            () => NameDirectory.Format(disk, Name, "CID-2", IPAddress.Loopback, DateTimeOffset.UnixEpoch));
        Assert.Contains("1 edits", fault.Message, StringComparison.Ordinal);
    }

    // Large sectors, for a log writes 4 MiB of zeros ahead, and each of them is lost or not.
    private static World NewWorld(ulong seed)
    {
        var world = new World(seed, WorldOptions.Default with { SectorBytes = 4096 });
        world.Spawn("n", static process => new EchoActor(process));
        return world;
    }

    private static void AtEveryCall(bool losesPower, Action<SimDisk> make, Action<SimDisk> use)
    {
        var crashes = 0;
        for (ulong seed = 1; seed <= (losesPower ? PowerFailures : 1u); seed++)
        {
            for (var call = 0; ; call++)
            {
                var world = NewWorld(seed);
                var disk = world.Disk("n");
                disk.CrashAfterCalls(call, losesPower);
                try
                {
                    make(disk);
                    break;
                }
                catch (SimulatedCrashException)
                {
                    crashes++;
                }

                if (losesPower)
                {
                    world.CrashMachine("n");
                }
                else
                {
                    world.CrashProcess("n");
                }

                use(disk);
            }
        }

        Assert.True(crashes > 10, $"{crashes} crashes");
    }
}
