using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.NameNode;

public sealed class NameNodeSimulation
{
    private const int ManySeeds = 100;
    private const int MostSeeds = 400;
    private const int OperationsASeed = 2_000;
    private const int OperationsOfMutants = 1_000;

    private static readonly (HdfsMutant Mistake, string Found)[] s_mistakes =
    [
        (HdfsMutant.AnswersBeforeTheFlush, "were acknowledged, a restart found"),
        (HdfsMutant.LeavesOutEdits, "no edit is logged"),
        (HdfsMutant.ForgetsAnsweredCalls, "expected the answer"),
    ];

    // Each must still be reached, so that a change of the simulation does not take what it is for.
    private static readonly Fault[] s_faults =
    [
        Fault.MessageLost, Fault.MessageDuplicated, Fault.MessageReordered, Fault.MessageCutOff, Fault.Partition, Fault.ProcessCrash,
        Fault.MachineCrash, Fault.CrashInsideDiskCall, Fault.Pause, Fault.ClockJump, Fault.SectorLost, Fault.DiskFull, Fault.WriteError,
        Fault.SyncError,
    ];

    private static readonly string[] s_events =
    [
        "NameNode starts", "checkpoints", "files closed", "files recovered from their writers", "retries answered from the cache",
        "unacknowledged edits lost at a restart",
    ];

    public static TheoryData<string, string> Looked => [.. s_mistakes.Select(static m => (m.Mistake.ToString(), m.Found))];

    /// <summary>Those that are looked for here.</summary>
    internal static IEnumerable<HdfsMutant> Mistakes => s_mistakes.Select(static m => m.Mistake);

    [Fact]
    public void A_NameNode_keeps_what_it_answered()
    {
        var report = Seeds.Run("a NameNode", ManySeeds, static seed => NameNodeScenario.Run(seed, OperationsASeed));
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        Assert.All(s_faults, fault => Assert.True(report[fault] > report.Worlds / 4, $"{fault} happened only {report[fault]} times"));
        Assert.All(s_events, name => Assert.True(report.Count(name) > report.Worlds / 4, $"there were only {report.Count(name)} {name}"));
    }

    [Fact]
    public void A_seed_gives_the_same_run_again() => Assert.Equal(
        NameNodeScenario.Play(7, 500, HdfsMutant.None).Fingerprint, NameNodeScenario.Play(7, 500, HdfsMutant.None).Fingerprint);

    // The checkers can fail: each mistake that is made on purpose is found within some seeds, by the checker that is there for it.
    [Theory]
    [MemberData(nameof(Looked))]
    public void A_mistake_is_found(string mistake, string found) => Mutants.AssertFound(
        mistake, found, 1, MostSeeds, seed => NameNodeScenario.Play(seed, OperationsOfMutants, Enum.Parse<HdfsMutant>(mistake)));
}
