using Hathi.MapReduce.Core;
using Hathi.Simulation.Tests.Jobs;

namespace Hathi.Simulation.Tests.Yarn.Checks;

/// <summary>
/// The checker of locality: where nothing fails and a job has the nodes to itself, each map runs on one that holds its input.
/// </summary>
internal static class Locality
{
    /// <param name="cluster">Around the job.</param>
    /// <param name="job">What it was told of its input.</param>
    /// <param name="attempt">Starts.</param>
    /// <param name="host">Where the container really is.</param>
    public static void Started(YarnCluster cluster, MapReduceJob job, AttemptRef attempt, string host)
    {
        if (!cluster.Settings.NothingFails || attempt.Task.Type != TaskType.Map)
        {
            return;
        }

        var hosts = job.Plan.Maps[attempt.Task.Number].Hosts;
        cluster.World.Check(
            hosts.Contains(host), $"{job.Id}: {attempt} runs on {host}, and its input is on {string.Join(", ", hosts)}, which was idle");
        cluster.World.Report.Add("maps that ran at their input", 1);
    }
}
