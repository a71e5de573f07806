using Hathi.Base;
using Hathi.Hdfs.Core.Replicas;
using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs.Replicas;

/// <summary>
/// The replica store as it ships, stopped at every call to its disk: what was acknowledged is there after a restart and fits its checksums,
/// and no file stays open.
/// </summary>
public sealed class ReplicaCrashTests
{
    /// <summary>A power failure leaves something else each time.</summary>
    private const int PowerSeeds = 20;

    public static TheoryData<int> Mistakes =>
        [.. Enum.GetValues<ReplicaMutant>().Where(static m => m != ReplicaMutant.None).Select(static m => (int)m)];

    public static TheoryData<string> Stories => [.. ReplicaStories.All.Keys];

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_process_that_dies_at_any_call_loses_nothing_acknowledged(string story)
    {
        var calls = Calls(story);
        for (var call = 0; call < calls; call++)
        {
            for (ulong seed = 1; seed <= 3; seed++)
            {
                Crash(story, call, losesPower: false, seed, ReplicaMutant.None);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_power_failure_at_any_call_loses_nothing_that_was_synced(string story)
    {
        var calls = Calls(story);
        for (var call = 0; call < calls; call++)
        {
            for (ulong seed = 1; seed <= PowerSeeds; seed++)
            {
                Crash(story, call, losesPower: true, seed, ReplicaMutant.None);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Stories))]
    public void A_call_that_fails_loses_nothing_acknowledged_and_leaves_no_file_open(string story)
    {
        var calls = Calls(story);
        for (var call = 0; call < calls; call++)
        {
            Fail(story, call, times: 1, DiskFault.Full, ReplicaMutant.None);
            Fail(story, call, times: 1, DiskFault.Descriptors, ReplicaMutant.None);
            Fail(story, call, times: 1_000, DiskFault.Full, ReplicaMutant.None);
        }
    }

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_found(int mutant)
    {
        var mistake = (ReplicaMutant)mutant;
        foreach (var story in ReplicaStories.All.Keys)
        {
            var calls = Calls(story);
        for (var call = 0; call < calls; call++)
            {
                try
                {
                    Crash(story, call, losesPower: false, 1, mistake);
                    Crash(story, call, losesPower: true, 1, mistake);
                    Fail(story, call, times: 1, DiskFault.Full, mistake);
                }
                catch (Exception e) when (e is SimulationFailedException or IOException or ReplicaFault)
                {
                    Console.WriteLine($"Mutant {mistake} is found: {e.Message.Split('\n', 2)[0]}");
                    return;
                }
            }
        }

        Assert.Fail($"Nothing that is checked says that {mistake}");
    }

    private static long Calls(string story)
    {
        using var lab = new ReplicaLab(1, ReplicaMutant.None);
        var before = lab.Disk.Calls;
        ReplicaStories.All[story](lab);
        var calls = lab.Disk.Calls - before;
        lab.Leave();
        lab.Check(losesPower: false);
        return calls;
    }

    private static void Crash(string story, int call, bool losesPower, ulong seed, ReplicaMutant mutant)
    {
        using var lab = new ReplicaLab(seed, mutant);
        lab.Disk.CrashAfterCalls(call, losesPower);
        try
        {
            ReplicaStories.All[story](lab);
        }
        catch (SimulatedCrashException)
        {
            // It was to die there.
        }

        Tell($"{story}, {(losesPower ? "power failure" : "crash")} at call {call}, seed {seed}", () =>
        {
            lab.Restart(losesPower, crashAgainAfter: seed % 2 == 0 ? call % 7 : -1);
            lab.Check(losesPower);
        });
    }

    private static void Fail(string story, int call, int times, DiskFault kind, ReplicaMutant mutant)
    {
        using var lab = new ReplicaLab(1, mutant);
        lab.Disk.FailAfterCalls(call, times, kind);
        try
        {
            ReplicaStories.All[story](lab);
        }
        catch (Exception e) when (e is IOException or ReplicaFault)
        {
            // An operation ends so; its writer leaves.
        }

        lab.TryToRead();
        lab.Disk.FailAfterCalls(0, 0, kind);
        Tell($"{story}, {times} failure(s) {kind} from call {call}", () =>
        {
            lab.Leave();
            if (call % 2 == 0)
            {
                lab.Restart(losesPower: false, crashAgainAfter: -1);
            }

            lab.Check(losesPower: false);
        });
    }

    private static void Tell(string where, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is IOException or ReplicaFault or SimulationFailedException)
        {
            var lines = e.Message.Split('\n', 2);
            throw new SimulationFailedException($"{lines[0]} ({where})\n{(lines.Length > 1 ? lines[1] : e.ToString())}", e);
        }
    }
}
