using Hathi.Log;
using Hathi.Simulation.Tests.Kit;
using Hathi.Simulation.Tests.Kit.Tests;

namespace Hathi.Simulation.Tests.Log;

/// <summary>
/// A crash at any call of the disk while a log is written to and segments are dropped by index leaves one that opens, and holds all that
/// was flushed from the dropped index on.
/// </summary>
public sealed class DropCrashTests
{
    private const string Directory = "/data/log";
    private const int PowerFailures = 10;
    private const int Records = 12;
    private static readonly DurableLogOptions s_options = new() { SegmentBytes = 60, AllocationBytes = 0 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_was_flushed_and_not_dropped_is_there(bool losesPower)
    {
        var crashes = 0;
        for (ulong seed = 1; seed <= (losesPower ? PowerFailures : 1u); seed++)
        {
            for (var call = 0; ; call++)
            {
                var world = new World(seed, WorldOptions.Default with { SectorBytes = 64 });
                world.Spawn("n", static process => new EchoActor(process));
                var disk = world.Disk("n");
                DurableLog.Create(disk, Directory, new Guid(1, 2, 3, new byte[8]), s_options).Close();
                var (flushed, dropped) = (0L, 1L);
                disk.CrashAfterCalls(call, losesPower);
                try
                {
                    Write(disk, ref flushed, ref dropped);
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

                AssertThere(disk, flushed, dropped);
            }
        }

        Assert.True(crashes > 100, $"{crashes} crashes");
    }

    private static void Write(SimDisk disk, ref long flushed, ref long dropped)
    {
        using var log = DurableLog.Open(disk, Directory, s_options);
        for (var i = 1; i <= Records; i++)
        {
            log.Append([(byte)i, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
            flushed = log.Flush();
            if (i % 3 == 0)
            {
                dropped = i - 1;
                Assert.Null(log.DropBefore(dropped));
            }
        }
    }

    private static void AssertThere(SimDisk disk, long flushed, long dropped)
    {
        using var log = DurableLog.Open(disk, Directory, s_options);
        Assert.InRange(log.FirstIndex, 1, dropped);
        var next = dropped;
        if (log.DurableIndex >= dropped)
        {
            log.ReadFrom(dropped, (index, payload) =>
            {
                Assert.Equal(next++, index);
                Assert.Equal((byte)index, payload[0]);
            });
        }

        Assert.True(next > flushed, $"{flushed} were flushed, {next - 1} are there");
        Assert.Null(log.DropBefore(dropped));
        Assert.Equal(log.LastIndex + 1, log.Append("more"u8));
        log.Flush();
    }
}
