using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Log;

public sealed class DurableLogSimulation
{
    private const int ManySeeds = 500;
    private const int RotSeeds = 500;
    private const int OperationsASeed = 2000;

    [Fact]
    public void Everything_acknowledged_is_there_in_order_and_nothing_is_invented()
    {
        var report = Seeds.Run("the durable log", ManySeeds, seed => LogScenario.Run(seed, OperationsASeed, null));
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        foreach (var fault in new[]
        {
            Fault.MachineCrash, Fault.ProcessCrash, Fault.CrashInsideDiskCall, Fault.SectorLost, Fault.LengthLost, Fault.NameLost,
            Fault.SyncError, Fault.WriteError, Fault.ReadError, Fault.DiskFull,
        })
        {
            Assert.True(
                report[fault] > report.Worlds / 20, $"{fault} happened only {report[fault]} times: the simulation no longer reaches it");
        }

        Assert.True(report.Count("torn tails") > report.Worlds / 20);
    }

    [Fact]
    public void A_bit_that_turns_over_is_reported_or_lies_in_the_newest_batch()
    {
        var report = Seeds.Run("rot in the log", RotSeeds, seed => LogScenario.Run(seed, 200, static (world, model) =>
        {
            model.Rotten = world.Disk("log")
                .Rot(path => path.EndsWith(".log", StringComparison.Ordinal) || path.EndsWith(".snapshot", StringComparison.Ordinal));
            world.Note("rot", "log", model.Rotten);
        }));
        Assert.True(report.Worlds < RotSeeds || report.Count("rot reported") > report.Worlds / 4, report.ToString());
    }
}
