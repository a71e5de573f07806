namespace Hathi.MapReduce.Master;

/// <summary>
/// Whether a job is so small that its tasks run in the master. With mapreduce.job.ubertask.enable = true: at most 9 maps, 1 reduce, a block of input,
/// and tasks that fit the master's memory (Apache's JobImpl.makeUberDecision). When nothing is said (there: never): one map with little input and one
/// reduce at most, which other containers would not do any sooner.
/// </summary>
internal static class UberRule
{
    private const int MostMaps = 9;
    private const int MostReduces = 1;
    private const long DefaultBlock = 128 << 20;
    private const int DefaultMasterMemory = 1536;

    /// <summary>So much is read from elsewhere before another process could be there.</summary>
    private const long LittleInput = 16 << 20;

    internal static bool Applies(MasterPlan plan)
    {
        var configuration = plan.Configuration;
        if (configuration.GetRaw("mapreduce.job.ubertask.enable") is null && (plan.Splits.Count > 1 || plan.Splits.Sum(s => s.Length) > LittleInput))
        {
            return false;
        }

        if (!configuration.GetBool("mapreduce.job.ubertask.enable", true))
        {
            return false;
        }

        var memory = configuration.GetLong("yarn.app.mapreduce.am.resource.mb", DefaultMasterMemory);
        return plan.Splits.Count <= configuration.GetInt("mapreduce.job.ubertask.maxmaps", MostMaps)
            && plan.Reduces <= configuration.GetInt("mapreduce.job.ubertask.maxreduces", MostReduces)
            && plan.Splits.Sum(s => s.Length) <= configuration.GetSize("mapreduce.job.ubertask.maxbytes", configuration.GetSize("dfs.blocksize", DefaultBlock))
            && plan.MapMemory <= memory && (plan.Reduces == 0 || plan.ReduceMemory <= memory);
    }
}
