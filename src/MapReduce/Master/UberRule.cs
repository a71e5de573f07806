using Hathi.Hadoop.Keys;

namespace Hathi.MapReduce.Master;

/// <summary>
/// Whether a job is so small that its tasks run in the master. With mapreduce.job.ubertask.enable = true: at most 9 maps, 1 reduce, a block
/// of input, and tasks that fit the master's memory (Apache's JobImpl.makeUberDecision). When nothing is said (there: never): one map with
/// little input and one reduce at most, which other containers would not do any sooner.
/// </summary>
internal static class UberRule
{
    /// <summary>So much is read from elsewhere before another process could be there.</summary>
    private const long LittleInput = 16 << 20;

    internal static bool Applies(MasterPlan plan)
    {
        var configuration = plan.Configuration;
        if (configuration.GetRaw(MapReduceKeys.Uber.Name) is null
            && (plan.Splits.Count > 1 || plan.Splits.Sum(s => s.Length) > LittleInput))
        {
            return false;
        }

        if (!configuration.Get(MapReduceKeys.Uber))
        {
            return false;
        }

        var memory = configuration.Get(MapReduceKeys.MasterMemory);
        return plan.Splits.Count <= configuration.Get(MapReduceKeys.UberMaps)
            && plan.Reduces <= configuration.Get(MapReduceKeys.UberReduces)
            && plan.Splits.Sum(s => s.Length) <= configuration.Get(MapReduceKeys.UberBytes, configuration.Get(HdfsKeys.BlockSize))
            && plan.MapMemory <= memory && (plan.Reduces == 0 || plan.ReduceMemory <= memory);
    }
}
