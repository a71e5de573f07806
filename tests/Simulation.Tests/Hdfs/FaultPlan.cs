namespace Hathi.Simulation.Tests.Hdfs;

internal sealed class FaultPlan(HdfsCluster cluster)
{
    public void Begin() => cluster.World.SetNetworkFaults(0, 0, 0);

    public void End() => cluster.World.HealAll();
}
