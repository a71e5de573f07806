using Google.Protobuf.Collections;
using Hathi.Yarn.Protocol;

namespace Hathi.Yarn.NodeManager.Mapping;

/// <summary>
/// Lists of requests, counted before anything is done for what is in them. No field of a request is read but through this class,
/// <see cref="RequestLaunch"/>, <see cref="RequestResources"/> and <see cref="RequestTokens"/>: a test reads the compiled code. Ids are
/// numbers, and any number may be asked for.
/// </summary>
internal static class RequestLists
{
    /// <summary>Containers that are to start.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">There are more than one call may name.</exception>
    public static IReadOnlyList<StartContainerRequestProto> Starts(RepeatedField<StartContainerRequestProto> starts) => Few(starts);

    /// <summary>Containers that are asked about, or to stop.</summary>
    /// <exception cref="Hathi.Hadoop.Rpc.RpcFault">There are more than one call may name.</exception>
    public static IReadOnlyList<ContainerIdProto> Containers(RepeatedField<ContainerIdProto> ids) => Few(ids);

    private static RepeatedField<T> Few<T>(RepeatedField<T> containers) => containers.Count <= RequestLimits.Containers
        ? containers
        : throw YarnFaults.Yarn($"The call names {containers.Count} containers, and at most {RequestLimits.Containers} are taken at once.");
}
