using Hathi.Log;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Log;

/// <summary>What seeds found once, kept small.</summary>
public sealed class NamedLogTests
{
    private static readonly DurableLogOptions Options = new()
    {
        SegmentBytes = 200, AllocationBytes = 0, MaxRecordBytes = 100, MaxPendingBytes = 1000,
    };

    /// <summary>
    /// Seed 18: the process died between renaming a new segment and syncing the directory; the next life found the segment in the cache,
    /// wrote acknowledged records into it, and lost the whole file with the power.
    /// </summary>
    [Fact]
    public void A_segment_whose_name_was_only_in_the_cache_is_made_durable_before_it_is_used()
    {
        var killedAt = new HashSet<long>();
        for (var call = 0; call < 200; call++)
        {
            for (ulong seed = 1; seed <= 4; seed++)
            {
                killedAt.Add(KillThenLosePower(seed, call));
            }
        }

        Assert.True(killedAt.Count > 10, "the process should die at many different records");
    }

    private static long KillThenLosePower(ulong seed, int call)
    {
        var world = new World(seed, WorldOptions.Default with { SectorBytes = 64 });
        var disk = world.Disk("node");
        world.Spawn("node", p => new Idle(p));
        var log = DurableLog.Create(disk, "/log", Guid.Empty, Options);
        disk.CrashAfterCalls(call, losesPower: false);
        var acknowledged = 0L;
        try
        {
            while (acknowledged < 30)
            {
                log.Append(new byte[30]);
                acknowledged = log.Flush();
            }
        }
        catch (SimulatedCrashException)
        {
            // dies here
        }

        world.CrashProcess("node");
        var died = acknowledged;
        using (var second = DurableLog.Open(disk, "/log", Options))
        {
            second.Append(new byte[30]);
            acknowledged = second.Flush();
        }

        world.CrashMachine("node");
        using var third = DurableLog.Open(disk, "/log", Options);
        var read = 0;
        third.ReadFrom(1, (_, _) => read++);
        world.Check(read >= acknowledged, $"killed at call {call}: {acknowledged} acknowledged, {read} left");
        return died;
    }

    private sealed class Idle(SimProcess process) : Actor(process)
    {
        public override void OnMessage(string from, object message)
        {
        }
    }
}
