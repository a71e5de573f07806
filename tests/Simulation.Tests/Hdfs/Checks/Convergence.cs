namespace Hathi.Simulation.Tests.Hdfs.Checks;

internal sealed class Convergence(HdfsCluster cluster)
{
    public void Await() => cluster.World.RunFor(60_000);
}
