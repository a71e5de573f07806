using Hathi.Simulation.Tests.Simulator;

namespace Hathi.Simulation.Tests.Hdfs;

public sealed class HdfsSimulation
{
    private const int ManySeeds = 40;
    private const int OperationsASeed = 2_000;

    [Fact]
    public void A_cluster_keeps_what_it_acknowledged_and_comes_back_to_order()
    {
        Seeds.Run("an HDFS cluster", ManySeeds, seed => HdfsScenario.Run(seed, OperationsASeed));
    }
}
