using Hathi.Simulation.Tests.Simulator;

namespace Hathi.Simulation.Tests.Hdfs;

/// <summary>Seeds that found something, run again. Where it could be said in a few lines there is a test of the Core as well.</summary>
public sealed class NamedHdfsSeeds
{
    private const int OperationsASeed = 2_000;

    [Theory]
    [InlineData(40, "a bad replica leaves no room for a good one while a node is out of service")]
    [InlineData(44, "a node is never let go because of such a bad replica")]
    public void Found_once(ulong seed, string what)
    {
        try
        {
            HdfsScenario.Run(seed, OperationsASeed);
        }
        catch (SimulationFailedException e)
        {
            Assert.Fail($"It found once: {what}. Now: {e.Message}");
        }
    }
}
