using Hathi.Hadoop.Conf;
using Hathi.Hadoop.Keys;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>
/// Whether the containers that a job will ask for can exist: the ResourceManager refuses every request for a larger one. Source:
/// Apache's RMContainerAllocator.
/// </summary>
internal static class ContainerSizes
{
    /// <param name="configuration">Of the job.</param>
    /// <param name="reduces">How many it has.</param>
    /// <param name="masterMemory">MiB of its application master.</param>
    /// <param name="most">The largest container of the cluster.</param>
    /// <exception cref="JobDefinitionException">One of them is larger.</exception>
    internal static void Check(Configuration configuration, int reduces, int masterMemory, ResourceProto most)
    {
        CheckMemory(MapReduceKeys.MasterMemory, masterMemory, most);
        CheckCores(configuration, MapReduceKeys.MasterCores, most);
        CheckMemory(MapReduceKeys.MapMemory, configuration.Get(MapReduceKeys.MapMemory), most);
        CheckCores(configuration, MapReduceKeys.MapCores, most);
        if (reduces > 0)
        {
            CheckMemory(MapReduceKeys.ReduceMemory, configuration.Get(MapReduceKeys.ReduceMemory), most);
            CheckCores(configuration, MapReduceKeys.ReduceCores, most);
        }
    }

    private static void CheckMemory(Setting key, long memory, ResourceProto most)
    {
        if (memory > most.Memory)
        {
            throw new JobDefinitionException(
                $"{key} = {memory}: no container of this cluster may have more than {most.Memory} MiB. "
                + "Ask for less, or raise yarn.scheduler.maximum-allocation-mb and what NodeManagers offer.");
        }
    }

    private static void CheckCores(Configuration configuration, Setting<int> key, ResourceProto most)
    {
        var cores = configuration.Get(key);
        if (cores > most.VirtualCores)
        {
            throw new JobDefinitionException(
                $"{key} = {cores}: no container of this cluster may have more than {most.VirtualCores} virtual cores. "
                + "Ask for fewer, or raise yarn.scheduler.maximum-allocation-vcores and what NodeManagers offer.");
        }
    }
}
