using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Ring.Storage;

public sealed class StoreSimulation
{
    private const int ManySeeds = 400;
    private const int OperationsASeed = 300;
    private const int SeedsOfMutants = 100;

    [Fact]
    public void What_was_answered_is_there_and_reads_are_those_of_the_model()
    {
        var report = Seeds.Run("the ring's store", ManySeeds, static seed => StoreScenario.Run(seed, OperationsASeed, StoreMutant.None));
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        foreach (var fault in new[]
        {
            Fault.MachineCrash, Fault.ProcessCrash, Fault.CrashInsideDiskCall, Fault.SectorLost, Fault.NameLost, Fault.SyncError,
            Fault.WriteError, Fault.ReadError, Fault.DiskFull,
        })
        {
            Assert.True(
                report[fault] > report.Worlds / 20, $"{fault} happened only {report[fault]} times: the simulation no longer reaches it");
        }

        foreach (var what in new[]
        {
            "acknowledged", "recoveries", "not answered and there", "not answered and gone", "rows read", "refused", "failed logs",
            "records dropped",
        })
        {
            Assert.True(report.Count(what) > report.Worlds / 20, $"{what}: {report}");
        }
    }

    /// <summary>The checks can fail: each mistake that is made on purpose is found within some seeds.</summary>
    [Theory]
    [InlineData(nameof(StoreMutant.AcknowledgesBeforeTheSync), "was answered, and the log ends at")]
    [InlineData(nameof(StoreMutant.ShowsBeforeTheSync), "a read differs")]
    [InlineData(nameof(StoreMutant.TearsRecords), "after a start it does not hold")]
    [InlineData(nameof(StoreMutant.LosesDeletionsInReplay), "after a start it does not hold")]
    [InlineData(nameof(StoreMutant.LosesTruncationsInReplay), "after a start it does not hold")]
    [InlineData(nameof(StoreMutant.DropsTooMuch), "after a start it does not hold")]
    [InlineData(nameof(StoreMutant.LeavesTiesToTheFirst), "a read differs")]
    public void A_mistake_is_found(string mistake, string found) => Mutants.AssertFound(
        mistake, found, 1, SeedsOfMutants, seed => StoreScenario.Run(seed, OperationsASeed, Enum.Parse<StoreMutant>(mistake)));
}
