using Hathi.Hadoop.Conf;
using Hathi.Yarn.Protocol;

namespace Hathi.MapReduce.Client;

/// <summary>Whether the containers that a job will ask for can exist: the ResourceManager refuses every request for a larger one. Source: Apache's RMContainerAllocator.</summary>
internal static class ContainerSizes
{
    private const int DefaultMemory = 1024;
    private const int DefaultCores = 1;

    /// <param name="configuration">Of the job.</param>
    /// <param name="reduces">How many it has.</param>
    /// <param name="masterMemory">MiB of its application master.</param>
    /// <param name="most">The largest container of the cluster.</param>
    /// <exception cref="JobDefinitionException">One of them is larger.</exception>
    internal static void Check(Configuration configuration, int reduces, int masterMemory, ResourceProto most)
    {
        CheckMemory("yarn.app.mapreduce.am.resource.mb", masterMemory, most);
        CheckCores(configuration, "yarn.app.mapreduce.am.resource.cpu-vcores", most);
        CheckMemory("mapreduce.map.memory.mb", configuration.GetLong("mapreduce.map.memory.mb", DefaultMemory), most);
        CheckCores(configuration, "mapreduce.map.cpu.vcores", most);
        if (reduces > 0)
        {
            CheckMemory("mapreduce.reduce.memory.mb", configuration.GetLong("mapreduce.reduce.memory.mb", DefaultMemory), most);
            CheckCores(configuration, "mapreduce.reduce.cpu.vcores", most);
        }
    }

    private static void CheckMemory(string key, long memory, ResourceProto most)
    {
        if (memory > most.Memory)
        {
            throw new JobDefinitionException(
                $"{key} = {memory}: no container of this cluster may have more than {most.Memory} MiB. Ask for less, or raise yarn.scheduler.maximum-allocation-mb and what NodeManagers offer.");
        }
    }

    private static void CheckCores(Configuration configuration, string key, ResourceProto most)
    {
        var cores = configuration.GetInt(key, DefaultCores);
        if (cores > most.VirtualCores)
        {
            throw new JobDefinitionException(
                $"{key} = {cores}: no container of this cluster may have more than {most.VirtualCores} virtual cores. Ask for fewer, or raise yarn.scheduler.maximum-allocation-vcores and what NodeManagers offer.");
        }
    }
}
