using Hathi.Yarn.Core.Model;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.ResourceManager.Mapping;

/// <summary>
/// Ids, resources and utilisation of requests. An id that is absent is that of nothing; whether what an id names is there, and whether an
/// amount is possible, the Core says. The way back is <see cref="IdMapping"/>.
/// </summary>
internal static class RequestIds
{
    public static ApplicationId ToCore(this ApplicationIdProto? id) => id is null ? default : new(id.ClusterTimestamp, id.Id);

    public static ApplicationAttemptId ToCore(this ApplicationAttemptIdProto? id) =>
        id is null ? default : new(id.ApplicationId.ToCore(), id.AttemptId);

    public static ContainerId ToCore(this ContainerIdProto? id) => id is null ? default : new(id.AppAttemptId.ToCore(), id.Id);

    public static NodeId ToCore(this NodeIdProto? id) => id is null ? default : new(RequestTexts.Host(id.Host), id.Port);

    public static Resource ToCore(this ResourceProto? resource) =>
        resource is null ? Resource.None : new(resource.Memory, resource.VirtualCores);

    public static Utilization ToCore(this ResourceUtilizationProto? use) =>
        use is null ? default : new(RequestNumbers.Used(use.Pmem), RequestNumbers.Used(use.Vmem), RequestNumbers.Cores(use.Cpu));
}
