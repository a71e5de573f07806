using Hathi.Simulation.Tests.Kit;

namespace Hathi.Simulation.Tests.Hdfs;

public sealed class HdfsSimulation
{
    private const int ManySeeds = 400;
    private const int OperationsASeed = 2_000;

    // Each must still be reached, so that a change of the simulation does not take what it is for.
    private static readonly Fault[] Faults =
    [
        Fault.MessageLost, Fault.MessageDuplicated, Fault.MessageReordered, Fault.MessageCutOff, Fault.Partition, Fault.ProcessCrash,
        Fault.MachineCrash,
        Fault.CrashInsideDiskCall, Fault.Pause, Fault.ClockJump, Fault.SectorLost, Fault.BitRot, Fault.DiskFull, Fault.ReadError,
        Fault.WriteError,
        Fault.SyncError,
    ];

    private static readonly string[] Events =
    [
        "NameNode starts", "checkpoints", "decommissions", "disks replaced", "files recovered from their writers", "blocks recovered",
        "flushes promised",
        "pipelines rebuilt", "nodes replaced in pipelines", "replicas copied", "replicas deleted", "retries answered from the cache",
        "rot found by scanners",
    ];

    [Fact]
    public void A_cluster_keeps_what_it_acknowledged_and_comes_back_to_order()
    {
        var report = Seeds.Run("an HDFS cluster", ManySeeds, seed => HdfsScenario.Run(seed, OperationsASeed));
        if (report.Worlds < ManySeeds)
        {
            return; // a replay
        }

        Assert.All(Faults, fault => Assert.True(report[fault] > report.Worlds / 4, $"{fault} happened only {report[fault]} times"));
        Assert.All(Events, name => Assert.True(report.Count(name) > report.Worlds / 4, $"there were only {report.Count(name)} {name}"));
    }

    [Fact]
    public void A_seed_gives_the_same_run_again() =>
        Assert.Equal(HdfsScenario.Play(7, 500, HdfsMutant.None).Fingerprint, HdfsScenario.Play(7, 500, HdfsMutant.None).Fingerprint);
}
