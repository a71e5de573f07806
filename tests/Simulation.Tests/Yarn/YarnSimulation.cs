using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Yarn;

public sealed class YarnSimulation
{
    private const int ManySeeds = 1_000;
    private const int ApplicationsASeed = 12;

    // Each must still be reached, so that a change of the simulation does not take what it is for.
    private static readonly Fault[] Faults =
    [
        Fault.MessageLost, Fault.MessageDuplicated, Fault.MessageReordered, Fault.MessageCutOff, Fault.Partition, Fault.ProcessCrash,
        Fault.MachineCrash, Fault.Pause,
    ];

    private static readonly string[] Events =
    [
        "ResourceManager starts", "checkpoints", "containers granted", "containers given back", "containers on the node asked for",
        "containers told as ended",
        "masters launched", "masters killed", "masters that register again", "answers given again", "nodes told to register again",
        "NodeManagers crashed",
        "applications Finished", "masters that hang", "machines carried away",
        "jobs committed", "tasks recovered", "fetches failed", "workers killed", "workers not started", "machines cut off",
    ];

    [Fact]
    public void A_cluster_ends_every_application_and_grants_nothing_twice()
    {
        var report = Seeds.Run("a YARN cluster", ManySeeds, static seed => YarnScenario.Run(seed, ApplicationsASeed));
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        Assert.All(Faults, fault => Assert.True(report[fault] > report.Worlds / 4, $"{fault} happened only {report[fault]} times"));
        Assert.All(Events, name => Assert.True(report.Count(name) > report.Worlds / 8, $"there were only {report.Count(name)} {name}"));
        Assert.True(report.Count("containers preempted") > 0);
        Assert.True(report.Count("applications Killed") > 0);
        Assert.True(report.Count("reduces that gave themselves up") > 0);
    }

    [Fact]
    public void A_seed_gives_the_same_run_again() =>
        Assert.Equal(
            YarnScenario.Play(7, 6, YarnMutant.None).Trace.Fingerprint, YarnScenario.Play(7, 6, YarnMutant.None).Trace.Fingerprint);
}
