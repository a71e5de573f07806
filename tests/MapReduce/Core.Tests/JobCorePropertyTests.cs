namespace Hathi.MapReduce.Core.Tests;

/// <summary>
/// Whatever breaks: every job ends, no task is tried too often, no two attempts commit, nothing of a job that succeeded is missing.
/// </summary>
public class JobCorePropertyTests
{
    private const int Seeds = 1_000;

    [Fact]
    public void Every_job_ends_and_nothing_is_committed_twice()
    {
        int succeeded = 0, failed = 0, killed = 0;
        for (var seed = 1UL; seed <= Seeds; seed++)
        {
            var cluster = new SimulatedCluster(seed);
            cluster.Run();
            switch (cluster.Ended)
            {
                case Outcome.Succeeded:
                    succeeded++;
                    Assert.True(cluster.CommitCalled, $"seed {seed}: it succeeded without a commit");
                    break;
                case Outcome.Failed:
                    failed++;
                    Assert.Contains("failed", cluster.Message, StringComparison.Ordinal);
                    break;
                default:
                    killed++;
                    break;
            }
        }

        // The seeds show all three.
        Assert.True(succeeded > Seeds / 2 && failed > 0 && killed > 0, $"{succeeded} succeeded, {failed} failed, {killed} were killed");
    }
}
