using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>Ids, resources and utilisation: the Core's types as messages. The way back is <see cref="RequestIds"/>.</summary>
internal static class IdMapping
{
    public static ApplicationIdProto ToProto(this ApplicationId id) => new() { Id = id.Id, ClusterTimestamp = id.ClusterTimestamp };

    public static ApplicationAttemptIdProto ToProto(this ApplicationAttemptId id) =>
        new() { ApplicationId = id.Application.ToProto(), AttemptId = id.Attempt };

    // Stock clients read app_attempt_id only; app_id stays empty, as in what they write.
    public static ContainerIdProto ToProto(this ContainerId id) => new() { AppAttemptId = id.Attempt.ToProto(), Id = id.Id };

    public static NodeIdProto ToProto(this NodeId id) => new() { Host = id.Host, Port = id.Port };

    public static PriorityProto ToPriority(int priority) => new() { Priority = priority };

    /// <summary>
    /// An amount where messages, and JSON that stock clients read, have 32 bits: the most that these can say, as Apache's Resource says it.
    /// </summary>
    public static int ToInt(long amount) => int.CreateSaturating(amount);

    /// <summary>Both forms: the two fields that old clients read, and the map by name that newer ones read first.</summary>
    public static ResourceProto ToProto(this Resource resource) => new()
    {
        Memory = resource.MemoryMiB,
        VirtualCores = ToInt(resource.VirtualCores),
        ResourceValueMap =
        {
            new ResourceInformationProto
            {
                Key = MemoryName, Value = resource.MemoryMiB, Units = MemoryUnits, Type = ResourceTypesProto.Countable,
            },
            new ResourceInformationProto
            {
                Key = CoresName, Value = resource.VirtualCores, Units = "", Type = ResourceTypesProto.Countable,
            },
        },
    };

    public static ResourceUtilizationProto ToProto(this Utilization use) =>
        new() { Pmem = use.PhysicalMiB, Vmem = use.VirtualMiB, Cpu = use.Cpu };

    /// <summary>The names by which Apache knows the two resources that every cluster has, and memory's unit.</summary>
    public const string MemoryName = "memory-mb";
    public const string MemoryUnits = "Mi";
    public const string CoresName = "vcores";
}
